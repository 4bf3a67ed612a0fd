#pragma once
#include <libpq-fe.h>

// `PG_DIAG_SQLSTATE` is a character, which Swift cannot import.
static const int jobtag_sqlstate_field = PG_DIAG_SQLSTATE;

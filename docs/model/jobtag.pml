/*
 * The protocol by which several people edit one job, as a model that Spin checks.
 *
 * If you have never used Spin: this is a small concurrent program in the language Promela. Nobody runs it. Spin tries *every*
 * order in which its processes can take their steps, and every outcome of every free choice, and looks at each state that can
 * come about: is one of the promises at the end of this file broken in it? If so, it hands out the steps that led there.
 *
 *   if :: a -> x :: b -> y fi   a choice: any branch whose first statement can be executed; `else` when no other can
 *   do :: … od                  the same again and again, until `break`
 *   atomic { … }, d_step { … }  one step: nobody sees what is between its beginning and its end
 *   channel!1,2   channel?x,y   puts a message in; takes one out, and waits until there is one
 *   inline                      a macro: its text is put where it is named
 *
 * What the model is about. There is one job, and it has versions 1, 2, 3 … Each client wants to make EDITS edits, and each edit has
 * a *token*, a bit of its own, so that one can see what became of it: the content of a version is the set of tokens it was built
 * upon. An edit is of one of two kinds:
 *
 *   a field   PUT or PATCH. It sends the text that its form shows, which is what the form began from plus the edit itself. So a
 *             write from an old form takes away what others did since.
 *   an event  POST. It adds something. It overwrites nothing, but done twice, it is there twice.
 *
 * An entity tag is the number of a version; 0 is no tag. A snapshot is a content and a tag. As contents never change once they
 * have been written, the model names a content by the version it belongs to: what a client holds is two numbers, `body` and `tag`,
 * and all is well as long as the two are equal.
 *
 * Every rule can be taken away with -D, which is what `run.sh` does in turn. Search for `ifdef`, `ifndef` and their names:
 *
 *   the server:  NO_IF_MATCH  NO_428  NO_ATOMIC_CHECK  NO_IDEMPOTENCY  KEY_AFTER_IF_MATCH  READ_TAG_SEPARATELY
 *   the client:  NO_SNAPSHOT_BINDING  NO_MERGE  NO_MOVE_WITH_OWN_ANSWER  NO_VERSION_ORDER  KEEP_REFUSED_TAG
 *
 * Two more describe clients that send no Idempotency-Key: OWN_REPEAT_RULE and ONLY_FIELDS.
 */

/* How large the world is. Spin looks at all of it, so each number counts. */
#ifndef CLIENTS
#define CLIENTS 2
#endif
#ifndef EDITS		/* per client, 1 or 2 */
#define EDITS 2
#endif
#ifndef LOSSES		/* how often, in all, a client gives up waiting for an answer */
#define LOSSES 2
#endif
#ifndef MISSING_TAGS	/* how often, in all, a form begins without a tag */
#define MISSING_TAGS 1
#endif

#define TOKENS (CLIENTS * EDITS)
/* One version at the start, and one for each write. Edits that are applied twice only come about after losses. */
#define VERSIONS (2 + TOKENS + LOSSES)

#define TOKEN(client, edit) ((client) * EDITS + (edit))
#define BIT(token) (1 << (token))
#define OWNER(token) ((token) / EDITS)
#define NAME(token) 'A' + OWNER(token), 1 + (token) % EDITS	/* in what is printed: A1, A2, B1 … */

mtype = { ok, failed, required };	/* the answers 200 (or 201), 412 and 428 */

/* ---------------------------------------------------------------------------------------------- what the server remembers */

byte version = 1;		/* the current one */
byte content[VERSIONS];		/* by version: the tokens it was built upon */
byte author[VERSIONS];		/* by version: the client that made it. The change history of a 412 says so */

/*
 * The stored answers of Idempotency-Keys: 0, or the version that the first answer carried. A repeat of a request has its key. An
 * edit that is sent anew after a refusal is another request and has a new key; as it also names another tag, the token and the
 * tag together can stand for the key.
 */
byte stored[TOKENS * VERSIONS];
#define KEY(token, tag) ((token) * VERSIONS + (tag))

/* ------------------------------------------------------------------------------------------------ what the clients remember */

byte heldBody[CLIENTS] = 1;	/* the newest snapshot that a client knows, and shows. All have loaded the job once */
byte heldTag[CLIENTS] = 1;

byte formBody[TOKENS];		/* by edit: the snapshot that its form began from. 0: there is no form */
byte formTag[TOKENS];
#ifdef EVENTS
byte events = EVENTS;		/* a set of tokens: the edits that are events */
#else
byte events;			/* chosen freely, edit by edit */
#endif

/* ------------------------------------------------------------------------------------------------- what may still go wrong */

byte losses = LOSSES;
byte missingTags = MISSING_TAGS;

/* ------------------------------------------------------------------------ what an onlooker who sees everything has noticed */

bool lostUpdate;		/* a write took away what others had written, or something was acknowledged and is not there */
bool appliedTwice;		/* an event is in the job twice */
bool falseConflict;		/* somebody was told of another's change, and there was none */
bool wentBack;			/* somebody held a version and then an older one */
byte finished;			/* how many clients are through with all their edits */

/* =============================================================================================================== the server */

hidden byte after, changes;	/* used within one step only, and so no part of a state */

/* Writes what is asked for. Leaves the answer in status, body and tag. */
inline write(token, base, named)
{
	d_step {
		if
		:: events & BIT(token) ->
			after = content[version] | BIT(token);
			appliedTwice = appliedTwice || (content[version] & BIT(token));
			changes = true
		:: else ->
			/* The fields are what the form says; events are rows of their own, and stay. */
			after = (content[base] & ~events) | (content[version] & events) | BIT(token);
			changes = (after != content[version])
		fi;
		lostUpdate = lostUpdate || (content[version] & ~after);
		if
		:: changes ->
			version++;
			content[version] = after;
			author[version] = OWNER(token);
			printf("| server: %c%d is applied: version %d\n", NAME(token), version)
		:: else ->
			printf("| server: %c%d changes nothing: version %d\n", NAME(token), version)
		fi;
		status = ok;
		body = version;
		tag = version
	}
}

inline store(token, named)
{
	stored[KEY(token, named)] = tag
}

#ifdef NO_IF_MATCH
#define REFUSED(token, base, named) false
#else
#define REFUSED(token, base, named) (named != 0 && named != version && !OWN_REPEAT(token, base, named))
#endif

/*
 * RFC 9110 §13.1.1 allows a 200 to a change that has been made already, for clients without keys. Jobtag gives it where that is
 * certain: this same person made the current version, out of exactly the one named, and every field has the value sent.
 */
#ifdef OWN_REPEAT_RULE
#define OWN_REPEAT(token, base, named) (author[version] == OWNER(token) && named == version - 1 && !(events & BIT(token)) \
	&& content[version] == ((content[base] & ~events) | (content[version] & events) | BIT(token)))
#else
#define OWN_REPEAT(token, base, named) false
#endif

#ifdef NO_428
#define UNCONDITIONAL(named) false
#else
#define UNCONDITIONAL(named) (named == 0)
#endif

#ifdef NO_IDEMPOTENCY
#define REPEATED(token, named) false
#else
#define REPEATED(token, named) (stored[KEY(token, named)] != 0)
#endif

#ifdef KEY_AFTER_IF_MATCH	/* the key is looked up, but only once the tag has been found to match */
#define REPLAYED(token, base, named) (REPEATED(token, named) && !REFUSED(token, base, named))
#else				/* first of all */
#define REPLAYED(token, base, named) REPEATED(token, named)
#endif

/* Comparison, write and key are one transaction, which holds the job's row. */
#if defined(NO_ATOMIC_CHECK) || defined(KEY_STORED_LATER)
#define TRANSACTION	/* others come in between */
#else
#define TRANSACTION atomic
#endif

/* Leaves the answer in status, body and tag, or nothing in status when the change is to be made. */
inline judge(token, base, named)
{
	d_step {
		if
		:: REPLAYED(token, base, named) ->
			status = ok;
			body = stored[KEY(token, named)];
			tag = body;
			printf("| server: %c%d was done before: the stored answer, version %d\n", NAME(token), tag)
		:: else ->
			if
			:: UNCONDITIONAL(named) ->
				status = required;
				printf("| server: %c%d names no version: 428\n", NAME(token))
			:: REFUSED(token, base, named) ->
				status = failed;
				body = version;		/* the job as it is now comes with the refusal */
				tag = version;
				printf("| server: %c%d named %d, and the job is at %d: 412\n", NAME(token), named, version)
			:: else
			fi
		fi
	}
}

/* Judges a request and does what it asks for: the stored answer of its key, 428, 412, or the change. */
inline serve(token, base, named)
{
#ifdef KEY_STORED_LATER
	atomic {
		judge(token, base, named);
		if
		:: status -> goto answered
		:: else -> write(token, base, named)
		fi
	}
	store(token, named);
answered:
	skip
#else
	judge(token, base, named);
	if
	:: status
	:: else ->
		write(token, base, named);
		store(token, named)
	fi
#endif
}

/* A request that is still under way when its client has given up on it. It arrives some day, and nobody waits for its answer. */
proctype Straggler(byte token, base, named)
{
	mtype status;
	byte body, tag;

	TRANSACTION {
		printf("| network: %c%d arrives late\n", NAME(token));
		serve(token, base, named)
	}
}

/* A GET. Body and tag come from one snapshot of the database. Leaves them in body and tag. */
#ifdef READ_TAG_SEPARATELY
#define SNAPSHOT	/* others come in between */
#else
#define SNAPSHOT atomic
#endif

inline read()
{
	body = version;
	printf("| server: a GET for %c reads the content of version %d\n", 'A' + client, body);
	tag = version;
	printf("| server: … and the tag of version %d\n", tag)
}

/* ============================================================================================================== the clients */

/* A snapshot has arrived. One that is older than what is held is dropped. */
inline take()	/* body, tag */
{
	if
#ifndef NO_VERSION_ORDER
	:: tag < heldTag[client] ->
		printf("| %c drops version %d and keeps %d\n", 'A' + client, tag, heldTag[client])
#endif
	:: else ->
		wentBack = wentBack || tag < heldTag[client] || body < heldBody[client];
		heldBody[client] = body;
		heldTag[client] = tag
	fi
}

#ifdef NO_SNAPSHOT_BINDING
/* One tag per job, the newest: a form that began from an older snapshot gets it too. */
inline arm(token)
{
	if
	:: formBody[token] -> formTag[token] = heldTag[client]
	:: else
	fi
}
#endif

/* A form begins from what is shown, and the snapshot and its tag are kept as one value. */
inline begin(token)
{
	atomic {
		formBody[token] = heldBody[client];
		formTag[token] = heldTag[client];
		if	/* a proxy may have dropped the tag, or a list did not carry it */
		:: missingTags > 0 -> missingTags--; formTag[token] = 0
		:: true
		fi;
#ifndef EVENTS
		if
		:: true			/* a field */
		:: events = events | BIT(token)
		fi;
#endif
		d_step {
			printf("| %c begins %c%d, ", 'A' + client, NAME(token));
			if
			:: events & BIT(token) -> printf("an event")
			:: else -> printf("a field")
			fi;
			printf(", from version %d, tag %d\n", formBody[token], formTag[token])
		}
	}
}

/*
 * After a 412, or a 428 and a GET: what was typed is put on top of the job as it is now, and names its tag. For a field this is
 * the three-way merge, after which the form shows both the other's edit and this one. It goes for all forms of this job that are
 * older than what has arrived, so also for what was typed meanwhile.
 */
inline merge(token)
{
	if
	:: formBody[token] && formTag[token] < tag ->
#ifndef NO_MERGE		/* without it: only the new tag is taken, and the form is sent as it was */
		formBody[token] = body;
#endif
		formTag[token] = tag
	:: else
	fi
}

#define THIS TOKEN(client, edit)
#define NEXT TOKEN(client, 1)

inline mergeAll()
{
	merge(THIS)
#if EDITS == 2
	;
	if
	:: edit == 0 -> merge(NEXT)
	:: else
	fi
#endif
}

/* Has anybody else made one of the versions after the one named, up to the current one that the 412 tells of? */
inline judgeConflict()
{
	d_step {
		falseConflict = true;
		do
		:: tag > named ->
			if
			:: author[tag] != client -> falseConflict = false
			:: else
			fi;
			tag--
		:: else -> break
		od;
		tag = body
	}
}

active [CLIENTS] proctype Client()
{
	byte client = _pid;	/* processes are numbered as they start, and these are the first */
	byte edit, named;	/* the edit under way, and the tag it has named */
	mtype status;		/* the answer that is under way to this client */
	byte body, tag;

again:	if
	:: edit < EDITS && formBody[THIS] == 0 ->
		begin(THIS);
		goto again
#if EDITS == 2
	:: edit == 0 && formBody[THIS] && formBody[NEXT] == 0 ->	/* types on before the first edit is through */
		begin(NEXT);
		goto again
#endif
	:: atomic { edit < EDITS && formBody[THIS] ->
		named = formTag[THIS];
		printf("| %c sends %c%d, naming %d\n", 'A' + client, NAME(THIS), named);
		goto under_way
	   }
	:: atomic { edit == EDITS ->
		heldBody[client] = 0;
		heldTag[client] = 0;
		finished++;
		goto done
	   }
	fi;

repeat:	TRANSACTION {
		printf("| %c sends %c%d again, with the same key, naming %d\n", 'A' + client, NAME(THIS), named);
under_way:	if
		:: serve(THIS, formBody[THIS], named)
		:: losses > 0 ->
			losses--;
			printf("| %c gives up waiting\n", 'A' + client);
			if
			:: run Straggler(THIS, formBody[THIS], named)
			:: printf("| network: %c%d never arrives\n", NAME(THIS))
			fi;
			goto repeat
		fi
	}

	/* The job is changed, or not; the answer is under way. */
waiting:
	if
#if EDITS == 2
	:: edit == 0 && formBody[NEXT] == 0 ->
		begin(NEXT);
		goto waiting
#endif
	:: atomic { losses > 0 ->
		losses--;
		printf("| network: the answer to %c%d is lost\n", NAME(THIS));
		status = 0; body = 0; tag = 0
	   }
	   goto repeat
	:: atomic { status == ok ->
		printf("| %c is told that %c%d is done: version %d\n", 'A' + client, NAME(THIS), tag);
		lostUpdate = lostUpdate || !(content[version] & BIT(THIS));
		take();
		formBody[THIS] = 0;
		formTag[THIS] = 0;
#if EDITS == 2
#ifndef NO_MOVE_WITH_OWN_ANSWER
		/*
		 * What was typed meanwhile began from the same snapshot. The answer is exactly that snapshot and one's own edit, as
		 * the tag matched, so the form may move to it without asking anybody.
		 */
		if
		:: edit == 0 && formBody[NEXT] && formTag[NEXT] == named && named != 0 ->
			formBody[NEXT] = body;
			formTag[NEXT] = tag
		:: else
		fi;
#endif
#endif
		edit++;
		named = 0; status = 0; body = 0; tag = 0
	   }
	:: atomic { status == failed ->
		printf("| %c is told that another changed the job: %d was named, it is at %d\n", 'A' + client, named, tag);
		judgeConflict();
		take();
#ifdef KEEP_REFUSED_TAG		/* without forgetting it: the edit is put on top of the new content, and names the refused tag */
		formBody[THIS] = body;
#else
		mergeAll();
#endif
		named = 0; status = 0; body = 0; tag = 0
	   }
	:: atomic { status == required ->
		printf("| %c is told that a tag is required, and loads the job\n", 'A' + client);
		named = 0; status = 0
	   }
	   SNAPSHOT {
		read()
	   }
	   atomic {
		take();
		mergeAll();
		body = 0; tag = 0
	   }
	fi;
	goto again;

done:	skip
}

/*
 * Refreshes what is shown, now of one client and now of another, whenever it likes. Its answer may be under way for long: others
 * overtake it.
 */
active proctype Background()
{
	byte client, body, tag;

end:	do
	:: SNAPSHOT {
		if
		:: heldTag[0] -> client = 0
		:: heldTag[1] -> client = 1
#if CLIENTS > 2
		:: heldTag[2] -> client = 2
#endif
		fi;
		read()
	   }
	   atomic {
		if
		:: heldTag[client] ->
			take();
			printf("| %c gets the GET's answer and holds %d\n", 'A' + client, heldTag[client])
#ifdef NO_SNAPSHOT_BINDING
			; arm(TOKEN(client, 0))
#if EDITS == 2
			; arm(TOKEN(client, 1))
#endif
#endif
		:: else		/* closed the page meanwhile */
		fi;
		client = 0; body = 0; tag = 0
	   }
	od
}

/* ============================================================================================================= the promises */

ltl no_lost_update { [] !lostUpdate }
ltl no_double_application { [] !appliedTwice }
ltl no_false_conflict { [] !falseConflict }
ltl never_older { [] !wentBack }
/* Under weak fairness: whoever can always take a step takes one some day. */
ltl all_finish { <> (finished == CLIENTS) }
/* The four that something bad must not happen, at once. */
ltl safe { [] !(lostUpdate || appliedTwice || falseConflict || wentBack) }

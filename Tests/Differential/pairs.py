"""Compares what two servers answer, up to the values that each server makes itself.

Ids, times, tags, cursors, tokens and the like differ between two servers that have done the same. They must correspond: the
same value of one server always stands where the same value of the other stands. Everything else must be equal, byte by byte.
"""

from __future__ import annotations

import base64
import bisect
import json
import re
from datetime import datetime, timedelta, timezone
from itertools import zip_longest
from os.path import commonprefix
from typing import Any

from harness import timestamp

UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
# The same in tags: microseconds since 1970, from 2001 to 2286.
MICROSECONDS = r"(?:(?<![\w.])|(?<=[0-9a-f]\.))[1-9]\d{15}(?!\w)"
CURSOR = r"(?<![\w-])Wy[\w-]{40,}"
COOKIE_NAME = r"(?:__(?:Host|Secure)-)?jobtag_(?:session|device)_[a-z0-9]{8}"

# What a server makes itself, wherever it stands in a response.
MADE = re.compile(
    rf"({UUID}|\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{6}}(?=Z)|{MICROSECONDS}|{CURSOR}"
    r"|(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])"  # weak tags
    rf'|(?<="token":")[\w-]+|{COOKIE_NAME}|(?<=jobtag_session_.{{8}}=)[\w-]+|(?<=jobtag_device_.{{8}}=)[\w-]+)', re.ASCII)
# The same in requests, where times have any precision and signs can be percent-encoded.
SENT = re.compile(rf"({UUID})|(\d{{4}}-\d\d-\d\dT\d\d(:|%3A)\d\d\3\d\d(?:\.\d{{1,9}})?)|({MICROSECONDS})|({CURSOR})", re.ASCII)
WORD = re.compile(rf"{COOKIE_NAME}|[\w-]{{8,}}", re.ASCII)
OPAQUE_HEADERS = {"x-request-id", "jobtag-generation"}
# How far a test can go from a time that a server has made.
NEARBY = 2_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Pairs:
    """Which value of the first server stands for which value of the second."""

    def __init__(self) -> None:
        self._there: dict[tuple[str, Any], Any] = {}
        self._back: dict[tuple[str, Any], Any] = {}
        # The times of the first server, in order.
        self._times: list[int] = []

    # -- responses

    def difference(self, first: str, second: str) -> str | None:
        """What is different, or None. Learns the pairs at the same place of both texts."""
        parts, others = MADE.split(first), MADE.split(second)
        for place, (one, other) in enumerate(zip_longest(parts, others)):
            if place % 2 and one is not None and other is not None:
                found = self._different_values(one, other)
            else:
                found = None if one == other else _different_texts(one or "", other or "")
            if found:
                return f"{found}, after {''.join(parts[:place])[-60:]!r}"
        return None

    def learn(self, kind: str, one: Any, other: Any) -> str | None:
        """What contradicts this pair, or None."""
        known, back = self._there.setdefault((kind, one), other), self._back.setdefault((kind, other), one)
        if (known, back) != (other, one):
            return f"the {kind} {one!r} stood for {known!r}, and {other!r} for {back!r}"
        if kind == "time" and (not self._times or one > self._times[-1]):
            self._times.append(one)
        elif kind == "time":
            place = bisect.bisect_left(self._times, one)
            if self._times[place] != one:
                self._times.insert(place, one)
        return None

    def _different_values(self, one: str, other: str) -> str | None:
        (kind, value), (other_kind, other_value) = _read(one), _read(other)
        if kind != other_kind:
            return f"{one!r} is a {kind}, {other!r} a {other_kind}"
        if kind != "cursor":
            return self.learn(kind, value, other_value)
        return self.difference(value, other_value)

    # -- requests

    def translated(self, sent: Any) -> Any:
        """A part of a request to the first server, for the second."""
        match sent:
            case str():
                return self._text(sent)
            case bytes():
                return self._text(sent.decode("latin-1")).encode("latin-1")
            case dict():
                return {self.translated(name): self.translated(value) for name, value in sent.items()}
            case list() | tuple():
                return type(sent)(map(self.translated, sent))
        return sent

    def _text(self, text: str) -> str:
        text = WORD.sub(lambda found: self._there.get(("word", found[0]), found[0]), text)
        return SENT.sub(self._value, text)

    def _value(self, found: re.Match) -> str:
        uuid, time, colon, micros, cursor = found.groups()
        if uuid:
            other = self._there.get(("id", uuid.lower()), uuid)
            return other.upper() if uuid.isupper() else other
        if micros:
            return str(self._time(int(micros)))
        if cursor:
            return self._cursor(cursor)
        digits = len(time.partition(".")[2])
        try:
            value = _microseconds(time.replace("%3A", ":"))
        except ValueError:  # not a day of the calendar
            return time
        there = self._time(value, 10 ** max(0, 6 - digits))
        if there == value:
            return time
        # With as many digits as it had.
        return timestamp(there)[:20 + min(6, digits) if digits else 19].replace(":", colon)

    def _cursor(self, cursor: str) -> str:
        try:
            text = _decoded(cursor)
        except ValueError:  # a test has damaged it
            return cursor
        other = self._text(text)
        return cursor if other == text else _encoded(other)

    def _time(self, value: int, precision: int = 1) -> int:
        """The time of the second server that stands for this one: the same distance from the nearest pair."""
        place = bisect.bisect_left(self._times, value)
        if place < len(self._times) and self._times[place] < value + precision:
            return self._there["time", self._times[place]]
        near = min(self._times[max(0, place - 1):place + 1], key=lambda known: abs(known - value), default=None)
        if near is None or abs(near - value) > NEARBY:
            return value
        return self._there["time", near] + value - near


def _read(made: str) -> tuple[str, Any]:
    """The kind and the value of something that a server has made."""
    if re.fullmatch(UUID, made):
        return "id", made.lower()
    if re.fullmatch(CURSOR, made, re.ASCII):
        return "cursor", _decoded(made)
    if re.fullmatch(r"\d{16}", made, re.ASCII):
        return "time", int(made)
    if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+", made, re.ASCII):
        return "time", _microseconds(made)
    return "word", made


def _decoded(cursor: str) -> str:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("latin-1")


def _encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode("latin-1")).decode().rstrip("=")


def _microseconds(time: str) -> int:
    whole, _, fraction = time.partition(".")
    moment = datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return (moment - EPOCH) // timedelta(microseconds=1) + int(fraction[:6].ljust(6, "0"))


def _different_texts(one: str, other: str) -> str:
    same = len(commonprefix([one, other]))
    return f"{one[same:same + 80]!r} is {other[same:same + 80]!r} (after {one[max(0, same - 60):same]!r})"

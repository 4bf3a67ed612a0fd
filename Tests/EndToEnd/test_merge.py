"""CONTRACT §4: a 412 of PUT and PATCH has the changes since and the three-way merge; other 412s have the changes."""

import os
import random
import threading
import time
import unicodedata
from dataclasses import dataclass

import pytest

from harness import (
    ADMIN, EDITABLE, OFFICE, PASSWORD, Bench, Client, Server, check, expect, expect_job, expect_problem, later, micros, unique,
)
from operations import OPERATIONS, VARIANTS, variant

SEED = 20261123
LARGE = 100_000
# A limit for hanging, not for speed: a debug build on a busy machine takes seconds.
PROMPTLY = float(os.environ.get("JOBTAG_PROMPTLY", "90"))
PATIENCE = 120.0
PROSE = ["description", "notes"]
METHODS = ["PATCH", "PUT"]


# ------------------------------------------------------------------------------------------------------------ the dance

@dataclass
class Dance:
    """Two people loaded the same version: they save first, then I save mine with the old tag."""

    bench: Bench
    mine: Client
    theirs: Client

    def job(self, **fields):
        return self.bench.make_job(**fields)

    def save(self, client, job, fields, method="PATCH", etag=None):
        """Sends these fields like a form: alone by PATCH, or with the rest of the loaded job by PUT."""
        body = fields if method == "PATCH" else {**job, **fields}
        return client.request(method, f"/api/jobs/{job['id']}/", body, if_match=etag or job["etag"])

    def refused(self, job, theirs, mine, method="PATCH"):
        """They save, my change is rejected; returns the 412's problem, checked against everything known."""
        expect_job(self.save(self.theirs, job, theirs))
        answer = self.save(self.mine, job, mine, method)
        return expect_merge(self.bench, answer, job, mine)

    def apply(self, problem, method="PATCH", **choices):
        """Sends the merged values, and the chosen values of conflicts, with the tag in the 412."""
        merged = {entry["field"]: entry["merged"] for entry in problem["merge"]["fields"] if not entry["conflict"]}
        fields = {**merged, **choices}
        answer = self.save(self.mine, problem["current"], fields, method, etag=problem["current_etag"])
        now = expect_job(answer)
        for name, value in fields.items():
            check(same(now[name], value), f"`{name}` was to be {value!r}", answer)
        for name in set(EDITABLE) - set(fields):
            check(now[name] == problem["current"][name], f"`{name}` was nobody's change", answer)
        return now


@pytest.fixture(scope="module")
def dance(bench, office, office2):
    return Dance(bench, office, office2)


def same(one, other):
    """Whether two values of a field are equal, with empty strings as no value."""
    return one == other or (one in (None, "") and other in (None, ""))


def rebuilt(diff, *ops):
    return "".join(piece["text"] for piece in diff if piece["op"] in ops)


def entry_of(problem, name):
    found = [entry for entry in problem["merge"]["fields"] if entry["field"] == name]
    assert len(found) == 1, f"`merge.fields` has {len(found)} entries for {name}: {problem['merge']['fields']}"
    return found[0]


def expect_diff(entry, answer):
    """The difference reconstructs their text and yours exactly, and can be displayed."""
    diff = entry["diff"]
    for piece in diff:
        check(set(piece) >= {"op", "text"} and piece["op"] in ("equal", "insert", "delete"), f"{piece}", answer)
        check(isinstance(piece["text"], str) and piece["text"], f"a piece without a text: {piece}", answer)
        first, last = piece["text"][0], piece["text"][-1]
        broken = unicodedata.combining(first) or first in "\u200d\ufe0f" or "\U0001f3fb" <= first <= "\U0001f3ff"
        check(not broken and last != "\u200d", f"a piece begins or ends inside a character: {piece}", answer)
    for name, ops in (("theirs", ("equal", "delete")), ("yours", ("equal", "insert"))):
        text = rebuilt(diff, *ops)
        check(text == (entry[name] or ""), f"{ops} of the difference give {text!r}, `{name}` is {entry[name]!r}", answer)


def expect_refusal(bench, answer, job, named=None):
    """A complete 412; returns its problem."""
    problem = expect_problem(answer, 412)
    check(answer.etag is None, "a 412 must carry no ETag header", answer)
    check(problem.get("job_id") == job["id"], "`job_id` must be the job's id", answer)
    check(problem.get("your_etag") == (named or job["etag"]), "`your_etag` must be the tag that was named", answer)
    now = bench.get_job(job["id"])
    check(problem.get("current_etag") == now["etag"], "`current_etag` must be the tag now", answer)
    check(problem.get("current") == now, "`current` must be the job as GET shows it now", answer)
    check("changes" in problem and "merge" in problem, "a 412 carries `changes` and `merge`", answer)
    return problem


def expect_changes(bench, answer, job):
    """`changes` equals the history since this version of the job, oldest first."""
    problem = answer.json
    check(isinstance(problem["changes"], list) and problem["changes"], "`changes` must list what happened since", answer)
    since = [one for one in bench.changes(job["id"])[::-1] if micros(one["at"]) > micros(job["updated_at"])]
    for told, kept in zip(problem["changes"], since):
        for key in ("change_id", "at", "by", "fields", "summary"):
            check(told.get(key) == kept[key], f"`{key}` of a change must be what /changes/ says: {kept}", answer)
        check(isinstance(told["fields"], list) and told["summary"].strip(), "`fields` and `summary`", answer)
        check(isinstance(told["by"]["id"], str) and told["by"]["name"].strip(), "`by` is {id, name}", answer)
    check(len(problem["changes"]) == len(since), f"{len(since)} changes happened since", answer)
    return problem["changes"]


def expect_merge(bench, answer, job, mine):
    """The 412 of an edit `mine` of this version of the job: its content agrees with itself and with the job."""
    problem = expect_refusal(bench, answer, job)
    expect_changes(bench, answer, job)
    merge, now = problem["merge"], problem["current"]
    check(isinstance(merge, dict) and isinstance(merge.get("fields"), list), "merge{clean, fields[]}", answer)
    names = [entry["field"] for entry in merge["fields"]]
    check(len(set(names)) == len(names) and set(names) <= set(EDITABLE), f"the fields are {names}", answer)
    check(merge["clean"] is not any(entry["conflict"] for entry in merge["fields"]), "`clean`: no conflict", answer)
    for entry in merge["fields"]:
        name = entry["field"]
        check(
            set(entry) >= {"field", "base", "yours", "theirs", "merged", "conflict", "diff"}, f"{name} lacks a key", answer
        )
        check(isinstance(entry["conflict"], bool), f"`conflict` of {name}", answer)
        check(same(entry["base"], job[name]), f"`base` of {name} was {job[name]!r}", answer)
        check(same(entry["theirs"], now[name]), f"`theirs` of {name} is {now[name]!r}", answer)
        check(same(entry["yours"], mine.get(name, job[name])), f"`yours` of {name} was {mine.get(name)!r}", answer)
        check(not entry["conflict"] or entry["merged"] is None, f"{name} is a conflict, so `merged` is null", answer)
        if entry["diff"] is not None:
            expect_diff(entry, answer)
        if name in PROSE and not same(entry["yours"], entry["theirs"]):
            check(entry["diff"] is not None, f"{name} is a long text, so it has a difference", answer)
    # Every field changed by a side is listed: applying the merge must not lose a missing one.
    touched = {one for one in EDITABLE if not same(job[one], now[one]) or (one in mine and not same(job[one], mine[one]))}
    check(touched <= set(names), f"`merge.fields` says nothing of {touched - set(names)}", answer)
    return problem


# ------------------------------------------------------------------------------------------------------ field by field

@pytest.fixture(scope="module")
def people(admin):
    return [person["id"] for person in admin.everything("/api/staff/")][:4]


@pytest.fixture(scope="module")
def values(bench, people):
    """For each field: its first value, their value, my value."""
    customers = [bench.make_customer() for _ in range(3)]
    contacts = [bench.make_contact(customers[0]) for _ in range(3)]
    return {
        "name": ("The first name", "Their name", "My name"),
        "description": ("At first.", "Theirs.", "Mine."),
        "status": ("draft", "in_progress", "special"),
        "client_id": tuple(one["id"] for one in customers),
        "contact_id": tuple(one["id"] for one in contacts),
        "order_number": ("PO-1", "PO-2", "PO-3"),
        "delivery_date": ("2027-01-01", "2027-02-02", "2027-03-03"),
        "notes": ("At first.", "Theirs.", "Mine."),
        "pricing_methodology": ("time_materials", "fixed_price"),
        "price_cap": ("100.00", "200.00", "300.00"),
        "charge_out_rate": ("90.00", "95.00", "105.50"),
        "speed_quality_tradeoff": ("balanced", "faster", "quality"),
        "paid": (False, True),
        "collected": (True, False),
        "fully_invoiced": (False, True),
        "rejected_flag": (False, True),
        "priority": (1, 2, 3),
        "assigned_to": (people[:1], people[:2], [people[0], people[2]]),
    }


def starting_with(values, name):
    fields = {"priority": 7, name: values[name][0]}
    if name == "contact_id":
        fields["client_id"] = values["client_id"][0]
    return fields


def elsewhere(name):
    """A change of another field than this one."""
    return {"priority": 8} if name != "priority" else {"order_number": "another"}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", EDITABLE)
def test_a_field_that_only_i_changed_merges_to_mine(dance, values, name, method):
    job = dance.job(**starting_with(values, name))
    mine = {name: values[name][-1]}
    problem = dance.refused(job, elsewhere(name), mine, method)
    entry = entry_of(problem, name)
    assert problem["merge"]["clean"] is True and entry["conflict"] is False
    assert entry["merged"] == values[name][-1]
    dance.apply(problem, method)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", EDITABLE)
def test_a_field_that_only_they_changed_merges_to_theirs(dance, values, name, method):
    job = dance.job(**starting_with(values, name))
    problem = dance.refused(job, {name: values[name][1]}, elsewhere(name), method)
    entry = entry_of(problem, name)
    assert problem["merge"]["clean"] is True and entry["conflict"] is False
    assert entry["merged"] == values[name][1]
    dance.apply(problem, method)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", EDITABLE)
def test_a_field_that_both_changed_to_the_same_value_merges_to_it(dance, values, name, method):
    job = dance.job(**starting_with(values, name))
    problem = dance.refused(job, {name: values[name][1]}, {name: values[name][1]}, method)
    entry = entry_of(problem, name)
    assert problem["merge"]["clean"] is True and entry["conflict"] is False
    assert entry["merged"] == values[name][1]
    dance.apply(problem, method)


SINGLE = [
    "name", "description", "status", "client_id", "contact_id", "order_number", "delivery_date", "notes", "price_cap",
    "charge_out_rate", "speed_quality_tradeoff", "priority",
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", SINGLE)
def test_a_field_that_both_changed_differently_is_a_conflict(dance, values, name, method):
    job = dance.job(**starting_with(values, name))
    _, theirs, mine = values[name]
    problem = dance.refused(job, {name: theirs}, {name: mine}, method)
    entry = entry_of(problem, name)
    assert problem["merge"]["clean"] is False and entry["conflict"] is True and entry["merged"] is None
    dance.apply(problem, method, **{name: mine})


@pytest.mark.parametrize("name", SINGLE)
def test_choosing_theirs_keeps_all_other_changes(dance, values, name):
    job = dance.job(**starting_with(values, name))
    _, theirs, mine = values[name]
    problem = dance.refused(job, {name: theirs, "paid": True}, {name: mine, "collected": True})
    now = dance.apply(problem, **{name: theirs})
    assert (now["paid"], now["collected"]) == (True, True)


@pytest.mark.parametrize("name", ["order_number", "delivery_date", "price_cap", "charge_out_rate", "description", "notes"])
@pytest.mark.parametrize("who", ["I", "they"])
def test_one_side_that_clears_what_the_other_changes_is_a_conflict(dance, values, name, who):
    job = dance.job(**starting_with(values, name))
    cleared, changed = {name: None}, {name: values[name][1]}
    problem = dance.refused(job, *((changed, cleared) if who == "I" else (cleared, changed)))
    assert problem["merge"]["clean"] is False and entry_of(problem, name)["conflict"] is True


@pytest.mark.parametrize("name", ["order_number", "delivery_date", "price_cap", "description", "notes", "contact_id"])
def test_a_field_that_only_i_cleared_merges_to_empty_without_conflict(dance, values, name):
    job = dance.job(**starting_with(values, name))
    problem = dance.refused(job, elsewhere(name), {name: None})
    entry = entry_of(problem, name)
    assert problem["merge"]["clean"] is True and entry["conflict"] is False and entry["merged"] in (None, "")
    assert not dance.apply(problem)[name]


@pytest.mark.parametrize("theirs, mine", [
    ([0, 1], [0, 2]), ([], [0, 2]), ([0, 1], []), ([1], [2]), ([0, 1, 2], [0, 1, 3]), ([1, 0], [0, 3]),
], ids=str)
def test_no_assigned_person_is_lost_without_a_conflict(dance, people, theirs, mine):
    job = dance.job(assigned_to=people[:1])
    theirs, mine = [people[one] for one in theirs], [people[one] for one in mine]
    problem = dance.refused(job, {"assigned_to": theirs}, {"assigned_to": mine})
    entry = entry_of(problem, "assigned_to")
    if not entry["conflict"]:
        kept = set(entry["merged"])
        assert (set(theirs) | set(mine)) - {people[0]} <= kept, "somebody who was added is missing"
        assert (people[0] in kept) == (people[0] in theirs and people[0] in mine), "the one who was taken off"
        dance.apply(problem)


def test_assigned_people_are_equal_in_any_order(dance, people):
    job = dance.job(assigned_to=people[:1])
    problem = dance.refused(job, {"assigned_to": people[:3]}, {"assigned_to": people[:3], "notes": "mine"})
    assert problem["merge"]["clean"] is True
    dance.apply(problem)


def test_all_fields_merge_independently(dance, values):
    first = {name: values[name][0] for name in EDITABLE}
    job = dance.job(**first)
    names = [name for name in EDITABLE if name not in ("client_id", "contact_id")]
    theirs = {name: values[name][1] for name in names[::2]}
    mine = {name: values[name][-1] for name in names[1::2]}
    problem = dance.refused(job, theirs, mine)
    assert problem["merge"]["clean"] is True
    now = dance.apply(problem)
    assert {name: now[name] for name in names} == {**theirs, **mine}


def test_a_conflict_in_one_field_leaves_the_others_merged(dance):
    job = dance.job(notes="At first.", priority=1)
    problem = dance.refused(job, {"notes": "Theirs.", "paid": True}, {"notes": "Mine.", "collected": True})
    assert problem["merge"]["clean"] is False
    merged = {entry["field"]: (entry["conflict"], entry["merged"]) for entry in problem["merge"]["fields"]}
    assert merged["notes"] == (True, None) and merged["paid"] == (False, True) and merged["collected"] == (False, True)


@pytest.mark.parametrize("name, sent, kept", [
    ("price_cap", "1250", "1250.00"), ("name", "  My name ", "My name"), ("order_number", " PO-9 ", "PO-9"),
])
def test_another_spelling_of_the_same_value_is_not_a_conflict(dance, name, sent, kept):
    job = dance.job(price_cap="1.00", order_number="PO-1")
    expect_job(dance.save(dance.theirs, job, {name: kept}))
    answer = dance.save(dance.mine, job, {name: sent})
    problem = expect_refusal(dance.bench, answer, job)
    assert problem["merge"]["clean"] is True and entry_of(problem, name)["merged"] == kept


# ---------------------------------------------------------------------------------------------------- a whole stale job

def test_a_stale_put_with_one_change_keeps_all_of_theirs(dance):
    job = dance.job(notes="one\n", description="as it was", order_number="PO-1")
    theirs = {"description": "as they want it", "order_number": "PO-2", "status": "in_progress"}
    problem = dance.refused(job, theirs, {"notes": "one\ntwo\n"}, "PUT")
    assert problem["merge"]["clean"] is True
    now = dance.apply(problem, "PUT")
    assert now["notes"] == "one\ntwo\n" and {name: now[name] for name in theirs} == theirs


def test_a_stale_put_without_changes_merges_to_theirs(dance):
    job = dance.job(notes="one\n")
    problem = dance.refused(job, {"notes": "two\n"}, {}, "PUT")
    assert problem["merge"]["clean"] is True and entry_of(problem, "notes")["merged"] == "two\n"


# ---------------------------------------------------------------------------------------------------- client and contact

@pytest.fixture
def houses(bench):
    """Two clients with two contacts each, and a job of the first."""
    one, two = bench.make_customer(), bench.make_customer()
    contacts = [bench.make_contact(one), bench.make_contact(one), bench.make_contact(two), bench.make_contact(two)]
    job = bench.make_job(client_id=one["id"], contact_id=contacts[0]["id"])
    return {"one": one["id"], "two": two["id"], "contacts": [contact["id"] for contact in contacts], "job": job}


def test_their_new_client_and_my_new_contact_are_never_combined(dance, houses):
    problem = dance.refused(houses["job"], {"client_id": houses["two"]}, {"contact_id": houses["contacts"][1]})
    assert problem["merge"]["clean"] is False, "a contact of the client that was left"
    now = dance.apply(problem, client_id=houses["one"], contact_id=houses["contacts"][1])
    assert now["contact"]["id"] == houses["contacts"][1]


def test_my_new_client_and_their_new_contact_are_never_combined(dance, houses):
    problem = dance.refused(houses["job"], {"contact_id": houses["contacts"][1]}, {"client_id": houses["two"]})
    assert problem["merge"]["clean"] is False
    dance.apply(problem, client_id=houses["two"], contact_id=None)


def test_two_new_clients_are_a_conflict_of_client(dance, bench, houses):
    third = bench.make_customer()
    problem = dance.refused(houses["job"], {"client_id": houses["two"]}, {"client_id": third["id"]})
    assert entry_of(problem, "client_id")["conflict"] is True
    dance.apply(problem, client_id=third["id"], contact_id=None)


def test_one_new_client_with_two_new_contacts_is_only_a_contact_conflict(dance, houses):
    theirs = {"client_id": houses["two"], "contact_id": houses["contacts"][2]}
    mine = {"client_id": houses["two"], "contact_id": houses["contacts"][3]}
    problem = dance.refused(houses["job"], theirs, mine)
    assert entry_of(problem, "client_id")["conflict"] is False and entry_of(problem, "contact_id")["conflict"] is True
    assert dance.apply(problem, contact_id=houses["contacts"][3])["contact_id"] == houses["contacts"][3]


def test_my_new_client_with_its_contact_merges_with_their_other_changes(dance, houses):
    mine = {"client_id": houses["two"], "contact_id": houses["contacts"][2]}
    problem = dance.refused(houses["job"], {"notes": "theirs"}, mine)
    assert problem["merge"]["clean"] is True
    assert dance.apply(problem)["contact"]["id"] == houses["contacts"][2]


@pytest.mark.parametrize("method", METHODS)
def test_their_new_client_merges_with_my_other_changes(dance, houses, method):
    problem = dance.refused(houses["job"], {"client_id": houses["two"]}, {"notes": "mine"}, method)
    assert problem["merge"]["clean"] is True
    now = dance.apply(problem, method)
    assert (now["client_id"], now["contact_id"], now["notes"]) == (houses["two"], None, "mine")


# ------------------------------------------------------------------------------------------------------------ long texts

FAMILY = "👩‍👩‍👧‍👦"
TEXTS = {
    "different lines": ("one\ntwo\nthree\n", "one\ntwo\n3\n", "1\ntwo\nthree\n", "1\ntwo\n3\n"),
    "different words of one line": (
        "Cut the red sheet to the right size today.", "Cut the blue sheet to the right size today.",
        "Cut the red sheet to the right size tomorrow.", "Cut the blue sheet to the right size tomorrow.",
    ),
    "a new line at each end": (
        "one\ntwo\nthree\n", "one\ntwo\nthree\nfour\n", "zero\none\ntwo\nthree\n", "zero\none\ntwo\nthree\nfour\n",
    ),
    "a line removed and another changed": (
        "one\ntwo\nthree\nfour\n", "one\nthree\nfour\n", "one\ntwo\nthree\n4\n", "one\nthree\n4\n",
    ),
    "the same line changed alike and others not": (
        "a\nb\nc\nd\ne\n", "A\nb\nc\nd\nE\n", "A\nb\nC\nd\ne\n", "A\nb\nC\nd\nE\n",
    ),
    "the same word": ("Cut the red sheet.", "Cut the blue sheet.", "Cut the green sheet.", None),
    "a line removed that the other changed": ("one\ntwo\nthree\n", "one\nthree\n", "one\n2\nthree\n", None),
    "everything removed and one word changed": ("one\ntwo\nthree\n", "", "one\n2\nthree\n", None),
    "two texts where there was none": ("", "mine", "theirs", None),
    "accents and other scripts": (
        "Größe prüfen\nŁódź zuerst\n日本語の行\nשלום עולם\n", "Größe geprüft\nŁódź zuerst\n日本語の行\nשלום עולם\n",
        "Größe prüfen\nŁódź zuerst\n日本語の行\nשלום לכולם\n", "Größe geprüft\nŁódź zuerst\n日本語の行\nשלום לכולם\n",
    ),
    "emoji of several parts": (
        f"before {FAMILY} after\nmiddle\nlast 👍🏽\n", f"before 👨‍🚀 after\nmiddle\nlast 👍🏽\n",
        f"before {FAMILY} after\nmiddle\nlast 👍🏿\n", "before 👨‍🚀 after\nmiddle\nlast 👍🏿\n",
    ),
    "emoji that share a part": (f"{FAMILY}\n", "👩‍👩‍👦\n", "👩‍👧\n", None),
    "flags that share a half": ("🇩🇪\n", "🇩🇰\n", "🇳🇪\n", None),
    "letters and marks apart from letters": (
        "re\u0301sume\u0301\n\nsecond\n", "r\u00e9sum\u00e9\n\nsecond\n", "re\u0301sume\u0301\n\n2nd\n",
        "r\u00e9sum\u00e9\n\n2nd\n",
    ),
    "marks added to a letter": ("a b c d e", "a\u0301 b c d e", "a b c d e\u0308", "a\u0301 b c d e\u0308"),
    "tabs and blank lines": ("\tone\n\n\n\ttwo\n", "\tONE\n\n\n\ttwo\n", "\tone\n\n\n\tTWO\n", "\tONE\n\n\n\tTWO\n"),
    "no end of line at the end": ("one\n\ntwo", "one\n\ntwo\n\nthree", "1\n\ntwo", "1\n\ntwo\n\nthree"),
}


@pytest.mark.parametrize("name", PROSE)
@pytest.mark.parametrize("base, mine, theirs, merged", TEXTS.values(), ids=TEXTS.keys())
def test_a_long_text_merges_by_lines_and_words_with(dance, name, base, mine, theirs, merged):
    problem = dance.refused(dance.job(**{name: base}), {name: theirs}, {name: mine})
    entry = entry_of(problem, name)
    assert entry["conflict"] is (merged is None) and entry["merged"] == merged
    assert problem["merge"]["clean"] is (merged is not None)
    dance.apply(problem, **({} if merged is not None else {name: f"{theirs}{mine}"}))


@pytest.mark.parametrize("name", PROSE)
def test_two_lines_added_at_the_same_place_are_both_kept_or_a_conflict(dance, name):
    problem = dance.refused(dance.job(**{name: "one\n"}), {name: "one\ntheirs\n"}, {name: "one\nmine\n"})
    entry = entry_of(problem, name)
    assert entry["conflict"] or sorted(entry["merged"].split()) == ["mine", "one", "theirs"]


@pytest.mark.parametrize("name", PROSE)
def test_text_without_spaces_merges_as_a_whole_or_is_a_conflict(dance, name):
    problem = dance.refused(dance.job(**{name: "切割红色板材"}), {name: "切割红色钢管"}, {name: "切割蓝色板材"})
    entry = entry_of(problem, name)
    assert entry["conflict"] or entry["merged"] == "切割蓝色钢管"


WORDS = ["steel", "größe", "日本", "👍🏽", "cut", "re\u0301", "2", "–", FAMILY, "ok,"]


def a_text(chance):
    lines = [" ".join(chance.choice(WORDS) for _ in range(chance.randint(0, 6))) for _ in range(chance.randint(0, 6))]
    return chance.choice(["\n", " \n", "\n\n"]).join(lines) + chance.choice(["", "\n"])


def altered(chance, text, mark):
    """The text with a few changes, each of which inserts a unique word."""
    words = text.split(" ")
    for number in range(chance.randint(1, 3)):
        place = chance.randrange(len(words))
        new = f"{mark}{number}"
        words[place] = chance.choice([new, f"{words[place]} {new}", f"{new}\n{words[place]}"])
    return " ".join(words)


@pytest.mark.parametrize("seed", range(SEED, SEED + 30))
def test_merging_random_texts_loses_nothing_and_is_symmetric(dance, seed):
    chance = random.Random(seed)
    base = a_text(chance)
    one, two = altered(chance, base, "eins"), altered(chance, base, "zwei")
    merges = []
    for mine, theirs in ((one, two), (two, one)):
        problem = dance.refused(dance.job(notes=base), {"notes": theirs}, {"notes": mine})
        merges.append(entry_of(problem, "notes"))
    first, second = merges
    assert first["conflict"] is second["conflict"]
    assert first["merged"] == second["merged"], "who was first changes the result"
    if not first["conflict"]:
        for text, mark in ((one, "eins"), (two, "zwei")):
            for number in range(3):
                assert first["merged"].count(f"{mark}{number}") == text.count(f"{mark}{number}"), (first, number)


def test_a_text_that_only_they_changed_is_unchanged_byte_for_byte(dance):
    theirs = "e\u0301 \u00e9 ﬁ fi Å Å \u1e9b\u0323\n\n \t trailing  "
    problem = dance.refused(dance.job(notes="e\u0301"), {"notes": theirs}, {"paid": True})
    assert entry_of(problem, "notes")["merged"] == theirs
    assert dance.apply(problem)["notes"] == theirs


def test_texts_that_only_look_the_same_are_distinguished(dance):
    problem = dance.refused(dance.job(notes="x"), {"notes": "caf\u00e9"}, {"notes": "cafe\u0301"})
    entry = entry_of(problem, "notes")
    assert entry["conflict"] is True
    assert [entry["theirs"], entry["yours"]] == ["caf\u00e9", "cafe\u0301"]


# ------------------------------------------------------------------------------------------------------------ large texts

def large(chance, kind):
    """Three texts of about 100 kB: the original, and two people's versions of it."""
    words = ["".join(chance.choice("abcdefgh") for _ in range(5)) for _ in range(LARGE // 6)]

    def lines(some):
        return "".join(" ".join(some[at:at + 10]) + "\n" for at in range(0, len(some), 10))

    def touched(some):
        return [chance.choice(["new", one, one, one]) for one in some]

    if kind == "nothing in common":
        other = [chance.sample(words, len(words)) for _ in range(2)]
        return lines(words), lines(other[0]), lines(other[1])
    if kind == "a word in four changed by each":
        return lines(words), lines(touched(words)), lines(touched(words))
    if kind == "the same words in another order":
        return lines(words), lines(words[::-1]), lines(sorted(words))
    if kind == "one line":
        return " ".join(words), " ".join(touched(words)), " ".join(touched(words))
    if kind == "one word":
        text = "".join(words)
        return text, "x" + text[:-1], text[1:] + "y"
    if kind == "one letter over and over":
        return "a" * LARGE, "a" * (LARGE - 1) + "b", "b" + "a" * (LARGE - 1)
    if kind == "one short line over and over":
        return "a\n" * (LARGE // 2), "a\nb\n" * (LARGE // 4), "b\na\n" * (LARGE // 4)
    if kind == "nothing but ends of lines":
        return "\n" * LARGE, "\n" * (LARGE - 7), "\n" * (LARGE - 13)
    if kind == "marks on one letter":
        return "a" + "\u0301" * (LARGE // 2), "b" + "\u0301" * (LARGE // 2), "a" + "\u0300" * (LARGE // 2)
    assert kind == "one line changed by each"
    text = lines(words).splitlines(keepends=True)
    return "".join(text), "".join(["mine\n", *text[1:]]), "".join([*text[:-1], "theirs\n"])


LARGE_KINDS = [
    "nothing in common", "a word in four changed by each", "the same words in another order", "one line", "one word",
    "one letter over and over", "one short line over and over", "nothing but ends of lines", "marks on one letter",
    "one line changed by each",
]


@pytest.mark.parametrize("kind", LARGE_KINDS)
def test_large_texts_on_both_sides_merge_promptly_with(server, dance, kind):
    base, mine, theirs = large(random.Random(SEED), kind)
    job = dance.job(notes=base, description=theirs)
    expect_job(dance.save(dance.theirs, job, {"notes": theirs, "description": mine}))
    # Each kind has its own person: each person has one second in ten for merging.
    email = f"{unique('merger')}@example.com"
    with Client(server, server.token(ADMIN)) as admin:
        person = {"name": "Merger", "email": email, "role": "office", "password": PASSWORD}
        expect(admin.post("/api/staff/", person), 201)
    with Client(server, server.token(email), timeout=PATIENCE) as client:
        began = time.monotonic()
        answer = dance.save(client, job, {"notes": mine, "description": base})
        took = time.monotonic() - began
    assert took < PROMPTLY, f"a 412 took {took:.1f} s"
    problem = expect_refusal(dance.bench, answer, job)
    entry = entry_of(problem, "notes")
    check(entry["yours"] == mine and entry["theirs"] == theirs and entry["base"] == base, "the three texts", answer)
    check(rebuilt(entry["diff"], "equal", "delete") == theirs, "equal and delete must give theirs", answer)
    check(rebuilt(entry["diff"], "equal", "insert") == mine, "equal and insert must give yours", answer)
    if kind == "one line changed by each":
        check(entry["conflict"] is False, "lines far apart do not clash", answer)
        check(entry["merged"] == "mine\n" + theirs.split("\n", 1)[1], "both lines are new", answer)


def test_a_small_request_is_answered_while_large_texts_are_being_merged(server, dance):
    base, mine, theirs = large(random.Random(SEED), "nothing in common")
    job = dance.job(notes=base)
    expect_job(dance.save(dance.theirs, job, {"notes": theirs}))
    answers = []

    def ask():
        with server.client(OFFICE, timeout=PATIENCE) as client:
            answers.append(dance.save(client, job, {"notes": mine}))

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(6)]
    slowest = 0.0
    for thread in threads:
        thread.start()
    with server.client(OFFICE, timeout=PATIENCE) as client:
        while any(thread.is_alive() for thread in threads):
            began = time.monotonic()
            expect(client.get(f"/api/jobs/{job['id']}/"), 200)
            slowest = max(slowest, time.monotonic() - began)
    assert len(answers) == len(threads)
    for answer in answers:
        expect_problem(answer, 412)
    assert slowest < PROMPTLY, f"a GET waited {slowest:.1f} s behind merges"


# ------------------------------------------------------------------------------------------------ several changes since

def test_the_changes_since_are_listed_oldest_first_with_person_and_fields(dance, office2, workshop, admin):
    job = dance.job(notes="one\n", status="draft")
    path = f"/api/jobs/{job['id']}/"
    expect_job(office2.patch(path, {"paid": True}, if_match=job["etag"]))
    text = unique("event ")
    expect(workshop.post(f"{path}events/", {"description": text}, if_match=dance.bench.tag(job["id"])), 201)
    expect_job(admin.patch(path, {"status": "special", "notes": "two\n"}, if_match=dance.bench.tag(job["id"])))
    line = dance.bench.add_line(job["id"], "quote")
    answer = dance.save(dance.mine, job, {"collected": True})
    problem = expect_merge(dance.bench, answer, job, {"collected": True})
    changes = problem["changes"]
    assert [set(one["fields"]) for one in changes if one["fields"]][0] == {"paid"}
    assert {"status", "notes"} == set(changes[2]["fields"])
    assert len({one["by"]["id"] for one in changes}) == 4, "four people made four changes"
    assert text in changes[1]["summary"] and line["line"]["description"] in changes[3]["summary"]
    moments = [micros(one["at"]) for one in changes]
    assert moments == sorted(moments)
    dance.apply(problem)


def test_the_base_is_the_named_version_and_not_the_previous_one(dance, bench):
    job = dance.job(notes="first", order_number="PO-1")
    for number in range(2, 6):
        bench.change(job["id"], notes=f"number {number}", order_number=f"PO-{number}")
    answer = dance.save(dance.mine, job, {"notes": "mine"})
    problem = expect_merge(bench, answer, job, {"notes": "mine"})
    assert entry_of(problem, "notes")["base"] == "first" and entry_of(problem, "order_number")["merged"] == "PO-5"
    assert len(problem["changes"]) == 4


def test_each_named_version_is_the_base_of_its_merge(dance, bench):
    versions = [dance.job(notes="version 0")]
    for number in range(1, 8):
        versions.append(bench.change(versions[0]["id"], notes=f"version {number}", priority=number))
    for number, job in enumerate(versions[:-1]):
        mine = {"notes": unique("mine"), "paid": True}
        problem = expect_merge(bench, dance.save(dance.mine, job, mine), job, mine)
        assert len(problem["changes"]) == 7 - number


def test_a_field_that_they_changed_and_restored_is_unchanged(dance, bench):
    job = dance.job(notes="first", status="draft")
    bench.change(job["id"], notes="second", status="special")
    bench.change(job["id"], notes="first", status="draft")
    answer = dance.save(dance.mine, job, {"notes": "mine"})
    problem = expect_merge(bench, answer, job, {"notes": "mine"})
    assert problem["merge"]["clean"] is True and entry_of(problem, "notes")["merged"] == "mine"
    assert len(problem["changes"]) == 2
    dance.apply(problem)


def test_a_change_without_fields_is_listed_and_conflicts_with_nothing(dance, bench):
    customer = bench.make_customer()
    contact = bench.make_contact(customer)
    job = dance.job(client_id=customer["id"], contact_id=contact["id"], notes="first")
    bench.add_event(job["id"])
    bench.add_line(job["id"], "estimate")
    path = f"/api/clients/{customer['id']}/"
    expect(bench.client.patch(path, {"name": unique("Renamed ")}, if_match=customer["etag"]), 200)
    path += f"contacts/{contact['id']}/"
    expect(bench.client.patch(path, {"phone": "+49 30 7654321"}, if_match=contact["etag"]), 200)
    answer = dance.save(dance.mine, job, {"notes": "mine"})
    problem = expect_merge(bench, answer, job, {"notes": "mine"})
    assert len(problem["changes"]) == 4 and problem["merge"]["clean"] is True
    assert dance.apply(problem)["notes"] == "mine"


def test_an_acceptance_conflicts_with_my_other_status(dance, bench):
    job = bench.add_line(dance.job(status="draft")["id"], "quote")["job"]
    bench.accept_quote(job["id"])
    answer = dance.save(dance.mine, job, {"status": "awaiting_approval"})
    problem = expect_merge(bench, answer, job, {"status": "awaiting_approval"})
    entry = entry_of(problem, "status")
    assert (entry["base"], entry["yours"], entry["theirs"]) == ("draft", "awaiting_approval", "approved")
    assert entry["conflict"] is True


def test_their_undo_is_one_of_the_changes_since(dance, bench):
    job = dance.job(notes="first")
    now = bench.change(job["id"], notes="second")
    expect_job(bench.undo(job["id"], bench.changes(job["id"])[0]["change_id"]))
    problem = expect_merge(bench, dance.save(dance.mine, now, {"paid": True}), now, {"paid": True})
    assert entry_of(problem, "notes")["merged"] == "first"


def test_a_second_412_is_handled_the_same_way(dance, admin):
    job = dance.job(notes="one\ntwo\nthree\n")
    problem = dance.refused(job, {"notes": "1\ntwo\nthree\n"}, {"notes": "one\ntwo\n3\n"})
    current, merged = problem["current"], entry_of(problem, "notes")["merged"]
    assert merged == "1\ntwo\n3\n"
    expect_job(dance.save(admin, current, {"paid": True}))
    answer = dance.save(dance.mine, current, {"notes": merged})
    problem = expect_merge(dance.bench, answer, current, {"notes": merged})
    assert [one["fields"] for one in problem["changes"]] == [["paid"]] and problem["merge"]["clean"] is True
    now = dance.apply(problem)
    assert (now["notes"], now["paid"]) == ("1\ntwo\n3\n", True)


def test_a_rejected_edit_has_no_effect(dance, bench):
    job = dance.job(notes="first")
    bench.change(job["id"], notes="theirs")
    before = (bench.get_job(job["id"]), bench.changes(job["id"]))
    expect_problem(dance.save(dance.mine, job, {"notes": "mine"}), 412)
    assert (bench.get_job(job["id"]), bench.changes(job["id"])) == before


def test_a_demo_job_merges_too(dance, bench):
    row = bench.client.get("/api/jobs/", query={"limit": 50}).json["results"][-1]
    job = bench.get_job(row["id"])
    problem = dance.refused(job, {"priority": job["priority"] + 1}, {"notes": f"{job['notes'] or ''}\n{unique()}"}, "PUT")
    assert problem["merge"]["clean"] is True
    dance.apply(problem, "PUT")


def test_a_tag_from_before_a_restart_still_merges(tmp_path):
    server = Server(tmp_path / "restarted")
    with server:
        bench = Bench(server.client(OFFICE))
        job = bench.make_job(notes="one\ntwo\n")
        bench.change(job["id"], notes="1\ntwo\n")
    with server:
        bench = Bench(server.client(OFFICE))
        answer = bench.client.patch(f"/api/jobs/{job['id']}/", {"paid": True}, if_match=job["etag"])
        problem = expect_merge(bench, answer, job, {"paid": True})
        assert entry_of(problem, "notes")["merged"] == "1\ntwo\n"


@pytest.mark.parametrize("pattern", VARIANTS.values(), ids=VARIANTS.keys())
def test_an_old_tag_rewritten_by_a_proxy_merges_if_it_is(dance, pattern):
    job = dance.job(notes="first")
    expect_job(dance.save(dance.theirs, job, {"notes": "theirs"}))
    answer = dance.save(dance.mine, job, {"paid": True}, etag=variant(pattern, job["etag"]))
    problem = expect_problem(answer, 412)
    check(problem["changes"] and problem["merge"], "the version is known, so it merges", answer)
    assert entry_of(problem, "notes")["base"] == "first"


# ------------------------------------------------------------------------------------------------ what cannot be merged

UNKNOWN = {
    "a version that never was": lambda job, other: later(job["etag"], -1),
    "a version to come": lambda job, other: later(job["etag"], 10**12),
    "the version of another job": lambda job, other: other["etag"],
    "a tag of somebody else": lambda job, other: '"33a64df551425fcc55e4d42a148795d9f25f89d4"',
    "an empty tag": lambda job, other: '""',
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("tag", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_there_is_only_the_current_job_without_changes_and_merge_for(dance, bench, tag, method):
    job = dance.job(notes="first")
    bench.change(job["id"], notes="second")
    named = tag(job, bench.change(bench.make_job()["id"]))
    answer = dance.save(dance.mine, job, {"notes": "mine"}, method, etag=named)
    problem = expect_refusal(bench, answer, job, named)
    assert problem["changes"] is None and problem["merge"] is None


OTHERS = [name for name in OPERATIONS if name not in ("PUT job", "PATCH job", "PATCH line")]


@pytest.mark.parametrize("name", OTHERS)
def test_another_mutation_gets_the_changes_and_no_merge(bench, name):
    mutation = OPERATIONS[name](bench)
    answer = mutation.send(if_match=mutation.stale)
    problem = expect_problem(answer, 412)
    check(problem["job_id"] == mutation.job_id and problem["your_etag"] == mutation.stale, "whose and which", answer)
    check(problem["current_etag"] == mutation.etag, "`current_etag`", answer)
    check(isinstance(problem["current"], dict) and problem["current"]["id"] == mutation.job_id, "`current`", answer)
    check(isinstance(problem["changes"], list) and problem["changes"], "`changes` must tell what happened", answer)
    check("merge" in problem and problem["merge"] is None, "`merge` must be null", answer)
    # Once the person has seen that, the request succeeds unchanged.
    expect(mutation.send(if_match=problem["current_etag"]), 200, 201)


@pytest.mark.parametrize("name", OTHERS)
def test_another_mutation_with_a_version_that_never_existed_has_no_changes(bench, name):
    mutation = OPERATIONS[name](bench)
    answer = mutation.send(if_match=later(mutation.stale, -1))
    problem = expect_problem(answer, 412)
    check(problem["changes"] is None and problem["merge"] is None, "`changes` and `merge` are null", answer)
    check(problem["current"]["id"] == mutation.job_id, "`current` is there", answer)


BAD_EDITS = {
    "a number for a text": {"notes": 5}, "a text for a flag": {"paid": "yes"}, "a list for a text": {"name": ["x"]},
    "an object for a date": {"delivery_date": {}}, "no such status": {"status": "finished"},
    "no such day": {"delivery_date": "2027-02-30"},
    "no such client": {"client_id": "0198f000-0000-7000-8000-000000000000"}, "no id at all": {"client_id": "x"},
    "too long a name": {"name": "x" * 5000}, "no name": {"name": None}, "a negative amount": {"price_cap": "-1.00"},
    "a fraction of a cent": {"price_cap": "1.005"}, "a huge number": {"priority": 10**30},
    "people who are none": {"assigned_to": ["x"]}, "people who are not a list": {"assigned_to": "x"},
    "an unknown field": {"colour": "red"}, "a control character": {"notes": "a\u0000b"},
    "a good and a bad field": {"notes": "good", "paid": 5},
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("body", BAD_EDITS.values(), ids=BAD_EDITS.keys())
def test_a_stale_edit_gets_412_even_with(dance, bench, body, method):
    job = dance.job(notes="first")
    bench.change(job["id"], notes="theirs")
    answer = dance.save(dance.mine, job, body, method)
    problem = expect_refusal(bench, answer, job)
    expect_changes(bench, answer, job)
    # And with the current tag, its own error counts.
    expect_problem(dance.save(dance.mine, bench.get_job(job["id"]), body, method), 400)


BAD_BODIES = {
    "nothing": b"", "null": b"null", "a list": b"[]", "half an object": b"{", "a text": b'"text"', "not UTF-8": b"\xff\xfe",
    "a field twice": b'{"notes": "a", "notes": "b"}', "half a character": b'{"notes": "\\ud800"}',
    "a deep list": b'{"notes":' + b"[" * 3000 + b"]" * 3000 + b"}", "a number without end": b'{"priority": 1e400}',
    "another id": b'{"id": "0198f000-0000-7000-8000-000000000000"}',
}


@pytest.mark.parametrize("data", BAD_BODIES.values(), ids=BAD_BODIES.keys())
@pytest.mark.parametrize("method", METHODS)
def test_a_stale_request_gets_412_even_if_its_body_is(dance, bench, data, method):
    job = dance.job(notes="first")
    bench.change(job["id"], notes="theirs")
    answer = dance.mine.request(method, f"/api/jobs/{job['id']}/", data=data, if_match=job["etag"])
    expect_refusal(bench, answer, job)
    expect_changes(bench, answer, job)


@pytest.mark.parametrize("name", EDITABLE)
def test_a_stale_put_without_a_field_gets_412_and_clears_nothing(dance, bench, name, values):
    job = dance.job(**starting_with(values, name))
    bench.change(job["id"], **({"notes": "theirs"} if name != "notes" else {"paid": True}))
    body = {key: value for key, value in job.items() if key != name}
    answer = dance.mine.put(f"/api/jobs/{job['id']}/", body, if_match=job["etag"])
    problem = expect_refusal(bench, answer, job)
    if problem["merge"] is not None:
        told = [entry for entry in problem["merge"]["fields"] if entry["field"] == name]
        assert all(entry["conflict"] or entry["merged"] == job[name] for entry in told), told


def test_a_412_for_if_none_match_has_the_job_too(dance, bench):
    job = dance.job(notes="first")
    answer = dance.mine.patch(f"/api/jobs/{job['id']}/", {"notes": "mine"}, if_match=job["etag"], if_none_match=job["etag"])
    expect_refusal(bench, answer, job)


def test_a_412_is_not_stored_by_any_cache(dance, bench):
    job = dance.job()
    bench.change(job["id"])
    answer = expect(dance.save(dance.mine, job, {"notes": "mine"}), 412)
    cache = answer.listed("Cache-Control")
    check(cache & {"no-store", "no-cache", "private"}, "a problem about this moment must not be cached", answer)

"""Silent faults: data that no one wrote, misinterpreted input, words and people that are not found."""

import json
import random
from urllib.parse import urlencode

import pytest

from harness import OFFICE, OFFICE2, check, expect, expect_job, expect_problem, unique

# ------------------------------------------------------------------------------------------------------------------ merges

CLASHING = [
    ("Deliver 23 Nov 2026 before ten.", "Deliver 24 Nov 2026 before ten.", "Deliver 23 Nov 2027 before ten."),
    ("Deliver 31 January 2027.", "Deliver 29 January 2027.", "Deliver 31 January 2028."),
    ("Ring +64 21 555 0123 first.", "Ring +64 27 555 0123 first.", "Ring +64 21 555 0199 first."),
    ("Agreed 1 234 567 in all", "Agreed 2 234 567 in all", "Agreed 1 234 890 in all"),
    ("Account 01-0234-0567890-00", "Account 02-0234-0567890-00", "Account 01-0234-0567890-01"),
    ("Account DE12 3456 7890 12", "Account DE99 3456 7890 12", "Account DE12 3456 7890 99"),
    ("Panel 1950 x 1780 mm", "Panel 2000 x 1780 mm", "Panel 1950 x 1800 mm"),
    ("Panel 1950 mm by 1780 mm", "Panel 2000 mm by 1780 mm", "Panel 1950 mm by 1800 mm"),
    ("Open 8 am to 5 pm", "Open 7 am to 5 pm", "Open 8 am to 6 pm"),
    ("am 23. November 2026", "am 24. November 2026", "am 23. November 2027"),
    ("le 5 juin 2027 au matin", "le 6 juin 2027 au matin", "le 5 juin 2028 au matin"),
    ("takes 2 to 3 days", "takes 1 to 3 days", "takes 2 to 4 days"),
    ("1\u202f250,00 €", "2\u202f250,00 €", "1\u202f250,50 €"),
]
CLASHING += [
    ("2 metres 40 high", "3 metres 40 high", "2 metres 50 high"), ("6 metres by 2 metres", "7 metres by 2 metres", "6 metres by 3 metres"),
    ("1 million 250 thousand", "2 million 250 thousand", "1 million 300 thousand"), ("GB29 NWBK 6016 1331", "GB30 NWBK 6016 1331", "GB29 NWBK 6016 1332"),
    ("5 up to 7", "6 up to 7", "5 up to 8"), ("14 Uhr bis ca. 16 Uhr", "13 Uhr bis ca. 16 Uhr", "14 Uhr bis ca. 17 Uhr"),
    ("23 ноября 2026", "24 ноября 2026", "23 ноября 2027"), ("AB-1234 rev C", "AB-1235 rev C", "AB-1234 rev D"),
    ("on Monday the 23rd", "on Tuesday the 23rd", "on Monday the 24th"), ("pipe ½ x ¾", "pipe ⅝ x ¾", "pipe ½ x ⅞"),
]
MERGING = [
    ("Weld the frame on 23 Nov and ring", "Grind the frame on 23 Nov and ring", "Weld the frame on 23 Nov and call",
     "Grind the frame on 23 Nov and call"),
    ("2 hinges and 4 bolts", "3 hinges and 4 bolts", "2 hinges and 5 bolts", "3 hinges and 5 bolts"),
]


def merged(office, office2, bench, base, theirs, yours):
    job = bench.make_job(notes=base)
    expect_job(office2.patch(f"/api/jobs/{job['id']}/", {"notes": theirs}, if_match=job["etag"]))
    answer = office.patch(f"/api/jobs/{job['id']}/", {"notes": yours}, if_match=job["etag"])
    problem = expect_problem(answer, 412)
    return next(field for field in problem["merge"]["fields"] if field["field"] == "notes")["merged"]


@pytest.mark.parametrize("base, theirs, yours", CLASHING, ids=[base for base, _, _ in CLASHING])
def test_parts_of_different_values_are_never_combined(office, office2, bench, base, theirs, yours):
    assert merged(office, office2, bench, base, theirs, yours) is None
    assert merged(office, office2, bench, base, yours, theirs) is None


@pytest.mark.parametrize("base, theirs, yours, both", MERGING, ids=[base for base, _, _, _ in MERGING])
def test_words_beside_an_unchanged_value_still_merge(office, office2, bench, base, theirs, yours, both):
    assert merged(office, office2, bench, base, theirs, yours) == both


# --------------------------------------------------------------------------------------------------------------- line ends

@pytest.mark.parametrize("field", ["notes", "description"])
def test_lines_end_with_a_line_feed_however_they_were_sent(office, bench, field):
    job = bench.make_job(**{field: "one\r\ntwo\rthree\n\r\n"})
    assert job[field] == "one\ntwo\nthree\n\n"
    again = office.patch(f"/api/jobs/{job['id']}/", {field: "one\r\ntwo\r\nthree\r\n\r\n"}, if_match=job["etag"])
    check(expect_job(again)["etag"] == job["etag"], "the same lines with other ends are no change", again)


def test_a_text_edited_in_a_form_merges_with_its_neighbours(office, office2, bench):
    base = "one\ntwo\nthree\nfour\n"
    both = merged(office, office2, bench, base, base.replace("one", "eins"), base.replace("four", "vier").replace("\n", "\r\n"))
    assert both == "eins\ntwo\nthree\nvier\n"


def test_line_endings_of_clients_and_events_are_converted_too(office, bench):
    client = expect(office.post("/api/clients/", {"name": unique("C "), "notes": "a\r\nb", "address": "1 Quay\rTown"}), 201).json
    assert (client["notes"], client["address"]) == ("a\nb", "1 Quay\nTown")
    job = bench.make_job()
    event = expect(office.post(f"/api/jobs/{job['id']}/events/", {"description": "Rang\r\nKim"}, if_match=job["etag"]), 201).json["event"]
    assert event["description"] == "Rang\nKim"


# ------------------------------------------------------------------------------------------------------------------- names

NOTHING_VISIBLE = ["", " ", "\u00a0", "\u200b", "\u2003", "\u2060", "\ufeff", "\u00ad", "\u200e\u200f", "\u3164", "\u2800", "\u115f", "\u034f", "\u0301",
                   "?!", "—", "\U000e0041", "\ufe0f"]
VISIBLE = ["👨\u200d👩\u200d👧", "7", "é", "Gate", "門", "№ 4", "ﷺ", "🇳🇿"]


@pytest.mark.parametrize("name", NOTHING_VISIBLE, ids=ascii)
def test_an_unreadable_name_is_rejected(office, admin, bench, name):
    client = bench.make_client() if hasattr(bench, "make_client") else expect(office.post("/api/clients/", {"name": unique("C ")}), 201).json
    expect_problem(office.post("/api/jobs/", {"name": name}), 400, field="name")
    expect_problem(office.post("/api/clients/", {"name": name}), 400, field="name")
    expect_problem(office.post(f"/api/clients/{client['id']}/contacts/", {"name": name}), 400, field="name")
    person = {"name": name, "email": f"{unique()}@example.com".replace(" ", ""), "role": "office", "password": "correct horse"}
    expect_problem(admin.post("/api/staff/", person), 400, field="name")
    job = bench.make_job()
    expect_problem(office.patch(f"/api/jobs/{job['id']}/", {"name": name}, if_match=job["etag"]), 400, field="name")


@pytest.mark.parametrize("text", ["", "\u2060", "\u3164", "\u200b"], ids=ascii)
def test_an_invisible_event_or_line_is_rejected(office, bench, text):
    job = bench.make_job()
    expect_problem(office.post(f"/api/jobs/{job['id']}/events/", {"description": text}, if_match=job["etag"]), 400, field="description")
    path = f"/api/jobs/{job['id']}/cost-sets/estimate/lines/"
    expect_problem(office.post(path, {"description": text}, if_match=job["etag"]), 400, field="description")


@pytest.mark.parametrize("name", VISIBLE)
def test_a_visible_name_is_accepted(bench, name):
    assert bench.make_job(name=name)["name"] == name


# ------------------------------------------------------------------------------------------------------- read-only members

OTHER = {
    "id": None, "job_number": 7, "client": {"id": "01943bfd-c8a6-79e4-adb9-b3a75dab5f8a", "name": "Nobody"},
    "contact": {"id": "01943bfd-c8a6-79e4-adb9-b3a75dab5f8a", "name": "Nobody", "email": None, "phone": None},
    "quote_acceptance_date": "2001-01-01T00:00:00.000000Z", "completed_at": "2001-01-01T00:00:00.000000Z",
    "created_by": "01943bfd-c8a6-79e4-adb9-b3a75dab5f8a", "created_at": "2001-01-01T00:00:00.000000Z",
    "updated_at": "2001-01-01T00:00:00.000000Z", "etag": '"another"',
}


@pytest.mark.parametrize("name", [name for name in OTHER if name != "id"])
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_a_read_only_field_with_another_value_is_rejected(office, bench, job, method, name):
    body = {**(job if method == "PUT" else {}), "notes": "x", name: OTHER[name]}
    answer = office.request(method, f"/api/jobs/{job['id']}/", body, if_match=job["etag"])
    problem = expect_problem(answer, 400, field=name)
    check("The server sets this field" in problem["detail"], "it says why", answer)
    assert bench.tag(job["id"]) == job["etag"]


@pytest.mark.parametrize("name", [name for name in OTHER if name != "id"])
def test_a_read_only_field_cannot_be_set_in_a_new_job(office, name):
    expect_problem(office.post("/api/jobs/", {"name": unique("Import "), name: OTHER[name]}), 400, field=name)
    expect_problem(office.post("/api/jobs/", {"name": unique("Import "), name: 0}), 400, field=name)
    expect(office.post("/api/jobs/", {"name": unique("Form "), name: None}), 201)


def test_a_read_only_field_is_accepted_as_received_in_any_notation(office, bench, job):
    received = {
        "created_at": job["created_at"].replace("Z", "+00:00"), "updated_at": job["updated_at"][:-4] + "Z", "id": job["id"].upper(),
        "created_by": job["created_by"].upper(), "client": {"name": job["client"]["name"]}, "job_number": job["job_number"],
    }
    assert expect_job(office.patch(f"/api/jobs/{job['id']}/", {**received, "notes": "fine"}, if_match=job["etag"]))["notes"] == "fine"


def test_a_read_only_field_is_accepted_with_its_value_after_the_change(office, bench, job):
    client = expect(office.post("/api/clients/", {"name": unique("New ")}), 201).json
    body = {"client_id": client["id"], "client": {"id": client["id"], "name": client["name"]}, "contact": None}
    assert expect_job(office.patch(f"/api/jobs/{job['id']}/", body, if_match=job["etag"]))["client"]["name"] == client["name"]


def test_a_complete_older_snapshot_is_accepted_with_the_current_tag(office, bench, job):
    now = bench.change(job["id"], status="archived")
    result = expect_job(office.put(f"/api/jobs/{job['id']}/", {**job, "notes": "from the older form"}, if_match=now["etag"]))
    assert result["notes"] == "from the older form"
    forged = {**job, "updated_at": "2001-01-01T00:00:00.000000Z", "notes": "x"}
    expect_problem(office.put(f"/api/jobs/{job['id']}/", forged, if_match=result["etag"]), 400, field="updated_at")


def test_a_retry_without_a_key_is_accepted_with_received_values(office, bench, job):
    body = {**job, "notes": "once", "status": "recently_completed"}
    first = expect_job(office.put(f"/api/jobs/{job['id']}/", body, if_match=job["etag"]))
    again = office.put(f"/api/jobs/{job['id']}/", body, if_match=job["etag"])
    check(expect_job(again)["etag"] == first["etag"], "a repeat changes nothing", again)


@pytest.mark.parametrize("name, value", [("cost", "1.00"), ("revenue", "9.99"), ("created_by", OTHER["created_by"])])
def test_read_only_fields_of_a_line_are_checked_too(office, bench, job, name, value):
    added = bench.add_line(job["id"], "estimate")
    path = f"/api/jobs/{job['id']}/cost-sets/estimate/lines/{added['line']['id']}/"
    expect_problem(office.patch(path, {name: value, "quantity": "2.00"}, if_match=added["job"]["etag"]), 400, field=name)
    whole = {**added["line"], "quantity": "2.00", "unit_rev": "10.00", "unit_cost": "1.00"}
    expect_problem(office.patch(path, {**whole, "revenue": "21.00"}, if_match=added["job"]["etag"]), 400, field="revenue")
    # As received, or with the value after the change.
    done = expect(office.patch(path, {**whole, "revenue": "20.00", "cost": "2.00"}, if_match=added["job"]["etag"]), 200).json
    assert done["line"]["revenue"] == "20.00"


@pytest.mark.parametrize("name, value", [("created_at", "2001-01-01T00:00:00.000000Z"), ("updated_at", "2001-01-01T00:00:00.000000Z"), ("etag", '"x"')])
def test_read_only_fields_of_clients_contacts_and_staff_are_checked_too(office, admin, name, value):
    client = expect(office.post("/api/clients/", {"name": unique("C ")}), 201).json
    contact = expect(office.post(f"/api/clients/{client['id']}/contacts/", {"name": "Kim"}), 201).json
    person = next(row for row in admin.everything("/api/staff/") if row["role"] == "workshop")
    for who, path, record in [
        (office, f"/api/clients/{client['id']}/", client), (office, f"/api/clients/{client['id']}/contacts/{contact['id']}/", contact),
        (admin, f"/api/staff/{person['id']}/", person),
    ]:
        expect_problem(who.patch(path, {name: value}, if_match=record["etag"]), 400, field=name)
        expect(who.patch(path, {name: record[name]}, if_match=record["etag"]), 200)


# ----------------------------------------------------------------------------------------------------------------- searches

@pytest.mark.parametrize("q", ['1/2"\ufe0f', 'a"\u0301', '5"\u200d x', '"\u200cدرب', 'x"\u0301)', "%\u0301", "_\u200d", "\\\u0301", '"', "*\u0301", "'\u0301"])
def test_no_query_causes_a_500(office, q):
    for path in ("/api/jobs/", "/api/clients/"):
        expect(office.get(f"{path}?{urlencode({'q': q})}"), 200)


def test_words_of_random_names_find_them(office, bench):
    """Words are separated only at spaces, and folding is not known here."""
    chosen = random.Random(12)
    letters = "aBcÉüßøłđœþıŞÑž" + "αΏςΣ" + "йЁЖ" + "שׁבּ" + "أمحَّد" + "ー電話ガ" + "한국" + "กำ" + "हिन्" + "0١۳7²½" + "-'’ʻ.,/×x\"()" + "\u0301\u0308\u00ad\u200d\ufe0f" + "🔩"
    for _ in range(60):
        words = ["".join(chosen.choice(letters) for _ in range(chosen.randint(1, 7))) for _ in range(chosen.randint(1, 4))]
        job = bench.make_job(name="W " + " ".join(words), status="special")
        for word in words:
            answer = expect(office.get("/api/jobs/?" + urlencode({"q": "w " + word, "status": "special", "limit": 1000, "order": "-updated_at"})), 200)
            found = [row["id"] for row in answer.json["results"]]
            check(job["id"] in found, f"{word!r} finds {job['name']!r}", answer)


def test_a_text_with_many_apostrophes_is_stored_and_found(office, bench):
    """Every write waits for the one before: a slow text delays everyone."""
    job = bench.make_job(name=unique("Quoted "), notes="a'" * 60_000 + "a")
    found = expect(office.get("/api/jobs/?" + urlencode({"q": job["name"]})), 200).json["results"]
    assert [row["id"] for row in found] == [job["id"]]


@pytest.mark.parametrize("query", ["٠٢١ ٥٥٥ ٠١٢٣", "０２１ ５５５ ０１２３", "021 555 0123", "021-555-0123"])
def test_a_number_is_found_by_digits_of_any_script(office, bench, query):
    job = bench.make_job(notes="Ring 0215550123", status="special")
    found = expect(office.get("/api/jobs/?" + urlencode({"q": query, "status": "special", "limit": 1000})), 200).json["results"]
    assert job["id"] in [row["id"] for row in found]
    job = bench.make_job(name="ｃｏ－ｏｐ coop", status="special")
    found = expect(office.get("/api/jobs/?" + urlencode({"q": "ｃｏ－ｏｐ", "status": "special", "limit": 1000})), 200).json["results"]
    assert job["id"] in [row["id"] for row in found]

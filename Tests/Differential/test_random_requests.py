"""Random requests about what two databases could answer differently: order, searches, limits, dates, numbers and texts.

Each test sends them to both servers; the comparison is in `twins.py`. A seed always makes the same requests.
"""

import base64
import json
import os
from urllib.parse import quote

import pytest

from harness import KINDS, STATUSES, VIEWS, Bench, expect, micros, timestamp
from random_values import ORDERS, TIMES, WORDS, Chance

SEEDS = [int(seed) for seed in os.environ.get("JOBTAG_DIFFERENTIAL_SEEDS", "1,2").split(",")]
ROUNDS = 60


@pytest.fixture(params=SEEDS, ids="seed {}".format)
def chance(request):
    # Not the same values in each test.
    return Chance(f"{request.node.originalname} {request.param}")


def cursor(*parts, **options):
    return base64.urlsafe_b64encode(json.dumps(parts, **options).encode()).decode().rstrip("=")


def walk(client, path, **query):
    """All pages of a list, or the error."""
    while True:
        answer = client.get(path, query=query)
        if answer.status != 200 or answer.json["next"] is None:
            return answer
        query["cursor"] = answer.json["next"]


def change(chance, bench, job_id, body):
    """A PATCH with the current tag; the body is JSON or its bytes."""
    options = {"data": body} if isinstance(body, bytes) else {"body": body}
    return expect(bench.client.patch(f"/api/jobs/{job_id}/", if_match=bench.tag(job_id), **options), 200, 400)


# ------------------------------------------------------------------------------------------------------------ names, searches

def test_names_are_in_the_same_order(chance, office, admin, bench):
    customer = bench.make_customer()
    for count in range(ROUNDS):
        name = chance.name()
        for _ in range(chance.choice([1, 1, 2])):  # equal names too
            expect(office.post("/api/jobs/", {"name": name, "client_id": customer["id"]}), 201, 400)
            expect(office.post("/api/clients/", {"name": name}), 201, 400)
            expect(office.post(f"/api/clients/{customer['id']}/contacts/", {"name": name, "position": chance.letters(9)}), 201, 400)
        if count % 10 == 0:
            person = {"name": name, "email": f"{count}.{chance.random()}@example.com", "role": "workshop", "password": "short"}
            expect(admin.post("/api/staff/", person), 400)
    for limit in (1000, 7):
        for order in ("name", "-name"):
            expect(walk(office, "/api/jobs/", client_id=customer["id"], order=order, limit=limit), 200)
        expect(walk(office, "/api/clients/", limit=min(1000, limit * 3)), 200)
    expect(office.get(f"/api/clients/{customer['id']}/contacts/"), 200)


def test_searches_find_the_same(chance, office, bench):
    customer = bench.make_customer(chance.word())
    people = [bench.make_contact(customer, name=f"{chance.word()} {chance.word()}", phone=chance.word(), email=None) for _ in range(4)]
    made = []
    for _ in range(ROUNDS // 2):
        body = {
            "name": f"A {chance.name()[:150]}", "description": chance.choice([chance.word(), chance.text()[:300]]), "notes": chance.text()[:3000],
            "order_number": chance.word(), "client_id": chance.choice([None, customer["id"]]),
        }
        answer = expect(office.post("/api/jobs/", body), 201, 400)
        made += [answer.json["id"]] if answer.status == 201 else []
    for count in range(ROUNDS * 2):
        query = {"q": chance.query(), "limit": chance.choice([3, 50, 1000])}
        expect(walk(office, "/api/jobs/", **query, order=chance.choice(ORDERS)), 200, 400)
        expect(walk(office, "/api/clients/", **query), 200, 400)
        match count % 20:
            case 5:
                change(chance, bench, chance.choice(made), {chance.choice(["name", "description", "notes", "order_number"]): chance.word()})
            case 10:
                path = f"/api/clients/{customer['id']}/"
                expect(office.patch(path, {"name": f"{chance.word()} {chance.word()}"}, if_match=office.get(path).etag), 200, 400)
            case 15:
                path = f"/api/clients/{customer['id']}/contacts/{chance.choice(people)['id']}/"
                expect(office.patch(path, {"email": f"{chance.randrange(99)}@o-brien.example"}, if_match=office.get(path).etag), 200, 400)


def test_every_word_and_its_beginnings_find_the_same(office, bench):
    for word in WORDS:
        expect(office.post("/api/jobs/", {"name": f"Word {word}"}), 201, 400)
        expect(office.post("/api/clients/", {"name": f"Word {word}"}), 201, 400)
    for word in WORDS:
        for q in dict.fromkeys([word, word.upper(), word[:2]]):
            for path in ("/api/jobs/", "/api/clients/"):
                expect(office.get(path, query={"q": q, "limit": 20}), 200, 400)


# ------------------------------------------------------------------------------------------------------------ lists and cursors

@pytest.fixture(scope="module")
def shelf(office, admin, bench):
    """Jobs with the same names, priorities and dates again and again, which only their ids put in order."""
    people = [row["id"] for row in expect(office.get("/api/staff/choices/"), 200).json["results"] if row["is_active"]]
    customers = [bench.make_customer("Same name") for _ in range(3)]
    jobs = []
    for count in range(45):
        jobs.append(bench.make_job(
            name=["Tie", "tie", "Tié", "Tie 10", "Tie 9"][count % 5], priority=count % 3, delivery_date=[None, "2026-11-23", "9999-12-31", "0001-01-01"][count % 4],
            status=STATUSES[count % 8], client_id=customers[count % 3]["id"], assigned_to=people[:count % 3]))
    for job in jobs[::7]:
        bench.delete_job(job["id"])
    return {"jobs": jobs, "customers": customers, "people": people}


@pytest.mark.parametrize("order", ORDERS)
def test_all_pages_are_the_same_in_order_of(office, shelf, order):
    for limit in (1, 2, 7, 44, 45, 1000):
        for customer in (*shelf["customers"][:1 if limit < 7 else 3], None):
            if customer or limit > 7:
                expect(walk(office, "/api/jobs/", order=order, limit=limit, **({"client_id": customer["id"]} if customer else {})), 200)
    expect(walk(office, "/api/jobs/", order=order, limit=2, deleted="true"), 200)


def test_filters_and_times_select_the_same(chance, office, shelf):
    for _ in range(ROUNDS * 2):
        query = {"order": chance.choice(ORDERS), "limit": chance.choice([1, 5, 20, 50, 1000])}
        if chance.random() < 0.4:
            query["status"] = chance.sample(STATUSES, chance.randint(1, 8))
        if chance.random() < 0.3:
            query["client_id"] = chance.choice(shelf["customers"])["id"]
        if chance.random() < 0.3:
            query["assigned_to"] = chance.choice(shelf["people"])
        if chance.random() < 0.2:
            query["deleted"] = chance.choice(["true", "false"])
        if chance.random() < 0.3:
            query["q"] = chance.choice(["tie", "TIÉ", "tie 1", "9", "10", "same", "same tie"])
        match chance.randrange(4):
            case 0:
                query["updated_since"] = timestamp(micros(chance.choice(shelf["jobs"])["updated_at"]) + chance.choice([-1, 0, 1]))
            case 1:
                query["updated_since"] = chance.choice(TIMES)
        if query["limit"] == 1:
            answer = expect(office.get("/api/jobs/", query=query), 200, 400)
            if answer.status == 200 and answer.json["next"]:
                expect(office.get("/api/jobs/", query={**query, "cursor": answer.json["next"]}), 200)
        else:
            expect(walk(office, "/api/jobs/", **query), 200, 400)


def test_invalid_limits_and_cursors_get_the_same(chance, office, shelf):
    for limit in ["0", "1", "1000", "1001", "-1", "+1", "01", "1e2", "1.0", "٣", " 5", "9223372036854775808", "", "x"]:
        for path in ("/api/jobs/", "/api/clients/", f"/api/jobs/{shelf['jobs'][1]['id']}/timeline/"):
            expect(office.get(path, query={"limit": limit}), 200, 400)
    job = shelf["jobs"][1]
    keys = [
        None, True, 0, -1, 1.5, 1e30, 2 ** 63 - 1, -2 ** 63, 2 ** 63, "", "x", "Tie", "tie\u0001Tie", "\u0001", "9999-12-31", "~", "é", "\ud7ff", "\U0010ffff", "a" * 3000, [], {},
        job["job_number"], micros(job["updated_at"]), job["delivery_date"],
    ]
    for order in [*ORDERS, "-version", "colour", ""]:
        for key in chance.sample(keys, 12):
            for path in ("/api/jobs/", "/api/clients/", f"/api/jobs/{job['id']}/events/"):
                made = cursor(order, key, chance.choice([job["id"], job["id"].upper(), "x", shelf["customers"][0]["id"]]), ensure_ascii=chance.random() < 0.5)
                query = {"cursor": made, "limit": 3, **({"order": order} if path == "/api/jobs/" else {})}
                expect(office.get(path, query=query), 200, 400)


@pytest.mark.parametrize("path, order", [("/api/jobs/", "name"), ("/api/jobs/", "delivery_date"), ("/api/clients/", "name")])
def test_a_cursor_with_u_0000_gets_the_same(office, shelf, path, order):
    # PostgreSQL has no such texts.
    query = {"cursor": cursor(order, "a\x00b", shelf["jobs"][1]["id"]), **({"order": order} if path == "/api/jobs/" else {})}
    expect(office.get(path, query=query), 200, 400)


def test_an_address_with_u_0000_gets_the_same(server):
    with server.client(None) as stranger:
        expect(stranger.login("a\x00b@example.com"), 400, 401)


def test_a_phrase_of_other_spellings_of_two_texts(office, bench):
    customer = bench.make_customer("e-mail")
    bench.make_job(name="O'Brien", client_id=customer["id"])
    expect(office.get("/api/jobs/", query={"q": "brien-email"}), 200)


# --------------------------------------------------------------------------------------------------------------- dates, numbers

def test_dates_are_kept_and_ordered_the_same(chance, office, bench):
    customer = bench.make_customer()
    jobs = [bench.make_job(client_id=customer["id"]) for _ in range(8)]
    for count in range(ROUNDS * 2):
        change(chance, bench, chance.choice(jobs)["id"], {"delivery_date": chance.day()})
        if count % 10 == 0:
            for order in ("delivery_date", "-delivery_date"):
                expect(walk(office, "/api/jobs/", client_id=customer["id"], order=order, limit=chance.choice([1, 3])), 200)
    for job in jobs:
        expect(office.get(f"/api/jobs/{job['id']}/changes/"), 200)


def test_numbers_are_kept_and_added_up_the_same(chance, office, bench):
    job = bench.make_job()
    path = f"/api/jobs/{job['id']}"
    for count in range(ROUNDS * 2):
        name = chance.choice(["price_cap", "charge_out_rate", "priority"])
        change(chance, bench, job["id"], f'{{"{name}": {chance.number()}}}'.encode())
        values = "".join(f', "{name}": {chance.number()}' for name in ("quantity", "unit_cost", "unit_rev") if chance.random() < 0.7)
        line = f'{{"kind": "{chance.choice(["time", "material", "adjustment", "adjustment"])}", "description": "Line {count}"{values}}}'
        lines = f"{path}/cost-sets/{chance.choice(KINDS)}/lines/"
        expect(office.post(lines, data=line.encode(), if_match=bench.tag(job["id"])), 201, 400)
        if count % 20 == 0:
            for view in ("costs/summary/", "quote/", "cost-sets/actual/", "timeline/"):
                expect(office.get(f"{path}/{view}"), 200)
    expect(office.get(f"{path}/changes/"), 200)


def test_the_largest_numbers_add_up_the_same(office, bench):
    job = bench.make_job(price_cap="99999999.99", charge_out_rate="99999999.99", priority=1_000_000_000)
    for kind in KINDS:
        for sign in ("", "-", ""):
            bench.add_line(job["id"], kind, kind="adjustment", quantity=f"{sign}999999.999", unit_cost="9999999.99", unit_rev="-9999999.99")
        bench.add_line(job["id"], kind, kind="time", quantity="999999.999", unit_cost="9999999.99", unit_rev="0.01")
        bench.add_line(job["id"], kind, kind="material", quantity="0.001", unit_cost="0.01", unit_rev="5.00")
    for view in VIEWS:
        expect(office.get(f"/api/jobs/{job['id']}/{view}"), 200)
    for revision in ("1", "0", "-1", "2", "01", "1.0", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "x"):
        expect(office.get(f"/api/jobs/{job['id']}/quote/?revision={revision}"), 200, 400, 404)


# ----------------------------------------------------------------------------------------------------------------------- texts

def test_texts_are_kept_and_found_the_same(chance, office, bench):
    customer = bench.make_customer()
    contact = bench.make_contact(customer)
    job = bench.make_job(client_id=customer["id"])
    for count in range(ROUNDS):
        name = chance.choice(["name", "description", "notes", "order_number"])
        # Control characters and half surrogate pairs only as escapes.
        text = json.dumps(chance.text() if chance.random() < 0.9 else chance.name(), ensure_ascii=chance.random() < 0.5)
        text = text if chance.random() < 0.9 else text[:-1] + chance.choice(["\\u0000", "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "\\/", "\\b", "\\u007f"]) + '"'
        change(chance, bench, job["id"], f'{{"{name}": {text}}}'.encode())
        path = chance.choice([f"/api/clients/{customer['id']}/", f"/api/clients/{customer['id']}/contacts/{contact['id']}/"])
        name = chance.choice(["name", "phone", "email", "notes" if "contacts" not in path else "position"])
        value = chance.choice([chance.name(), chance.letters(40), chance.text()[:300], f"{chance.letters(8)}@{chance.word()}", "", None])
        expect(office.patch(path, {name: value}, if_match=office.get(path).etag), 200, 400)
        expect(office.post(f"/api/jobs/{job['id']}/events/", {"description": chance.text()[:12_000]}, if_match=bench.tag(job["id"])), 201, 400, 409)
        if count % 10 == 0:
            expect(office.get(f"/api/jobs/?q={quote(chance.query()[:60])}&limit=10"), 200, 400)
            expect(office.get(f"/api/jobs/{job['id']}/timeline/?limit=5"), 200)
    for view in VIEWS:
        expect(office.get(f"/api/jobs/{job['id']}/{view}"), 200)
    expect(walk(office, f"/api/jobs/{job['id']}/events/", limit=4), 200)


# --------------------------------------------------------------------------------------------------------------------- changes

def test_a_long_series_of_changes_ends_the_same(chance, server, office, bench):
    """Everything that a person can do to a job, in random order, also with outdated tags and repeated keys."""
    office2 = Bench(server.client("office2@example.com"))
    customers = [bench.make_customer() for _ in range(2)]
    contacts = [bench.make_contact(customer) for customer in customers for _ in range(2)]
    jobs = [bench.make_job(client_id=customers[0]["id"])["id"] for _ in range(4)]
    tags = {job: [bench.tag(job)] for job in jobs}
    lines, keys = {job: [] for job in jobs}, []
    for _ in range(ROUNDS * 3):
        job, who = chance.choice(jobs), chance.choice([bench, bench, office2])
        path = f"/api/jobs/{job}/"
        # Mostly the current tag, sometimes an older one.
        etag = (who.version_wherever(job) if chance.random() < 0.8 else None) or chance.choice(tags[job])
        options = {"if_match": etag}
        if chance.random() < 0.2:
            keys.append(f"key-{len(keys)}")
            options["headers"] = {"Idempotency-Key": chance.choice(keys)}
        kind = chance.choice(KINDS)
        match chance.randrange(11):
            case 0 | 1:
                fields = {
                    "notes": chance.word() + "\n" + chance.word(), "priority": chance.randrange(5), "paid": chance.random() < 0.5, "status": chance.choice(STATUSES),
                    "delivery_date": chance.day(), "client_id": chance.choice(customers)["id"], "contact_id": chance.choice(contacts)["id"],
                }
                answer = who.client.patch(path, dict(chance.sample(list(fields.items()), 2)), **options)
            case 2:
                answer = who.client.post(f"{path}events/", {"description": chance.word()}, **options)
            case 3 | 4:
                answer = who.client.post(f"{path}cost-sets/{kind}/lines/", {"description": chance.word(), "quantity": "1.005", "unit_rev": "3.33"}, **options)
                if answer.status == 201:
                    lines[job].append((kind, answer.json["line"]["id"]))
            case 5 | 6:
                kind, line = chance.choice(lines[job] or [(kind, job)])
                line = f"{path}cost-sets/{kind}/lines/{line}/"
                answer = who.client.patch(line, {"quantity": chance.choice(["2.00", "0.125"])}, **options) if chance.random() < 0.6 else who.client.delete(line, **options)
            case 7:
                answer = who.client.post(f"{path}{chance.choice(['accept-quote/', 'quote/revise/'])}", {}, **options)
            case 8:
                answer = who.client.delete(path, **options) if chance.random() < 0.5 else who.client.post(f"{path}restore/", {}, **options)
            case 9:
                record = chance.choice([f"clients/{one['id']}/" for one in customers] + [f"clients/{one['client_id']}/contacts/{one['id']}/" for one in contacts])
                answer = who.client.patch(f"/api/{record}", {"name": chance.word() + "x"}, if_match=who.client.get(f"/api/{record}").etag)
            case 10:
                changes = who.client.get(f"{path}changes/")
                made = chance.choice(changes.json["changes"])["change_id"] if changes.status == 200 else job
                answer = who.client.post(f"{path}undo/", {"change_id": made}, **options)
        assert answer.status < 500, answer.explain()
        if answer.status < 300 and job in (answer.etag or "") and answer.etag not in tags[job]:
            tags[job].append(answer.etag)
    for job in jobs:
        for view in VIEWS:
            expect(office.get(f"/api/jobs/{job}/{view}"), 200, 404)
        for etag in tags[job]:
            expect(office.patch(f"/api/jobs/{job}/", {"notes": "from an old version"}, if_match=etag), 200, 404, 412)

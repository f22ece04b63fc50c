"""The public register and the biennial report, over two nodes: what everybody sees, and when."""

import csv
import datetime
import io
import json
import subprocess

import pytest
from bodies import Body
from federation import BIN, Refused

SECRETS = {"payer": "Marker-Payer", "email": "marker-contact@example.org",
           "safeguards": "Marker-Safeguards", "person": "Marker-Person"}


@pytest.fixture(scope="module")
def submitted(world):
    """An application whose confidential texts are marks."""
    study = world.study(id="register")
    draft = world.draft(study, title={"en": "Register: = a title, with \"quotes\""},
                        summary={"en": "Does the register show it?"},
                        safeguards=SECRETS["safeguards"])
    draft["study"]["id"] = "register"
    draft["contact"].update(name=SECRETS["person"], email=SECRETS["email"])
    draft["persons"][0]["name"] = SECRETS["person"]
    draft["answers"] = {**draft["answers"], "payer_name": SECRETS["payer"]}
    return world.fr.run("application", "submit", world.file("register.json", draft),
                        user="marie")["application"]


def page(node, path, accept="application/json"):
    with node.get(path, accept=accept) as answer:
        assert answer.status == 200, answer.read()
        return answer.read().decode()


def entry(node, application):
    return json.loads(page(node, f"/register/{application}"))


def numbers_at(node, application):
    return json.loads(page(node, f"/register/{application}/numbers"))["rounds"]




def refuse(world, application, reason):
    body = Body(world.fr, world.data)
    body.prepare(application, world.as_applicant(application))
    body.act("decider", "decide", application, "--refuse", "--reason", reason)


def test_an_application_is_in_the_register_as_soon_as_it_is_received(world, submitted):
    shown = entry(world.fi, submitted)
    assert shown["state"] == "submitted"
    assert shown["title"] == {"en": "Register: = a title, with \"quotes\""}
    assert [d["id"] for d in shown["datasets"]] == ["https://fi.example/dataset/t"]
    duty = shown["duties"][0]
    assert duty["rule"] == "57-1-j-ii" and duty["published_at"] < duty["due"]
    assert duty["is_late"] is False
    assert shown["decisions"] == []


def test_a_refusal_is_shown_with_its_reason(world, submitted):
    refuse(world, submitted, "The purpose is not shown, said in public.")
    shown = entry(world.fr, submitted)
    decision = shown["decisions"][0]
    assert decision["outcome"] == "refused"
    assert decision["reason"] == "The purpose is not shown, said in public."
    assert "title_in_force" not in shown
    duty = next(d for d in shown["duties"] if d["what"] == "decision")
    assert duty["rule"] == "57-1-j-iii" and not duty["is_late"] and duty["published_at"]
    # The other body decides for itself.
    assert entry(world.fi, submitted)["decisions"] == []


def test_a_permit_is_shown_with_its_period(world, granted):
    _, application, permits = granted
    shown = entry(world.fi, application)
    assert shown["decisions"][0]["outcome"] == "granted"
    assert shown["title_in_force"]["id"] == permits["fi"]


def test_a_revocation_is_in_the_register(world):
    study = world.study(id="measure")
    application = world.apply(study)
    permits = world.grant(application)
    world.revoke(world.fi, application, permits["fi"], "The data were copied.")
    shown = entry(world.fi, application)
    assert [(m["what"], m["reason"]) for m in shown["measures"]] == [
        ("revoked", "The data were copied.")]
    assert shown["state"] == "revoked"


def test_exports_parse_and_hold_every_entry(world, submitted):
    listed = json.loads(page(world.fr, "/register"))
    rows = list(csv.DictReader(io.StringIO(page(world.fr, "/register?format=csv"))))
    assert len(rows) == listed["total"]
    row = next(r for r in rows if r["application"] == submitted)
    assert row["title"] == "Register: = a title, with \"quotes\""
    turtle = world.data / "register.ttl"
    turtle.write_text(page(world.fr, "/register", accept="text/turtle"))
    lines = subprocess.run([BIN / "passerelle", "rdf", "convert", turtle, "--to", "nt"],
                           capture_output=True, text=True, check=True).stdout.splitlines()
    assert len({line.split()[0] for line in lines}) == listed["total"]
    assert page(world.fr, "/register?format=turtle") == page(world.fr, "/register?format=turtle")
    file = world.data / "register.csv"
    world.fr.run("register", "export", "--format", "csv", "--out", file)
    assert submitted in file.read_text()


def test_nothing_confidential_is_in_any_public_text(world, submitted):
    kept = json.dumps(world.fr.run("case", "show", submitted, user="desk"))
    assert all(mark in kept for mark in SECRETS.values())
    for node in (world.fr, world.fi):
        for path in ("/register", "/register?format=csv", "/register?format=turtle",
                     f"/register/{submitted}", "/register/statistics", "/register/information"):
            text = page(node, path)
            for mark in (*SECRETS.values(), "marie@fr", "marie@example.org", "decider@"):
                assert mark not in text, (path, mark)


@pytest.mark.parametrize("query, found", [
    ("country=FR", True), ("country=FI", False), ("q=REGISTER%3A", True), ("q=nowhere", False),
    ("purpose=53-1-e-i", True), ("purpose=53-1-a", False),
    ("dataset=https://fr.example/dataset/t", True), ("dataset=https://fi.example/dataset/t", False),
    ("state=submitted", False)])
def test_filters(world, submitted, query, found):
    entries = json.loads(page(world.fr, f"/register?{query}"))["entries"]
    # Marie's other applications to fr stay as they are; this one was refused.
    assert (submitted in {e["application"] for e in entries}) is found


@pytest.mark.parametrize("path, status", [
    ("/register/nobody-1", 404), ("/register?page=0", 400), ("/register?page=9999", 404),
    ("/register?format=pdf", 400)])
def test_what_the_register_does_not_have_is_refused(world, path, status):
    assert world.fr.get(path).status == status


def test_nobody_speaks_image_or_pdf_to_the_register(world):
    assert world.fr.get("/register", accept="image/png").status == 406


def test_the_information_of_article_58(world):
    told = json.loads(page(world.fr, "/register/information"))
    assert told["legal_basis"][0] == "Regulation (EU) 2025/327, chapter IV"
    assert told["body"]["country"] == "FR" and told["body"]["contact"] is None
    assert told["fees"]["currency"] == "EUR" and told["appeal"]
    assert told["publication"]["decision"] == "30 working days"


def test_the_biennial_report_counts_these_cases(world, submitted, granted):
    tomorrow = datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=1)
    told = world.fr.run("report", "biennial", "--from", "2020-01-01", "--to", str(tomorrow))
    listed = json.loads(page(world.fr, "/register"))["total"]
    assert told["a"]["submitted"] == listed
    assert told["a"]["decisions"]["refused"] >= 1 and told["a"]["decisions"]["granted"] >= 1
    assert told["h"]["access"]["count"] >= 1
    assert told["c"] == {"counts": {}, "recorded": []}


def test_what_no_case_tells_is_recorded_for_the_report(world):
    audit = {"kind": "user_audit", "day": "2021-05-03", "text": "Two users, no finding.",
             "count": 2}
    for words in (("--kind", "user_audit", "--text", audit["text"], "--count", 2),
                  ("--kind", "fine", "--text", "Data were copied.", "--cents", 1_000_000,
                   "--currency", "EUR")):
        world.fr.run("report", "record", "--day", "2021-05-03", *words)
    told = world.fr.run("report", "biennial", "--from", "2021-01-01", "--to", "2022-01-01")
    assert told["c"] == {"counts": {"user_audit": 2}, "recorded": [audit]}
    assert told["b"]["fines_cents"] == {"EUR": 1_000_000}
    assert audit in world.fr.run("report", "activities")["activities"]
    for words, code in ((("--kind", "party"), "base.malformed"),
                        (("--kind", "fine"), "base.malformed")):
        with pytest.raises(Refused) as refused:
            world.fr.run("report", "record", "--day", "2021-05-03", "--text", "x", *words)
        assert refused.value.problem["code"] == code
    with pytest.raises(Refused) as refused:
        world.fr.run("report", "record", "--kind", "engagement", "--day", "2021-05-03", "--text",
                     "x", user="marie")
    assert refused.value.problem["code"] == "service.not_allowed"


def test_the_report_is_not_for_applicants(world):
    with pytest.raises(Refused) as refused:
        world.fr.run("report", "biennial", "--from", "2020-01-01", "--to", "2022-01-01",
                     user="marie")
    assert refused.value.problem["code"] == "service.not_allowed"
    with pytest.raises(Refused) as refused:
        world.fr.run("report", "biennial", "--from", "2022-01-01", "--to", "2020-01-01")
    assert refused.value.problem["code"] == "service.bad_request"


@pytest.fixture
def by_publisher(world):
    """fr lets a publisher say when the register shows a case."""
    world.fr.stop()
    world.fr.start(PASSERELLE_REGISTER_PUBLISH="by_publisher")
    yield world
    world.fr.stop()
    world.fr.start()


def test_where_a_publisher_decides_an_entry_only_says_that_it_is_due(by_publisher):
    world = by_publisher
    world.fr.add_person("pia", "publisher")
    study = world.study(id="not-yet")
    application = world.title(study, title={"en": "Not yet in public"})
    world.submit(study, application, "--wait")
    assert numbers_at(world.fi, application) and not numbers_at(world.fr, application)
    shown = entry(world.fr, application)
    assert sorted(shown) == ["application", "body", "country", "duties", "history"]
    assert "published_at" not in shown["duties"][0] and shown["duties"][0]["due"]
    assert application not in {
        e["application"] for e in json.loads(page(world.fr, "/register?q=Not+yet"))["entries"]}
    world.fr.run("case", "publish", application, "--rule", "57-1-j-ii", "--reference",
                 "register/1", user="pia")
    shown = entry(world.fr, application)
    assert shown["title"] == {"en": "Not yet in public"}
    assert shown["history"][0]["reference"] == "register/1"
    assert numbers_at(world.fr, application)


def test_everybody_reads_every_number_that_left_for_a_study(world):
    study = world.study(id="numbers")
    application = world.title(study)
    assert numbers_at(world.fi, application) == []
    run = world.submit(study, application, "--wait")["run"]
    rounds = numbers_at(world.fi, application)
    told = rounds[0]
    assert {told["run"] for told in rounds} == {run}
    assert told["requesting_node"] == "fr"
    assert told["study"]["id"] == "numbers" and told["rules"]["min_cell"] == 5
    counts = {count["what"]["en"]: count for count in told["counts"]}
    rows = world.rows(world.fi)
    assert counts["Rows of the analysis set"]["rows"] == len(rows)
    assert counts["Rows of the analysis set, arm: New"]["persons"] == len(
        {row["id"] for row in rows if row["arm"] == "New"})
    # What is below the minimum did not leave, and is in no list.
    assert all(count["persons"] == 0 or count["persons"] >= 5 for count in told["counts"])
    assert all(sum["what"]["fr"] and sum["numbers"] for sum in told["sums"])
    assert world.fi.run("register", "numbers", application)["rounds"] == rounds


@pytest.mark.parametrize("page, status", [("1", 200), ("2", 404), ("0", 400), ("first", 400)])
def test_numbers_are_told_by_pages(world, submitted, page, status):
    with world.fi.get(f"/register/{submitted}/numbers?page={page}") as answer:
        assert answer.status == status


def test_numbers_of_an_application_that_is_not_there_are_not_found(world):
    with world.fi.get("/register/nothing/numbers") as answer:
        assert answer.status == 404

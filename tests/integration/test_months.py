"""What takes weeks and months at a body: three nodes whose clock the test moves."""

import collections
import csv
import datetime
import json

import pytest
from bodies import Body
from conftest import FI, FR, World
from federation import Federation, Refused
from form_answers import complete
from moved_clock import MovedClock
from test_paths import PSEUDONYMISED

DE = {"id": "de", "country": "DE", "kind": "national_platform", "name": "FDZ Gesundheit"}
TWO_YEARS = 730


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    data = tmp_path_factory.mktemp("months")
    with Federation([FR, FI, DE], {n["id"]: {"min_cell": 5} for n in (FR, FI, DE)}) as federation:
        clock = MovedClock(data)
        made = World(federation, data, (1000, 2000, 3000), clock)
        made.set_up(TWO_YEARS, PASSERELLE_PEOPLE_LOGIN_HOURS=str(24 * TWO_YEARS),
                    **clock.variables)
        yield made


@pytest.fixture
def apply(world):
    """Applies to the nodes named, with a study that takes what is there."""
    def made(nodes, kind="request_approval", answers=(), **changes):
        study = {**world.study(id=changes.pop("id", "months")),
                 "quorum": {"min_nodes": 1, "on_absent": "leave_out"}}
        study["sources"][0]["datasets"] = [world.dataset(node) for node in nodes]
        ids = {node.id for node in nodes}
        draft = world.draft(study, kind=kind, **changes)
        draft["datasets"] = [d for d in draft["datasets"] if d["node"] in ids]
        draft["peers"] = sorted(ids)
        draft["countries"] = {country: part for country, part in draft["countries"].items()
                              if ids & set(part["nodes"])}
        draft["answers"].update(answers)
        draft["valid_until"] = text(world.now() + datetime.timedelta(days=365))
        complete(draft, lambda application: world.fr.run(
            "application", "check", world.file("checked.json", application))["problems"])
        sent = world.fr.run("application", "submit", world.file("months.json", draft),
                            user="marie")
        return study, sent["application"]
    return made


def text(when):
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def day(text_):
    return datetime.datetime.fromisoformat(text_.replace("Z", "+00:00"))


def part_of(world, application, node):
    shown = world.fr.run("application", "show", application, "--refresh", user="marie")
    return next(part for part in shown["parts"] if part["node"] == node.id)


def clock_of(part, rule):
    return next(c for c in part["clocks"] if c["rule"] == rule)


def entry(node, application):
    with node.get(f"/register/{application}", accept="application/json") as answer:
        return json.loads(answer.read())


def done(part):
    return {step["id"] for step in part["steps"] if step["done"]}


def answer(world, application, node, value):
    questions = part_of(world, application, node)["request"]["questions"]
    answers = [{"field": q["field"], "value": value,
                **({"country": q["country"]} if "country" in q else {})} for q in questions]
    world.as_applicant(application)("answer", "--node", node.id, "--file",
                                    world.file("answers.json", answers))


def result_of(world, study, application):
    run = world.submit(study, application, "--wait")["run"]
    return json.loads((world.result(run) / "result.json").read_text())


def persons_by_arm(result):
    counts = next(a for a in result["analyses"] if a["id"] == "n")["pooled"]["by"]
    return {arm: told["persons"] for arm, told in counts.items()}


def counted_in_files(world, nodes):
    counts = collections.Counter()
    for node in nodes:
        with open(world.data / f"{node.id}.csv", newline="") as rows:
            counts.update(row["arm"] for row in csv.DictReader(rows))
    return dict(counts)


def test_three_bodies_decide_each_in_its_time_and_what_is_granted_is_of_use_at_once(world, apply):
    """Scenario 1."""
    fr, fi, de = world.nodes
    study, application = apply([fr, fi, de], "data_permit", PSEUDONYMISED)
    applicant = world.as_applicant(application)
    bodies = {node.id: Body(node, world.data) for node in world.nodes}

    def act(node, user, name, *words):
        return bodies[node.id].act(user, name, application, *words)

    # Day 1: all are complete but Germany, which asks.
    for node in (fr, fi, de):
        act(node, "desk", "take")
    act(fr, "desk", "complete")
    act(fr, "desk", "ask-opinion", "--step", "cesrees")
    act(fi, "desk", "complete")
    bodies["de"].bring(application, {"id": "registration", "by": "fdz"})
    act(de, "desk", "ask", "--question", "need: Why is the age needed?")
    seen = {node.id: part_of(world, application, node) for node in world.nodes}
    assert {name: part["state"] for name, part in seen.items()} == {
        "fr": "awaiting_opinion", "fi": "processing", "de": "awaiting_additional_information"}
    # Three clocks: three months for two of them, four weeks for the applicant at the third.
    assert clock_of(seen["fr"], "decision")["standing"] == "running"
    assert clock_of(seen["fi"], "decision")["standing"] == "running"
    assert not [c for c in seen["de"]["clocks"] if c["rule"] == "decision"]
    assert clock_of(seen["de"], "completion")["waits_for"] == "applicant"

    # Two weeks later the answer, which opens another question; both inside one window of four weeks.
    world.clock.move(days=14)
    window = clock_of(part_of(world, application, de), "completion")["due"]
    answer(world, application, de, "Survival depends on it.")
    act(de, "desk", "ask", "--question", "need: In which groups of age?")
    assert clock_of(part_of(world, application, de), "completion")["due"] == window
    world.clock.move(days=7)
    answer(world, application, de, "Survival depends on it; in groups of ten years.")
    act(de, "desk", "complete")

    # A month after the day it was complete the committee's silence is in favour.
    world.clock.move(days=14)
    assert "cesrees" in done(part_of(world, application, fr))
    assert part_of(world, application, fr)["state"] != "awaiting_opinion"
    applicant("choose", "go_on", "--node", "fr")
    act(fr, "desk", "ask-authorisation", "--step", "cnil")

    # Finland grants two months after the application; its data can be used alone.
    world.clock.move(days=24)
    for step in bodies["fi"].steps(application):
        if not step["done"] and step["type"] != "decision":
            bodies["fi"].do(application, step, applicant)
    bodies["fi"].grant(application, "Art. 68(1)")
    applicant("accept", "--node", "fi")
    met = clock_of(part_of(world, application, fi), "decision")
    assert met["standing"] == "met"
    alone = result_of(world, study, application)
    assert [n["id"] for n in alone["nodes"]] == ["fi"]
    assert [n["country"] for n in alone["absent"]["nodes"]] == ["DE", "FR"]
    assert persons_by_arm(alone) == counted_in_files(world, [fi])
    assert alone["absent"]["datasets"] == [world.dataset(de), world.dataset(fr)]

    # France gets its authorisation, Germany decides: the table is of all three.
    bodies["fr"].bring(application, {"id": "cnil", "by": "cnil"})
    for node in (fr, de):
        for step in bodies[node.id].steps(application):
            if not step["done"] and step["type"] != "decision":
                bodies[node.id].do(application, step, applicant)
        bodies[node.id].grant(application, "Art. 68(1)")
        applicant("accept", "--node", node.id)
    together = result_of(world, study, application)
    assert [n["id"] for n in together["nodes"]] == ["de", "fi", "fr"]
    assert "absent" not in together
    assert persons_by_arm(together) == counted_in_files(world, world.nodes)


def test_a_file_that_stays_incomplete_is_closed_and_the_register_says_so(world, apply):
    """Scenario 2."""
    fi = world.fi
    _, application = apply([fi])
    Body(fi, world.data).act("desk", "take", application)
    Body(fi, world.data).act("desk", "ask", application, "--question", "need: Why the age?")
    due = day(clock_of(part_of(world, application, fi), "completion")["due"])
    world.clock.move_to(due - datetime.timedelta(hours=1))
    assert part_of(world, application, fi)["state"] == "awaiting_additional_information"
    world.clock.move_to(due)
    part = part_of(world, application, fi)
    assert part["state"] == "closed_incomplete"
    assert "fee" not in part
    assert entry(fi, application)["state"] == "closed_incomplete"
    with pytest.raises(Refused):
        Body(fi, world.data).act("desk", "complete", application)


def test_more_time_is_taken_with_reasons_or_not_at_all(world, apply):
    """Scenario 3."""
    fi = world.fi
    _, application = apply([fi], "data_permit")
    body = Body(fi, world.data)
    body.act("desk", "take", application)
    body.act("desk", "complete", application)
    before = clock_of(part_of(world, application, fi), "decision")
    for reason in ("", "   "):
        with pytest.raises(Refused) as refused:
            body.act("assessor", "extend", application, "--clock", "decision", "--reason", reason)
        assert refused.value.problem["code"] == "case_event.reason_missing"
    assert clock_of(part_of(world, application, fi), "decision") == before
    body.act("assessor", "extend", application, "--clock", "decision", "--reason",
             "The holder must be heard.")
    # The notice needs no asking: it is sent in the act.
    shown = world.fr.run("application", "show", application, user="marie")
    told = clock_of(shown["parts"][0], "decision")
    start = day(before["started"]).date()
    assert day(told["due"]) > day(before["due"])
    # Three months and three months more (Art. 68(4)); never a seventh.
    assert 180 <= (day(told["due"]).date() - start).days <= 190
    with pytest.raises(Refused) as refused:
        body.act("assessor", "extend", application, "--clock", "decision", "--reason", "Again.")
    assert refused.value.problem["code"].startswith("case_event.")
    sent = [m for m in fi.run("message", "list")["sent"] if m.get("application") == application]
    assert any(m["type"] == "due_date_changed" for m in sent)


def test_a_publication_that_is_late_is_seen_to_be_late(world, apply):
    """Scenario 11."""
    fi = world.fi
    _, application = apply([fi])
    fi.stop()
    variables = {"PASSERELLE_PEOPLE_LOGIN_HOURS": str(24 * TWO_YEARS), **world.clock.variables}
    fi.start(PASSERELLE_REGISTER_PUBLISH="by_publisher", **variables)
    try:
        Body(fi, world.data).refuse(application, "The purpose is not shown.")
        duty = next(d for d in entry(fi, application)["duties"] if d["what"] == "decision")
        assert not duty["is_late"]
        world.clock.move_to(day(duty["due"]) - datetime.timedelta(minutes=5))
        duty = next(d for d in entry(fi, application)["duties"] if d["what"] == "decision")
        assert not duty["is_late"]
        world.clock.move_to(day(duty["due"]))
        duty = next(d for d in entry(fi, application)["duties"] if d["what"] == "decision")
        assert duty["is_late"]
        with fi.get("/register?format=csv") as answer:
            rows = csv.DictReader(answer.read().decode().splitlines())
        assert next(r for r in rows if r["application"] == application)["decision_late"] == "late"
    finally:
        fi.stop()
        fi.start(**variables)


def test_the_biennial_report_equals_figures_counted_by_hand(world, apply):
    """Scenario 13. Five applications at Finland; the days are those of the moved clock."""
    fi = world.fi
    body = Body(fi, world.data)
    first_day = (world.now() + datetime.timedelta(days=2)).date()
    world.clock.move_to(datetime.datetime.combine(first_day, datetime.time(9),
                                                  datetime.timezone.utc))

    def decided(application, cents=0):
        applicant = world.as_applicant(application)
        body.act("desk", "take", application)
        for step in body.steps(application):
            if step["type"] == "fee":
                body.act("desk", "fee", application, "--step", step["id"], "--cents", cents,
                         "--currency", "EUR")
                applicant("fee", "--accept", "--node", "fi")
            elif step["type"] != "decision":
                body.do(application, step, applicant)
        body.grant(application, "Art. 68 and 69")
        applicant("accept", "--node", "fi")

    study, request = apply([fi], id="report-request")
    _, permit = apply([fi], "data_permit", id="report-permit")
    _, refused = apply([fi], id="report-refused")
    _, withdrawn = apply([fi], id="report-withdrawn")
    apply([fi], id="report-waiting")
    world.as_applicant(withdrawn)("withdraw")
    # The request is answered on the 10th day, the permit given on the 30th; both data are in place.
    world.clock.move(days=10)
    decided(request)
    assert world.submit(study, request, "--wait")["status"] == "finished"
    world.as_applicant(request)("publish", "--node", "fi", "--reference",
                                "https://doi.example/10.1/1", "--summary",
                                world.file("summary.json", {"en": "Both arms live as long."}))
    found = entry(fi, request)["results"][0]
    assert found["summary"] == {"en": "Both arms live as long."}
    world.clock.move(days=20)
    decided(permit, cents=150_000)
    body.refuse(refused, "The purpose is not shown.")
    title = part_of(world, permit, fi)["permit"]["body"]["id"]
    world.revoke(fi, permit, title, "The data were copied.")
    last_day = first_day + datetime.timedelta(days=31)
    world.clock.move(days=2)

    told = fi.run("report", "biennial", "--from", str(first_day), "--to", str(last_day))
    assert told["a"]["submitted"] == 5
    assert told["a"]["by_path"] == {"data_permit": 1, "request_approval": 4}
    assert told["a"]["by_applicant"] == {"research_organisation": 5}
    assert told["a"]["by_purpose"] == {"53-1-e-i": 5}
    assert told["a"]["decisions"] == {"granted": 2, "refused": 1}
    assert [r["reference"] for r in told["a"]["results"]] == ["https://doi.example/10.1/1"]
    assert told["b"]["acts"] == {"results_published": 1, "revoked": 1}
    assert told["b"]["missed_by_users_and_holders"] == {}
    assert told["g"]["accepted_cents"] == {"EUR": 150_000}
    # Of 10 and 30 days.
    assert told["h"]["access"] == {"count": 2, "average": 20, "median": 20, "percentile_90": 30}
    assert told["h"]["by_path"] == {
        "data_permit": {"count": 1, "average": 30, "median": 30, "percentile_90": 30},
        "request_approval": {"count": 1, "average": 10, "median": 10, "percentile_90": 10}}
    # Each step of both was done on the day that it could begin, but the one that was waited for.
    steps = {row["step"]: row for row in told["h"]["by_step"]}
    assert steps["assessment"]["count"] == 2 and steps["assessment"]["percentile_90"] == 0
    assert steps["completeness"]["count"] == 3
    assert told["j"]["results_published"] == 1
    # A period in which nothing happened.
    later = last_day + datetime.timedelta(days=1)
    nothing = fi.run("report", "biennial", "--from", str(last_day), "--to", str(later))
    assert nothing["a"]["submitted"] == 0 and nothing["h"]["access"]["average"] is None
    waited = {(row["role"], row["late"] > 0): row["count"] for row in nothing["waited_for"]}
    assert waited

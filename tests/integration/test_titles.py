"""Amendments and renewals: asked for by the user, decided by the body, each with a new permit."""

import datetime
import hashlib
import json

import pytest
import support
from bodies import Body
from federation import Refused
from test_messages import in_state, part, until


def far(days):
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return end.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def digest(value):
    return hashlib.sha256(support.canonical(value).encode()).hexdigest()


def apply(world, name, organisation="U", days=400, **changes):
    """An application whose title could be renewed; a study and an organisation of its own."""
    study = world.study(id=name)
    applicant = {"name": "Marie", "organisation": organisation, "public_body": True,
                 "category": "research_organisation"}
    return study, world.apply(study, valid_until=far(days), applicant=applicant, **changes)


def ask(world, application, node, change, *words):
    """What the applicant asks for, and how its message fared."""
    answer = world.as_applicant(application)(change, "--node", node.id, "--reason",
                                             "There is more to do.", *words)
    return answer["sent"][0]


def amend(world, node, application, amendment, reason="Fewer runs are enough.", user="decider"):
    return node.run("case", "amend", application, "--file", world.file("amend.json", amendment),
                    "--reason", reason, user=user)


def renew(node, application, days, user="decider"):
    return node.run("case", "renew", application, "--until", far(days), "--reason",
                    "The study goes on.", user=user)


def refusal(code, act, *words, **more):
    with pytest.raises(Refused) as refused:
        act(*words, **more)
    assert refused.value.problem["code"] == code, refused.value
    return refused.value.problem.get("detail", "")


def register(node, application):
    with node.get(f"/register/{application}", accept="application/json") as answer:
        return json.loads(answer.read())


@pytest.fixture(scope="module")
def titled(world):
    """Granted by both bodies for more than a year: (study, application, permits)."""
    study, application = apply(world, "titles")
    return study, application, world.grant(application)


def test_nothing_is_amended_or_renewed_that_nobody_asked_for(world, titled):
    _, application, _ = titled
    refusal("case_event.change_not_asked", amend, world, world.fi, application, {"runs_max": 3})
    refusal("case_event.change_not_asked", renew, world.fi, application, 500)
    refusal("case_event.change_not_asked", world.fi.run, "case", "refuse-change", application,
            "--change", "renewal", "--reason", "No.", user="decider")


def test_a_title_that_was_not_given_is_not_changed(world):
    _, application = apply(world, "not-given")
    assert "case_event.impossible_now" in ask(world, application, world.fi, "amend")["reason"]
    refusal("service.conflict", amend, world, world.fi, application, {"runs_max": 3})


def test_an_amendment_is_refused_when_it_is_none_that_could_be(world, titled):
    _, application, _ = titled
    assert ask(world, application, world.fi, "amend", "--file",
               world.file("wish.json", {"runs_max": 3}))["state"] == "delivered"
    again = ask(world, application, world.fi, "amend")
    assert again["state"] == "refused" and "case_event.change_asked" in again["reason"]
    for amendment, code in (
            ({"valid_until": far(500)}, "case_event.bad_title"),
            ({"prohibitions": []}, "base.malformed"),
            ({}, "base.malformed"),
            ({"runs_max": 0}, "permit.invalid"),
            ({"persons": [{"id": "ines@fi", "name": "Ines", "principal_investigator": True,
                           "assurance": "low"}]}, "permit.invalid")):
        refusal(code, amend, world, world.fi, application, amendment)
    refusal("service.not_allowed", amend, world, world.fi, application, {"runs_max": 3},
            user="assessor")
    refusal("base.malformed", amend, world, world.fi, application, {"runs_max": 3}, reason=" ")
    assert part(world, application, world.fi)["changes_asked"].keys() == {"amendment"}


def test_an_amendment_gives_a_new_permit_and_the_old_one_no_longer_works(world, titled):
    study, application, permits = titled
    old = permits["fi"]
    asked = part(world, application, world.fi)["changes_asked"]["amendment"]
    decided = amend(world, world.fi, application, {"runs_max": 3})
    new = decided["permit"]
    assert new != old and decided["state"] == "amended"

    kept = world.fi.run("permit", "show", old)
    assert kept["state"] == "superseded" and new in kept["reason"]
    told = in_state(world, application, world.fi, "amended")
    assert "changes_asked" not in told and told["since"] >= asked
    permit, change = told["permit"]["body"], told["change"]["body"]
    assert (permit["id"], permit["predecessor"], permit["version"]) == (new, old, 2)
    assert permit["runs_max"] == 3 and permit["valid_until"] == kept["permit"]["valid_until"]
    assert permit["decision_digest"] == digest(change)
    assert change["decider"] == "decider" and change["permit"] == old

    status, problem = world.order(study, old, "fr-old")
    assert (status, problem["code"]) == (403, "permit.superseded")
    assert new in problem["detail"]
    assert world.order(study, new, "fr-new")[0] == 202
    world.submit(study, application, "--wait")

    shown = register(world.fi, application)
    assert shown["title_in_force"]["id"] == new
    assert [(c["what"], c["reason"]) for c in shown["changes"]] == [
        ("amended", "Fewer runs are enough.")]
    # The other body's title is as it was.
    assert world.fr.run("permit", "show", permits["fr"])["state"] == "active"


def test_a_refused_change_is_told_with_its_reason_and_can_be_asked_for_again(world, titled):
    _, application, _ = titled
    ask(world, application, world.fr, "amend")
    world.fr.run("case", "refuse-change", application, "--change", "amendment", "--reason",
                 "The terms are enough.", user="decider")
    told = until(lambda: (p := part(world, application, world.fr)).get("change") and p)
    assert told["change"]["body"]["outcome"] == "refused"
    assert told["change"]["body"]["reason"] == "The terms are enough."
    assert "changes_asked" not in told
    assert register(world.fr, application)["changes"][-1]["what"] == "change_refused"
    assert ask(world, application, world.fr, "amend")["state"] == "delivered"


def test_nobody_who_acted_for_the_body_joins_by_an_amendment(world, titled):
    """fr is both the node that applied and a body: its assessor is an account of fr."""
    _, application, _ = titled
    persons = [{"id": f"{name}@fr", "name": name, "principal_investigator": name == "marie",
                "assurance": "low"} for name in ("marie", "assessor")]
    refusal("case_event.applicant_side", amend, world, world.fr, application, {"persons": persons})
    persons[1].update(id="ines@fr", name="Ines")
    amend(world, world.fr, application, {"persons": persons}, reason="Ines joins.")
    told = in_state(world, application, world.fr, "amended")
    assert [p["id"] for p in told["permit"]["body"]["persons"]] == ["marie@fr", "ines@fr"]


def test_what_runs_under_a_permit_stops_when_another_takes_its_place(world):
    study, application = apply(world, "replaced")
    permits = world.grant(application, {"review": "human"})
    run = world.submit(study, application)["run"]
    world.wait_for_output(world.fi, run)
    ask(world, application, world.fi, "amend")
    amend(world, world.fi, application, {"runs_max": 7})
    assert not [o for o in world.fi.run("output", "list", user="checker")["outputs"]
                if o["run"] == run]
    failed = [e["subject"] for e in world.log(world.fi)
              if e["event"] == "order_failed" and e["subject"]["run"] == run]
    assert [f["reason"] for f in failed] == ["permit.superseded"]
    assert world.fi.run("permit", "show", permits["fi"])["state"] == "superseded"


def test_a_renewal_less_than_a_month_before_the_end_is_refused(world, granted):
    _, application, _ = granted  # ends within days
    said = ask(world, application, world.fi, "renew")
    assert said["state"] == "refused"
    assert "case_event.renewal_too_late" in said["reason"]
    refusal("case_event.change_not_asked", renew, world.fi, application, 500)


def test_a_title_is_renewed_once(world, titled):
    study, application, _ = titled
    before = part(world, application, world.fi)["permit"]["body"]
    assert ask(world, application, world.fi, "renew")["state"] == "delivered"
    refusal("case_event.bad_title", renew, world.fi, application, 300)  # adds no time
    refusal("case_event.bad_title", renew, world.fi, application, 400 + 3660)
    renewed = renew(world.fi, application, 700)["permit"]
    told = in_state(world, application, world.fi, "renewed")
    permit = told["permit"]["body"]
    assert (permit["id"], permit["predecessor"]) == (renewed, before["id"])
    assert permit["renewal"] is True
    assert permit["valid_from"] == before["valid_from"]
    assert permit["valid_until"] > before["valid_until"]
    assert permit["runs_max"] == before["runs_max"]
    # What is approved anew leaves out whoever has opted out since.
    assert permit["opt_out"]["snapshot"] == told["change"]["body"]["at"]
    assert permit["opt_out"]["snapshot"] > before["opt_out"]["snapshot"]
    status, problem = world.order(study, before["id"], "fr-before")
    assert (status, problem["code"]) == (403, "permit.superseded")
    # Runs count on: "fr-new" and the study were under permits before this one.
    assert world.order(study, renewed, "fr-renewed")[0] == 202
    status, problem = world.order(study, renewed, "fr-fourth")
    assert (status, problem["code"]) == (403, "permit.runs_exhausted")

    # What the run gave is in use, and a title in use could be renewed: only not twice.
    until(lambda: world.fi.run("case", "show", application, user="decider")["view"]["state"]
          == "in_use")
    again = ask(world, application, world.fi, "renew")
    assert again["state"] == "refused" and "case_event.already_renewed" in again["reason"]
    refusal("case_event.change_not_asked", renew, world.fi, application, 900)
    # Nor after an amendment since.
    ask(world, application, world.fi, "amend")
    amend(world, world.fi, application, {"runs_max": 9})
    again = ask(world, application, world.fi, "renew")
    assert "case_event.already_renewed" in again["reason"]
    assert part(world, application, world.fi)["permit"]["body"]["renewal"] is True


def test_a_decision_on_a_change_is_a_page_for_both_sides_and_is_told_to_the_other_bodies(
        world, titled, tmp_path):
    """After the renewal and the amendment above."""
    application = titled[1]
    page = tmp_path / "change.html"
    world.fr.run("application", "document", application, "change", "--node", "fi", "--lang", "fr",
                 "--out", page, user="marie")
    assert "Modification d’une autorisation" in page.read_text()
    assert "Fewer runs are enough." in page.read_text()
    world.fi.run("case", "document", application, "change", "--out", page, user="decider")
    assert "Amendment of a permit" in page.read_text()
    signed = tmp_path / "change.json"
    world.fi.run("case", "document", application, "change", "--signed", "--out", signed,
                 user="decider")
    assert json.loads(signed.read_text())["passerelle"] == "change_decision/1"
    _, unchanged = apply(world, "unchanged")
    refusal("service.not_found", world.fi.run, "case", "document", unchanged, "change", "--out",
            page, user="decider")

    def changes():
        shown = world.fr.run("case", "show", application, user="decider")["other_decisions"]
        return [(d["change"], d["outcome"]) for d in shown if d["node"] == "fi" and "change" in d]
    heard = until(lambda: ("renewal", "granted") in changes() and changes())
    assert heard[-1] == ("amendment", "granted")

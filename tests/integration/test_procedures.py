"""How a body decides: what an application of today would see, and the body's own procedure."""

import copy
import json

import pytest
from conftest import FI
from federation import Federation, Refused, command


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("procedures") / "fi"
    command("init", "--id", "fi", "--country", "FI", "--kind", "national_platform", "--name",
            "Findata", home=folder)
    return folder


def test_the_dates_of_a_data_permit_in_france(home):
    seen = command("case", "simulate", "--country", "FR", "--kind", "data_permit", "--start",
                   "2029-04-02T09:00:00Z", home=home)
    latest = {s["id"]: s["latest_day"] for s in seen["steps"]}
    earliest = {s["id"]: s["earliest_day"] for s in seen["steps"]}
    # 2 April 2029 is Easter Monday, the day of submission, which does not count: taken up within
    # ten working days, by 16 April, and complete after seven more, by 25 April.
    assert earliest["completeness"] == "2029-04-25"
    # One month ends on Friday 25 May.
    assert earliest["cesrees"] == "2029-05-25"
    assert next(s for s in seen["steps"] if s["id"] == "cesrees")["what"] == "opinion, CESREES"
    assert latest["decision"] > earliest["decision"]


def test_without_words_it_is_a_request_in_the_nodes_own_country(home):
    seen = command("case", "simulate", home=home)
    assert (seen["country"], seen["kind"]) == ("FI", "request_approval")
    assert any(s["id"] == "request_decision" for s in seen["steps"])


def test_every_country_has_a_procedure_and_croatia_is_an_explicit_unknown(home):
    known = {p["country"]: p for p in command("case", "procedure", home=home)["procedures"]}
    assert sorted(known) == ["BE", "DE", "DK", "EU", "FI", "FR", "HR", "HU", "NO"]
    assert "Body and steps are unknown" in known["HR"]["uncertain"][0]
    shown = command("case", "procedure", "FR", home=home)["procedure"]
    assert {s["type"] for s in shown["steps"]} >= {"completeness", "opinion", "authorisation"}


@pytest.mark.parametrize("words, code", [
    (["--country", "XX"], "service.not_found"),
    (["--kind", "permission"], "service.bad_request"),
    (["--start", "tomorrow"], "service.bad_request"),
    (["--route", "shortcut"], "service.bad_request"),
    (["--route", "accelerated"], "service.bad_request"),
])
def test_what_cannot_be_simulated_is_refused(home, words, code):
    with pytest.raises(Refused) as refused:
        command("case", "simulate", *words, home=home)
    assert refused.value.problem["code"] == code


@pytest.fixture(scope="module")
def body():
    with Federation([FI]) as federation:
        federation.start()
        node = federation.nodes["fi"]
        node.add_person("decider", "decider")
        node.add_person("desk", "desk_officer")
        yield node


def install(node, tmp_path, change, user="decider"):
    procedure = copy.deepcopy(node.run("case", "procedure", "FI")["procedure"])
    change(procedure)
    file = tmp_path / "procedure.json"
    file.write_text(json.dumps(procedure))
    return node.run("case", "procedure", "--install", file, user=user)


def without_decision(procedure):
    procedure["steps"] = [s for s in procedure["steps"] if s["type"] != "decision"]


def four_months(procedure):
    procedure["deadlines"]["decision"]["due"] = "4 months"


def no_publication(procedure):
    procedure["publication"].pop("decision")


def late_publication(procedure):
    procedure["publication"]["decision"] = "31 working days"


def circle(procedure):
    procedure["steps"][0]["after"] = [procedure["steps"][-1]["id"]]


def no_findings(procedure):
    procedure["steps"] = [s for s in procedure["steps"] if s["type"] != "assessment"]


@pytest.mark.parametrize("change, place", [
    (without_decision, "/steps"), (four_months, "/deadlines/decision/due"),
    (no_publication, "/publication"), (late_publication, "/publication/decision"),
    (circle, "/steps/"), (no_findings, "/steps"),
    (lambda p: p.update(country="FR"), "/country"), (lambda p: p.update(skip=True), "/skip")])
def test_a_procedure_that_weakens_the_regulation_is_refused_with_the_place(body, tmp_path, change,
                                                                          place):
    """Scenario 10."""
    before = body.run("case", "procedure", "FI")
    with pytest.raises(Refused) as refused:
        install(body, tmp_path, change)
    assert place in refused.value.problem["detail"]
    assert body.run("case", "procedure", "FI") == before


def test_everything_that_is_wrong_is_told_at_once(body, tmp_path):
    def change(procedure):
        four_months(procedure)
        late_publication(procedure)
    with pytest.raises(Refused) as refused:
        install(body, tmp_path, change)
    detail = refused.value.problem["detail"]
    assert "/deadlines/decision/due" in detail and "/publication/decision" in detail


def test_only_a_decider_installs_a_procedure(body, tmp_path):
    with pytest.raises(Refused) as refused:
        install(body, tmp_path, lambda p: p.update(version=2), user="desk")
    assert refused.value.problem["code"] == "service.not_allowed"


def test_a_stricter_procedure_is_what_an_application_of_today_sees(body, tmp_path):
    def latest_decision():
        seen = body.run("case", "simulate", "--kind", "data_permit", "--start",
                        "2029-04-02T09:00:00Z")
        return next(s["latest_day"] for s in seen["steps"] if s["id"] == "decision")

    before = latest_decision()

    def two_months(procedure):
        procedure["version"] = 2
        procedure["deadlines"]["decision"]["due"] = "2 months"
    installed = install(body, tmp_path, two_months)
    assert installed["version"] == 2
    assert body.run("case", "procedure", "FI")["procedure"]["version"] == 2
    assert latest_decision() < before

"""What an application of today would see, asked of a home whose node does not run."""

import pytest
from federation import Refused, command


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

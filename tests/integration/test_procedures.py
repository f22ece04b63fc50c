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
    last_day = {s["what"]: s.get("last_day") for s in seen["stages"]}
    # 2 April 2029 is Easter Monday, the day of submission, which does not count: seven working
    # days are 3, 4, 5, 6, 9, 10 and 11 April. The file is complete at the beginning of 12 April.
    assert last_day["completeness"] == "2029-04-11"
    # One month ends on Saturday 12 May, so with the next working day, Monday 14 May.
    assert last_day["opinion"] == "2029-05-14"
    # Three months after 12 April, Art. 68(4): Thursday 12 July.
    assert last_day["decision"] == "2029-07-12"
    assert seen["stages"][1]["waited_for"].startswith("CESREES")


def test_without_words_it_is_a_request_in_the_nodes_own_country(home):
    seen = command("case", "simulate", home=home)
    assert (seen["country"], seen["kind"]) == ("FI", "request_approval")
    assert any(s["what"] == "decision" for s in seen["stages"])


def test_every_country_has_a_procedure_and_croatia_is_an_explicit_unknown(home):
    known = {p["country"]: p for p in command("case", "procedure", home=home)["procedures"]}
    assert sorted(known) == ["BE", "DE", "DK", "FI", "FR", "HR", "HU", "NO"]
    assert [c for c, p in known.items() if p["standing"] == "unknown"] == ["HR"]
    shown = command("case", "procedure", "FR", home=home)["procedure"]
    assert {s["type"] for s in shown["steps"]} >= {"completeness", "opinion", "authorisation"}


@pytest.mark.parametrize("words, code", [
    (["--country", "XX"], "service.not_found"),
    (["--kind", "permission"], "service.bad_request"),
    (["--start", "tomorrow"], "service.bad_request"),
])
def test_what_cannot_be_simulated_is_refused(home, words, code):
    with pytest.raises(Refused) as refused:
        command("case", "simulate", *words, home=home)
    assert refused.value.problem["code"] == code

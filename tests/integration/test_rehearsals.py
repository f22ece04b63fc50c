"""A study tried on a node's own data by the people who work there: what would be held back, and why;
no number of it is told, and nothing leaves."""

import pytest

from conftest import make_world
from federation import Refused


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("rehearsals"), (918273000, 645546000)) as made:
        yield made


def rehearse(world, study, user="decider"):
    return world.fi.run("study", "check", world.file("rehearsed.json", study), "--on-data",
                        user=user)


def short_times(world, limit):
    """Counts the persons with a time up to a limit."""
    study = world.study(id=f"up-to-{limit}")
    study["variables"]["short"] = {"case": [[{"le": ["time", limit]}, 1]], "else": 0,
                                   "levels": [0, 1]}
    study["analyses"] = [{"id": "n", "type": "count", "by": "short"}]
    study["analysis_set"]["complete_on"] = ["short"]
    return study


def limits_with(world, fewest, at_least=0):
    """Two limits between which there are a few persons of fi, from one to `fewest`; the first has
    `at_least` persons below it."""
    times = sorted(int(row["time"]) for row in world.rows(world.fi))
    below = at_least
    while True:
        first, second = times[below - 1] if below else 0, times[below]
        between = sum(first < time <= second for time in times)
        if 1 <= between <= fewest:
            return first, second
        below += 1


def test_what_nothing_speaks_against_is_held_back_by_nothing(world):
    rehearsed = rehearse(world, world.study())
    assert rehearsed["datasets"] == [world.dataset(world.fi)]
    assert [r["phase"] for r in rehearsed["rounds"]] == ["counts"]
    counts = rehearsed["rounds"][0]
    assert counts["cells"] > 5 and counts["sums"] >= 1
    assert counts["withheld_cells"] == counts["withheld_sums"] == 0
    assert counts["reasons"] == counts["too_close"] == []


def test_small_cells_are_named_with_their_rule_and_without_a_number(world):
    counts = rehearse(world, short_times(world, limits_with(world, 4)[1]))["rounds"][-1]
    assert counts["withheld_cells"] > 0
    assert any("short=1: LOW_COUNT" in reason for reason in counts["reasons"]), counts["reasons"]
    assert not any(character.isdigit() for reason in counts["reasons"]
                   for character in reason.replace("short=1", "").replace("short=0", ""))


def test_the_ledger_tells_its_own_people_which_release_a_number_would_be_too_close_to(world):
    first, second = limits_with(world, 4, at_least=100)
    study = short_times(world, first)
    application = world.title(study)
    run = world.submit(study, application, "--wait")["run"]
    close = rehearse(world, short_times(world, second))["rounds"][-1]["too_close"]
    assert any(refusal.get("run") == run for refusal in close), close
    # It was not recorded: the same study is judged the same again.
    assert rehearse(world, short_times(world, second))["rounds"][-1]["too_close"] == close
    events = [e["event"] for e in world.log(world.fi)]
    assert events.count("study_rehearsed") >= 2 and events.count("release") == 1


def test_a_check_that_the_data_fail_stops_it(world):
    study = short_times(world, limits_with(world, 4, at_least=100)[0])
    study["analyses"].insert(0, {"id": "all_short", "type": "validation", "rules": ["short"],
                                 "max_percent": 1})
    rehearsed = rehearse(world, study)
    assert rehearsed["stopped_by"] == "all_short"
    assert [r["phase"] for r in rehearsed["rounds"]] == ["checks"]


def test_breaks_are_tried_before_counts(world):
    study = world.study(id="breaks")
    study["analyses"] = [{"id": "curve", "type": "kaplan_meier", "time": "time", "event": "dead",
                          "breaks": [500, 1000, 1500], "coarser": [[1500]]}]
    assert [r["phase"] for r in rehearse(world, study)["rounds"]] == ["levels", "counts"]


def test_data_that_are_not_as_the_study_says_are_named(world):
    study = world.study(id="levels")
    study["variables"]["arm"]["levels"] = ["Obs", "Other"]
    with pytest.raises(Refused, match="data.outside_levels: variable `arm`"):
        rehearse(world, study)


def test_only_people_who_work_there_may_try(world):
    for user, why in (("marie", "has no role of the body"), (None, "log in")):
        with pytest.raises(Refused, match=why):
            world.fr.run("study", "check", world.file("rehearsed.json", world.study()),
                         "--on-data", user=user)
    file = world.file("rehearsed.json", world.study())
    with pytest.raises(Refused):
        world.fi.run("study", "check", file, "--on-data", "--application", "x", user="decider")

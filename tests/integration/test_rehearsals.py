"""A study tried on a node's own data by the people who work there: what would be held back, and why;
no number of it is told, and nothing leaves."""

import json

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


def ages_apart(world, limit):
    """Counts the few persons above an age."""
    study = world.study(id=f"above-{limit}")
    study["variables"]["old"] = {"case": [[{"ge": ["age", limit]}, 1]], "else": 0, "levels": [0, 1]}
    study["analyses"] = [{"id": "n", "type": "count", "by": "old"}]
    study["analysis_set"]["complete_on"] = ["old"]
    return study


def test_what_nothing_speaks_against_is_held_back_by_nothing(world):
    rehearsed = rehearse(world, world.study())
    assert rehearsed["datasets"] == [world.dataset(world.fi)]
    assert [r["phase"] for r in rehearsed["rounds"]] == ["counts"]
    counts = rehearsed["rounds"][0]
    assert counts["cells"] > 5 and counts["sums"] >= 1
    assert counts["withheld_cells"] == counts["withheld_sums"] == 0
    assert counts["reasons"] == counts["too_close"] == []


def test_small_cells_are_named_with_their_rule_and_without_a_number(world):
    counts = rehearse(world, ages_apart(world, 85))["rounds"][-1]
    assert counts["withheld_cells"] > 0
    assert any("old=1: LOW_COUNT" in reason for reason in counts["reasons"]), counts["reasons"]
    assert not any(character.isdigit() for reason in counts["reasons"]
                   for character in reason.replace("old=1", "").replace("old=0", ""))


def test_the_ledger_tells_its_own_people_which_release_a_number_would_be_too_close_to(world):
    study = ages_apart(world, 60)
    application = world.apply(study)
    world.grant(application)
    run = world.submit(study, application, "--wait")["run"]
    close = rehearse(world, ages_apart(world, 61))["rounds"][-1]["too_close"]
    # The same persons but for those of one age.
    assert any(refusal.get("run") == run for refusal in close), close
    before = world.fi.run("audit", "export", "--from", 0)
    rehearse(world, ages_apart(world, 61))
    after = [e["event"] for e in world.log(world.fi)]
    assert after.count("study_rehearsed") >= 2
    assert len(before["entries"]) > 0
    # It was not recorded: the same study is judged the same again.
    assert rehearse(world, ages_apart(world, 61))["rounds"][-1]["too_close"] == close


def test_a_check_that_the_data_fail_stops_it(world):
    study = ages_apart(world, 60)
    study["analyses"].insert(0, {"id": "young", "type": "validation", "rules": ["old"],
                                 "max_percent": 1})
    rehearsed = rehearse(world, study)
    assert rehearsed["stopped_by"] == "young"
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


def test_nothing_of_a_rehearsal_is_kept(world):
    rows = json.dumps(world.fi.run("output", "list", user="checker"))
    assert "rehearsal" not in rows

"""A dataset of which the ledger of releases has refused much: outputs wait for an output checker."""

import json

import pytest
from conftest import make_world

# Refused are a count that differs by few persons from one released before, and what follows from it.
RULES = {"refusals_before_check": 3}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("refusals"), (918274000, 645547000)) as made:
        made.attach(made.fi, rules=RULES)
        yield made


def early(world, limit):
    study = world.study(id=f"until-{limit}")
    study["variables"]["early"] = {"case": [[{"le": ["time", limit]}, 1]], "else": 0,
                                   "levels": [0, 1]}
    study["analyses"] = [{"id": "n", "type": "count", "by": "early"}]
    study["analysis_set"]["complete_on"] = ["early"]
    return study


@pytest.fixture(scope="module")
def limits(world):
    """Two limits between which fi has one person or two, far from both ends."""
    times = sorted(int(row["time"]) for row in world.rows(world.fi))
    return next((times[i], times[i + 1]) for i in range(100, len(times))
                if 0 < sum(times[i] < time <= times[i + 1] for time in times) <= 2)


def submit(world, study, *words):
    return world.submit(study, world.title(study), *words)["run"]


def withheld(world, run):
    analysis, = json.loads((world.result(run) / "result.json").read_text())["analyses"]
    return analysis["status"]


def test_refusals_add_up_until_a_person_looks_and_then_from_none(world, limits):
    first, second = limits
    assert withheld(world, submit(world, early(world, first), "--wait")) == "released"
    # Two numbers are refused, and two leave without them.
    assert withheld(world, submit(world, early(world, second), "--wait")) != "released"

    run = submit(world, early(world, second))
    waiting = world.wait_for_output(world.fi, run)
    assert not [e for e in world.log(world.fi)
                if e["event"] == "release" and e["subject"]["run"] == run]
    world.fi.run("output", "release", run, waiting["round"], "--reason", "Two limits, no more",
                 user="checker")
    status = world.fr.run("study", "status", run, "--wait", user="marie")
    assert status["status"] == "finished"

    assert withheld(world, submit(world, early(world, second), "--wait")) != "released"


def test_what_the_ledger_refuses_nothing_of_never_waits(world, limits):
    for _ in range(2):
        assert withheld(world, submit(world, early(world, limits[0]), "--wait")) == "released"

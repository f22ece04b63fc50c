"""Rules on what may leave that belong to one dataset: they make those of its node stricter."""

import json

import pytest
from conftest import make_world
from federation import Refused

STRICT = {"min_cell": 60}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Only the dataset of fi has rules of its own."""
    with make_world(tmp_path_factory.mktemp("dataset-rules")) as made:
        made.attach(made.fi, rules=STRICT)
        yield made


@pytest.fixture(scope="module")
def study(world):
    return world.young_and_old()


@pytest.fixture(scope="module")
def application(world, study):
    return world.title(study)


def test_a_dataset_tells_its_rules_to_who_works_there(world):
    for node, rules in ((world.fi, STRICT), (world.fr, None)):
        dataset, = node.run("dataset", "list")["datasets"]
        assert dataset.get("disclosure") == rules
    attached = [e for e in world.log(world.fi) if e["event"] == "dataset_attached"]
    assert [e["subject"].get("disclosure") for e in attached] == [None, '{"min_cell":60}']


def test_a_permit_states_the_minimum_of_its_dataset(world, application):
    permits = {part["node"]: part["permit"] for part in
               world.fr.run("application", "show", application, user="marie")["parts"]}
    minimum = {node: permit["body"]["output"]["min_cell"] for node, permit in permits.items()}
    assert minimum["fi"] == STRICT["min_cell"] > minimum["fr"]


def test_cells_below_the_minimum_of_the_dataset_do_not_leave(world, study, application):
    run = world.submit(study, application, "--wait")["run"]
    result = json.loads((world.result(run) / "result.json").read_text())
    n, = result["analyses"]
    assert n["status"] == "partly_withheld"
    assert all(cell["persons"] is None for cell in n["nodes"]["fi"]["by"].values())
    assert all(cell["persons"] for cell in n["nodes"]["fr"]["by"].values())


def test_a_study_is_checked_by_the_rules_of_its_datasets(world, study):
    rehearsed = world.fi.run("study", "check", world.file("rules.json", study), "--on-data",
                             user="decider")
    assert rehearsed["min_cell"] == STRICT["min_cell"]
    assert rehearsed["rounds"][-1]["withheld_cells"] > 0


def test_rules_that_would_switch_one_off_are_refused(world):
    with pytest.raises(Refused) as refused:
        world.attach(world.fi, rules={"min_cell": 0})
    assert "/disclosure/min_cell" in refused.value.problem["detail"]
    assert world.fi.run("dataset", "list")["datasets"][0]["disclosure"] == STRICT

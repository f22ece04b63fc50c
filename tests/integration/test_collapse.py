"""Levels that are taken together at every node where one of them has too few persons in one. On data
of which nothing was released before, so that the ledger has no say."""

import itertools
import json
import math

import pytest
from conftest import make_world

BANDS = (50, 82, 85)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("collapse")) as made:
        yield made


def test_bands_that_are_too_thin_for_one_node_are_taken_together_by_all(world):
    rows = [{"node": node.id, "arm": r["arm"], "age": int(r["age"]), "dead": int(r["dead"])}
            for node in (world.fr, world.fi) for r in world.rows(node)]
    study = world.study(id="collapsed")
    study["variables"]["band"] = {"cut": "age", "breaks": [None, *BANDS, None], "collapse": [
        {"breaks": [None, *BANDS[:2], None]}, {"breaks": [None, BANDS[0], None]}]}
    study["analyses"] = [
        {"id": "bands", "type": "crosstab", "rows": "band", "columns": "arm"},
        {"id": "odds", "type": "glm", "family": "binomial", "outcome": "dead", "terms": ["band"]}]
    thin = [sum(r["age"] >= BANDS[2] and r["node"] == node.id for r in rows)
            for node in (world.fr, world.fi)]
    assert any(0 < n < 11 for n in thin)
    folder = world.result(world.submit(study, world.title(study), "--wait")["run"])
    result = json.loads((folder / "result.json").read_text())
    grouping = result["groupings"]["band"]
    assert grouping["grouping"] >= 1
    breaks = BANDS[:3 - grouping["grouping"]]
    assert len(grouping["levels"]) == len(breaks) + 1
    table, odds = result["analyses"]
    for band, (low, high) in enumerate(itertools.pairwise((0, *breaks, 200))):
        inside = [r for r in rows if low <= r["age"] < high]
        assert table["pooled"]["row_totals"][band] == len(inside)
        assert table["pooled"]["cells"][band][1] == sum(r["arm"] == "New" for r in inside)
    assert (table["status"], odds["status"]) == ("released", "released")
    first, second = ([r["dead"] for r in rows if is_in(r["age"])]
                     for is_in in (lambda age: age < BANDS[0], lambda age: age >= breaks[-1]))
    ratio = math.log(sum(second) / (len(second) - sum(second)) * (len(first) - sum(first))
                     / sum(first))
    assert odds["pooled"]["coefficients"]["band" + grouping["levels"][-1]] == pytest.approx(ratio, rel=1e-10)
    assert json.loads((folder / "run.json").read_text())["rounds"] >= 3
    report = (folder / "report.html").read_text()
    assert "Levels of variables: asked for and released" in report
    assert f"{len(breaks) + 1} levels (grouping {grouping['grouping']})" in report

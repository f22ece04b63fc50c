"""Cohorts that narrow each other, as the first steps of a report's flow; and answers of nodes beside the
pooled one, with what is made of several answers."""

import json
import math
import shutil
import subprocess

import pytest
from conftest import make_world

ANALYSES = [
    {"id": "everybody", "type": "count", "cohort": "everybody"},
    {"id": "deaths", "type": "crosstab", "rows": "arm", "columns": "dead", "per_node": True},
    {"id": "ages", "type": "describe", "variables": ["age"], "per_node": True},
    {"id": "weighted", "type": "propensity", "exposure": "new", "terms": ["age"], "estimand": "ATE",
     "outcome": "dead", "per_node": True},
    {"id": "mixed", "type": "mixed", "outcome": "time", "terms": ["age"], "group": "arm",
     "per_node": True},
    {"id": "odds", "type": "meta", "of": "deaths.odds_ratio", "methods": ["fixed"]},
    {"id": "age", "type": "meta", "of": "ages.age", "methods": ["fixed", "DL"]},
    {"id": "share", "type": "derive", "expr": "`ages/age/n` / `everybody/rows`"}]


@pytest.fixture(scope="module")
def flow(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("flow"), (91100, 95200)) as world:
        study = world.study(id="flow")
        study["variables"]["new"] = {"case": [[{"eq": ["arm", "New"]}, 1]], "else": 0,
                                     "levels": [0, 1]}
        study["cohorts"] = {"old": {"from": "everybody", "where": {"ge": ["age", 50]}},
                            "everybody": {"from": "t"}}
        study["analysis_set"] = {"cohort": "old",
                                 "complete_on": ["age", "arm", "dead", "new", "time"]}
        study["analyses"] = ANALYSES
        run = world.submit(study, world.title(study), "--wait")
        folder = world.result(run["run"])
        result = json.loads((folder / "result.json").read_text())
        yield world, folder, {a["id"]: a for a in result["analyses"]}


def test_the_flow_begins_with_the_source(flow):
    world, folder, answers = flow
    rows = [row for node in world.nodes for row in world.rows(node)]
    old = sum(int(row["age"]) >= 50 for row in rows)
    assert answers["everybody"]["pooled"] == {"rows": len(rows), "persons": len(rows)}
    report = (folder / "report.html").read_text()
    assert f"Cohort everybody: {len(rows)} rows" in report
    assert f"Not in old: {len(rows) - old} rows" in report
    assert f"Cohort old: {old} rows" in report
    assert "Hors de old" in (folder / "report.fr.html").read_text()
    assert math.isclose(answers["share"]["pooled"]["estimate"], old / len(rows))


def test_nodes_answer_and_are_pooled(flow):
    world, folder, answers = flow
    inverse, weighted = 0, 0
    for node in world.nodes:
        cells = {(a, d): 0 for a in ("Obs", "New") for d in "01"}
        for row in world.rows(node):
            if int(row["age"]) >= 50:
                cells[row["arm"], row["dead"]] += 1
        log_odds = math.log(cells["New", "1"] * cells["Obs", "0"] /
                            (cells["New", "0"] * cells["Obs", "1"]))
        variance = sum(1 / count for count in cells.values())
        inverse += 1 / variance
        weighted += log_odds / variance
        assert answers["weighted"]["nodes"][node.id]["effect"]["risk_difference"]["standard_error"]
        assert answers["mixed"]["nodes"][node.id]["groups"] == 2
    odds = answers["odds"]["pooled"]["fixed"]
    assert math.isclose(odds["estimate"], weighted / inverse, rel_tol=1e-9)
    assert math.isclose(odds["standard_error"], inverse ** -0.5, rel_tol=1e-9)
    assert "logarithm of odds_ratio" in answers["odds"]["method"]


def test_the_bundle_verifies_and_its_script_finds_the_same(flow):
    world, folder, answers = flow
    assert world.fr.run("verify", f"{folder}.zip", "--anchor", world.federation.anchor)["good"]
    if shutil.which("Rscript"):
        done = subprocess.run(["Rscript", folder / "check.R"], capture_output=True, encoding="utf-8",
                              timeout=300, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr

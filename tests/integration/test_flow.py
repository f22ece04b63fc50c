"""Cohorts that narrow each other, as the first steps of a report's flow."""

import json
import shutil
import subprocess

import pytest
from conftest import make_world

ANALYSES = [
    {"id": "everybody", "type": "count", "cohort": "everybody"},
    {"id": "deaths", "type": "crosstab", "rows": "arm", "columns": "dead"}]


@pytest.fixture(scope="module")
def flow(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("flow"), (91100, 95200)) as world:
        study = world.study(id="flow")
        study["cohorts"] = {"old": {"from": "everybody", "where": {"ge": ["age", 50]}},
                            "everybody": {"from": "t"}}
        study["analysis_set"] = {"cohort": "old",
                                 "complete_on": ["age", "arm", "dead", "time"]}
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


def test_the_bundle_verifies_and_its_script_finds_the_same(flow):
    world, folder, answers = flow
    assert world.fr.run("verify", f"{folder}.zip", "--anchor", world.federation.anchor)["good"]
    if shutil.which("Rscript"):
        done = subprocess.run(["Rscript", folder / "check.R"], capture_output=True, encoding="utf-8",
                              timeout=300, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr

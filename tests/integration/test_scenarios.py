"""The scenario runner: how it compares, and a folder that leaves out everything it may leave out."""

import csv
import json
import pathlib
import subprocess
import sys

import pytest
from comparison import judge

RUNNER = pathlib.Path(__file__).resolve().parents[2] / "interop-scenarios/runner.py"

TABLE = {"id": "t", "status": "partly_withheld", "withheld": ["/cells/0/1", "/odds_ratio"],
         "pooled": {"cells": [[5, None]], "total": 30, "levels": ["a"]}}
MODEL = {"id": "m", "status": "failed", "reason": "separation", "withheld": [], "pooled": {"n": 9}}
ANALYSES = {a["id"]: a for a in (TABLE, MODEL)}


@pytest.mark.parametrize("check, good", [
    ({"analysis": "t", "pointer": "/total", "value": 30}, True),
    ({"analysis": "t", "pointer": "/total", "value": 30 + 2e-9}, True),
    ({"analysis": "t", "pointer": "/total", "value": 30 + 4e-9}, False),
    ({"analysis": "t", "pointer": "/total", "value": 31, "tolerance_relative": 0.1}, True),
    ({"analysis": "t", "pointer": "/total", "value": 31, "scale": 1e11}, True),
    ({"analysis": "t", "pointer": "/cells/0/0", "value": 5}, True),
    ({"analysis": "t", "pointer": "/cells/0/1", "value": 5}, False),
    ({"analysis": "t", "pointer": "/cells/0/1", "value": None}, True),
    ({"analysis": "t", "pointer": "/cells/00/0", "value": 5}, False),
    ({"analysis": "t", "pointer": "/levels/0", "value": "a"}, True),
    ({"analysis": "t", "pointer": "/nothing", "value": 1}, False),
    ({"analysis": "x", "pointer": "/total", "value": 30}, False),
    ({"analysis": "t", "status": "partly_withheld"}, True),
    ({"analysis": "t", "status": "withheld"}, False),
    ({"analysis": "t", "pointer": "/cells/0/1", "status": "withheld"}, True),
    ({"analysis": "t", "pointer": "/odds_ratio/estimate", "status": "withheld"}, True),
    ({"analysis": "t", "pointer": "/cells/0/0", "status": "withheld"}, False),
    ({"analysis": "m", "status": "failed"}, True),
    ({"analysis": "m", "status": "failed", "reason": "separation"}, True),
    ({"analysis": "m", "status": "failed", "reason": "collinearity"}, False),
    ({"analysis": "m", "pointer": "/coefficients/x", "value": 1}, False),
])
def test_a_check_agrees_or_does_not(check, good):
    assert judge(check, ANALYSES)["good"] is good


def write(folder, name, value):
    (folder / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """Two nodes with data, one of them with two data sets, and a third that only asks."""
    levels = ["né, \"mort\"", "vivant"]
    files = {"be": "a.csv", "pt": "b.csv", "pt2": "c.csv"}
    for place, file in enumerate(files.values()):
        with open(tmp_path / file, "w", newline="", encoding="utf-8-sig") as out:
            rows = csv.writer(out)
            rows.writerow(["état, final", "id", "x"])
            for i in range(40):
                # Enough persons without a value: the mean over all but one, beside the number of
                # all, would tell of that one.
                rows.writerow([levels[i % 2], f"p-{place}-{i}", "" if i % 3 == 0 else f"{i}.5"])
    write(tmp_path, "schema.json", {"columns": [
        {"name": "id", "type": "string"}, {"name": "x", "type": "number"},
        {"name": "état, final", "type": "string", "label": "State"}]})
    write(tmp_path, "scenario.json", {
        "scenario": "small",
        "nodes": [{"id": "be", "country": "BE"}, {"id": "pt", "country": "PT"},
                  {"id": "es", "country": "ES"}],
        "datasets": [{"node": node[:2], "id": f"set-{node}", "files": {"t": file},
                      "schema": "schema.json"} for node, file in files.items()],
        "requester": "es", "application": "application.json", "study": "study.json",
        "expected": "expected.json"})
    write(tmp_path, "application.json", {"safeguards": "None but the nodes' own."})
    write(tmp_path, "study.json", {
        "passerelle": "study/1",
        "study": {"id": "small", "version": "1", "title": {"fr": "Une étude"},
                  "summary": {"fr": "mot " * 300}, "purpose": "53-1-e-i"},
        "sources": [{"alias": "t", "datasets": ["*"], "person": "id"}],
        "variables": {"état": {"column": "état, final", "levels": levels}},
        "analyses": [{"id": "n", "type": "count", "by": "état"},
                     {"id": "x", "type": "describe", "variables": ["x"]}]})
    values = [i + 0.5 for i in range(40) if i % 3] * 3
    mean = sum(values) / len(values)
    write(tmp_path, "expected.json", {"checks": [
        {"analysis": "n", "pointer": "/rows", "value": 120},
        {"analysis": "n", "pointer": "/by/né, \"mort\"/persons", "value": 60},
        {"analysis": "x", "pointer": "/x/n", "value": len(values)},
        {"analysis": "x", "pointer": "/x/mean", "value": mean},
        {"analysis": "x", "pointer": "/x/variance",
         "value": sum((v - mean) ** 2 for v in values) / (len(values) - 1)}]})
    return tmp_path


def tell(folder):
    done = subprocess.run([sys.executable, RUNNER, folder, "--out", folder / "out"],
                          capture_output=True, encoding="utf-8", timeout=300)
    return done.returncode, done.stdout, done.stderr


def test_a_folder_may_leave_out_all_but_what_is_needed(folder):
    code, told, complaint = tell(folder)
    assert code == 0, told + complaint
    assert "5 of 5 numbers agree" in told
    sent = json.loads((folder / "out/application.json").read_text())
    assert sent["safeguards"] == "None but the nodes' own."
    assert sent["title"]["en"] == "Une étude"


def test_a_number_that_is_not_ours_ends_in_failure(folder):
    expected = json.loads((folder / "expected.json").read_text())
    expected["checks"][0]["value"] = 121
    write(folder, "expected.json", expected)
    code, told, _ = tell(folder)
    assert code == 1
    assert "4 of 5 numbers agree" in told and "<- outside" in told


@pytest.mark.parametrize("spoil, complaint", [
    (lambda s: s.pop("requester"), "`requester` is missing"),
    (lambda s: s.update(requester="xx"), "requester: no node `xx`; known: be, pt, es"),
    (lambda s: s["datasets"][1].update(node="yy"), "datasets/1/node: no node `yy`"),
    (lambda s: s.update(policy={"zz": {}}), "policy: no node `zz`"),
    (lambda s: s["datasets"][0]["files"].update(t="lost.csv"), "there is no file lost.csv"),
    (lambda s: s.update(study="lost.json"), "lost.json: "),
])
def test_a_folder_that_is_no_scenario_is_refused_with_the_place(folder, spoil, complaint):
    scenario = json.loads((folder / "scenario.json").read_text())
    spoil(scenario)
    write(folder, "scenario.json", scenario)
    code, _, said = tell(folder)
    assert code == 1 and complaint in said and "Traceback" not in said

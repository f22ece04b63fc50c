"""Matching inside nodes: over three of them against R, and against the ledger of releases."""

import csv
import json
import math
import shutil
import subprocess
import sys

import pytest
from conftest import make_world
from federation import TOP

RUNNER = TOP / "interop-scenarios/runner.py"
PATIENTS = TOP / "interop-scenarios/breast-cancer-survival"
REFERENCE = json.loads((TOP / "node/analysis/testdata/matching.json").read_text())
NORMAL = 1.959963984540054

VARIABLES = {"treated": {"column": "hormon", "levels": [0, 1]},
             "since_menopause": {"column": "meno", "levels": [0, 1]},
             "size": {"column": "size", "levels": ["<=20", "20-50", ">50"]},
             "vital": {"column": "death", "levels": [0, 1]}}


def matched(id, outcome, **how):
    return {"id": id, "type": "propensity", "exposure": "treated", "estimand": "ATT",
            "terms": ["age", "nodes", "size", "since_menopause"], "outcome": outcome,
            "matching": how}


def checks_of_number():
    reference = REFERENCE["number"]
    difference, error = reference["treated"] - reference["control"], reference["error"]
    numbers = {
        "/matching/treated": reference["counts"]["treated"],
        "/matching/control": reference["counts"]["control"],
        "/matching/unmatched": reference["counts"]["unmatched"],
        "/matching/incomplete": reference["counts"]["incomplete"],
        "/effect/mean_treated": reference["treated"],
        "/effect/mean_control": reference["control"],
        "/effect/mean_difference/estimate": difference,
        "/effect/mean_difference/standard_error": error,
        "/effect/mean_difference/conf_low": difference - NORMAL * error,
        "/effect/mean_difference/conf_high": difference + NORMAL * error}
    for when in ("before", "after"):
        for name, value in reference[when].items():
            if not name.startswith("size"):
                numbers[f"/balance/{name}/{when}"] = value
    # In Denmark few of those with the largest tumours are left on one side.
    withheld = [{"analysis": "number", "pointer": f"/balance/size{level}/{when}",
                 "status": "withheld"} for level in ("20-50", ">50") for when in ("before", "after")]
    return withheld + [{"analysis": "number", "pointer": pointer, "value": value, "scale": 1}
                       for pointer, value in numbers.items()]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """A scenario of three nodes; of Denmark's exposed women one is unmatched in `pairs`."""
    folder = tmp_path_factory.mktemp("matching")
    for file in ("DK.csv", "FI.csv", "FR.csv", "schema.json"):
        shutil.copy(PATIENTS / file, folder)
    scenario = json.loads((PATIENTS / "scenario.json").read_text())
    scenario["policy"] = {node: {"min_cell": 5} for node in ("dk", "fi", "fr")}
    study = json.loads((PATIENTS / "study.json").read_text())
    study["study"]["id"] = "matching"
    study["variables"] = VARIABLES
    study["analysis_set"]["complete_on"] = ["age", "nodes", "rtime", *VARIABLES]
    study["analyses"] = [matched("number", "rtime", ratio=2), matched("pairs", "vital", caliper=0.2)]
    withheld = [{"analysis": "pairs", "pointer": pointer, "status": "withheld"}
                for pointer in ("/matching/treated", "/matching/unmatched", "/balance/age", "/effect")]
    for name, value in (("scenario.json", scenario), ("study.json", study),
                        ("expected.json", {"checks": checks_of_number() + withheld})):
        (folder / name).write_text(json.dumps(value))
    done = subprocess.run([sys.executable, RUNNER, folder, "--out", folder / "out"],
                          capture_output=True, encoding="utf-8", timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "out"


def test_the_sample_within_three_nodes_and_its_effect_are_those_of_r(bundle):
    result = json.loads(next(bundle.rglob("result.json")).read_text())
    answers = {a["id"]: a for a in result["analyses"]}
    assert answers["number"]["status"] == "partly_withheld"
    assert answers["number"]["pooled"]["effect"]["variance"] == "matched_sets"
    assert answers["pairs"]["status"] == "withheld"


def test_the_bundle_tells_of_matching_and_verifies(bundle):
    folder = next(bundle.rglob("result.json")).parent
    report = (folder / "report.html").read_text()
    assert "After matching" in report and "Matched sample" in report
    assert "up to 2 for each exposed row" in report
    assert "Après appariement" in (folder / "report.fr.html").read_text()
    with open(folder / "tables/number/matching.csv") as file:
        exposed, others = csv.DictReader(file)
    assert (exposed["matched"], exposed["unmatched"], others["matched"]) == ("339", "0", "678")
    assert (folder / "plots/number.svg").exists()
    if shutil.which("Rscript"):
        done = subprocess.run(["Rscript", folder / "check.R"], capture_output=True, encoding="utf-8",
                              timeout=300, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr


def unmatched(rows, caliper, rises):
    """How many exposed rows of a node find nobody, when the only term is the time."""
    free = [row["time"] for row in rows if not row["old"]]
    alone = 0
    for time in sorted((row["time"] for row in rows if row["old"]), reverse=rises):
        nearest = min(free, key=lambda other: abs(other - time))
        if abs(nearest - time) > caliper:
            alone += 1
        else:
            free.remove(nearest)
    return alone


def two_calipers(nodes, least):
    """Two that leave enough exposed rows of every node alone, and not many more the one than the
    other."""
    rows = [row for node in nodes for row in node]
    times = [row["time"] for row in rows]
    mean = math.fsum(times) / len(times)
    deviation = math.sqrt(math.fsum((t - mean) ** 2 for t in times) / (len(times) - 1))
    old = [row["time"] for row in rows if row["old"]]
    rises = math.fsum(old) / len(old) > mean
    tried = {caliper: [unmatched(node, caliper * deviation, rises) for node in nodes]
             for caliper in (0.001 * 1.2 ** i for i in range(40))}
    for one, left in tried.items():
        for other, right in tried.items():
            steps = [a - b for a, b in zip(left, right)]
            if min(right) >= least and min(steps) >= 0 and 0 < max(steps) < least:
                return one, other, left, right
    raise AssertionError("no such calipers in these rows")


def test_a_sample_of_nearly_the_same_persons_is_withheld(tmp_path):
    with make_world(tmp_path) as world:
        nodes = []
        for node in (world.fr, world.fi):
            with open(world.data / f"{node.id}.csv") as file:
                ages_and_times = sorted((int(row["age"]), int(row["time"]))  # the canonical order
                                        for row in csv.DictReader(file))
            nodes.append([{"old": age >= 70, "time": time} for age, time in ages_and_times])
        one, other, left, right = two_calipers(nodes, 5)

        def answer(id, caliper):
            study = world.study(id=id)
            study["variables"]["old"] = {"case": [[{"ge": ["age", 70]}, 1]], "else": 0,
                                         "levels": [0, 1]}
            study["analysis_set"]["complete_on"].append("old")
            study["analyses"] = [{"id": "m", "type": "propensity", "exposure": "old",
                                  "terms": ["time"], "estimand": "ATT", "outcome": "dead",
                                  "matching": {"caliper": caliper}}]
            application = world.title(study)
            run = world.submit(study, application, "--wait")["run"]
            result = json.loads((world.result(run) / "result.json").read_text())
            return run, result["analyses"][0]

        _, first = answer("first", one)
        assert first["pooled"]["matching"]["unmatched"] == sum(left)
        _, again = answer("again", one)
        assert again["pooled"] == first["pooled"]
        run, second = answer("second", other)
        assert second["status"] == "withheld" and second["pooled"]["matching"] is None
        assert second["pooled"]["model"] == first["pooled"]["model"]
        refused = [e for node in (world.fr, world.fi) for e in world.log(node)
                   if e["event"] == "ledger_refused" and e["subject"]["run"] == run]
        assert refused

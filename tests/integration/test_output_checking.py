"""The disclosure engine by itself: commands for output checkers, without a node or a home."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

import support
from federation import BIN

SHARED = pathlib.Path(os.environ.get("PASSERELLE_SHARED", support.TOP.parent / "shared"))
VECTORS = SHARED / "data/disclosure"


def run(command, file, *words):
    return subprocess.run([str(BIN / "passerelle"), "disclosure", command, str(file), *words],
                          capture_output=True, text=True, cwd="/", timeout=120)


def results(command, file, *words):
    done = run(command, file, *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["results"]


def write(folder, value):
    file = folder / "file.json"
    file.write_text(json.dumps(value))
    return file


CASE = {"id": "p", "kind": "proportion", "input": {"x": 4, "n": 90}}


def test_a_case_is_decided_without_any_home(tmp_path):
    expected = [{"id": "p", "decision": "refuse", "reasons": ["LOW_COUNT"]}]
    for document in (CASE, [CASE], {"cases": [CASE]}):
        file = write(tmp_path, document)
        assert results("check", file) == results("check", file, "--json") == expected


def test_wrong_input_names_the_place_and_what_was_expected(tmp_path):
    file = write(tmp_path, [CASE, {**CASE, "input": {"x": -1, "n": 90}}])
    done = run("check", file, "--json")
    assert done.returncode == 1
    assert "/1/input/x: a count from 0 to 10^12 is expected" in done.stderr
    assert "/1/input/x" in json.loads(done.stdout)["detail"]
    assert run("check", tmp_path / "absent.json").returncode == 1
    assert run("judge", file).returncode == 2


@pytest.mark.skipif(not VECTORS.is_dir(), reason="skipped: disclosure, no shared folder")
def test_the_commands_answer_the_shared_files():
    cases = json.loads((VECTORS / "cases.json").read_text())["cases"]
    assert results("check", VECTORS / "cases.json") == [
        {"id": case["id"], **case["expected"]} for case in cases]
    for command, file, field in (("intervals", "lp_intervals.json", "intervals"),
                                 ("suppress", "suppression.json", "hidden"),
                                 ("cellkey", "cellkey.json", "cells")):
        assert all(result["id"] and result[field] for result in results(command, VECTORS / file))
    sums = json.loads((VECTORS / "secagg.json").read_text())
    assert results("secagg", VECTORS / "secagg.json")[0]["sum"] == sums["sum"]


@pytest.mark.skipif(not (SHARED / "data/dp").is_dir(), reason="skipped: dp, no shared folder")
def test_numbers_of_privacy_answer_the_shared_file():
    vectors = json.loads((SHARED / "data/dp/vectors.json").read_text())["vectors"]
    answers = results("privacy", SHARED / "data/dp/vectors.json")
    assert [answer["kind"] for answer in answers] == [vector["kind"] for vector in vectors]
    for answer, vector in zip(answers, vectors):
        if isinstance(vector["expected"], (int, float)):
            assert answer["value"] == pytest.approx(
                vector["expected"], rel=vector["tolerance"], abs=vector["tolerance"])


def test_a_question_of_privacy_that_is_none_is_refused_with_the_place(tmp_path):
    file = write(tmp_path, [{"kind": "zcdp_to_delta", "input": {"rho": -1, "epsilon": 1}}])
    done = run("privacy", file)
    assert done.returncode == 1
    assert "/0/input/rho: a number from 0 to 1000000 is expected" in done.stderr


@pytest.mark.skipif(not VECTORS.is_dir(), reason="skipped: disclosure, no shared folder")
def test_a_replay_reads_the_microdata_beside_its_file(tmp_path):
    for name in ("microdata.csv", "microdata_v2.csv"):
        shutil.copy(VECTORS / name, tmp_path)
    sequence = next(s for s in json.loads((VECTORS / "differencing.json").read_text())["sequences"]
                    if s["id"] == "d-opt-out")
    file = write(tmp_path, sequence)
    assert results("replay", file) == [{"id": "d-opt-out", "steps": sequence["expected"]}]
    (tmp_path / "microdata_v2.csv").unlink()
    done = run("replay", file)
    assert done.returncode == 1
    assert "microdata_v2.csv" in done.stderr

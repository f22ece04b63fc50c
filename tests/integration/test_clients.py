"""The clients for Python and R (node/api/clients): their examples over real nodes, refusals, and a
node that shows another certificate."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from bodies import Body
from conftest import make_world

CLIENTS = pathlib.Path(__file__).resolve().parents[2] / "node/api/clients"
sys.path.insert(0, str(CLIENTS / "python"))
import passerelle  # noqa: E402

R_PACKAGES = {"curl": "r-cran-curl", "jsonlite": "r-cran-jsonlite"}


def describe(world, node):
    """A description of the node's dataset, so that the search finds it."""
    titles = {"en": "A trial of two arms"}
    draft = world.file(f"{node.id}-draft.json", {
        "dataset": world.dataset(node), "table": "t", "titles": titles,
        "columns": [{"name": name, "titles": {"en": name}, "datatype": kind}
                    for name, kind in (("id", "integer"), ("arm", "string"), ("age", "integer"),
                                       ("time", "integer"), ("dead", "integer"))]})
    turtle = world.data / f"{node.id}.ttl"
    turtle.write_text(node.run("catalogue", "draft", draft))
    node.run("catalogue", "import", turtle)


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("clients")) as made:
        for node in made.nodes:
            describe(made, node)
        yield made


@pytest.fixture(scope="module")
def surroundings(described):
    return {**os.environ, "PASSERELLE_URL": described.fr.public_url,
            "PASSERELLE_CERTIFICATE": str(described.fr.home / "keys/tls.pem"),
            "PASSERELLE_USER": "marie", "PASSERELLE_PASSWORD": described.fr.passwords["marie"]}


def say(command, folder, surroundings):
    done = subprocess.run(list(map(str, command)), cwd=folder, env=surroundings,
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def need_r():
    if not shutil.which("Rscript"):
        pytest.skip("no Rscript on this machine: apt-get install r-base-core " +
                    " ".join(R_PACKAGES.values()))
    for name, package in R_PACKAGES.items():
        asked = ["Rscript", "-e", f"quit(status = !requireNamespace('{name}', quietly = TRUE))"]
        if subprocess.run(asked, capture_output=True).returncode:
            pytest.skip(f"R has no package {name}: apt-get install {package}")


def client(world, **changes):
    return passerelle.Node(**{"url": world.fr.public_url,
                              "certificate": world.fr.home / "keys/tls.pem", **changes})


@pytest.fixture(scope="module")
def marie(described):
    node = client(described)
    node.login("marie", described.fr.passwords["marie"])
    return node


@pytest.fixture(scope="module")
def example(described, surroundings):
    """The worked example in Python, before and after the bodies decided:
    (application, what it said, folder)."""
    folder = described.data / "python"
    folder.mkdir()
    script = CLIENTS / "python/example.py"
    draft = described.file("application.json", described.draft(described.study()))
    said = say([sys.executable, script, draft], folder, surroundings)
    assert "lacks" not in said
    application = re.search(r"^application (\S+)$", said, re.MULTILINE)[1]
    for node in described.nodes:
        body = Body(node, described.data)
        body.prepare(application, described.as_applicant(application))
        body.grant(application, "Art. 69")
    return application, say([sys.executable, script, application], folder, surroundings), folder


@pytest.fixture(scope="module")
def answer(example):
    """What the command says of the run of the example, by analysis."""
    return passerelle.Result(example[2] / "result.zip").analyses


def coefficients_in(said):
    return {term: float(value) for term, value in
            re.findall(r"^(\w+): coefficient (\S+),", said, re.MULTILINE)}


def test_the_python_example_goes_from_the_search_to_the_coefficients(described, example, answer):
    _, said, folder = example
    for node in described.nodes:
        assert f"permit of {node.id} " in said
        assert described.dataset(node) in said
    pooled = answer["cox"]["pooled"]["coefficients"]
    assert coefficients_in(said) == {t: pytest.approx(v, abs=1e-6) for t, v in pooled.items()}
    verified = described.fr.run("verify", folder / "result.zip", "--anchor",
                                described.federation.anchor)
    assert verified


def test_tables_of_a_result_are_rows_of_numbers(example):
    result = passerelle.Result(example[2] / "result.zip")
    assert set(result.tables) >= {"ages", "cox"}
    rows = result.table("cox")
    assert {row["term"] for row in rows} == {"armNew", "age"}
    pooled = result.pooled("cox")["coefficients"]
    assert {row["term"]: row["coefficient"] for row in rows} == pooled
    assert b"<html" in result.read("report.html")


def test_the_r_example_reads_the_same_coefficients(described, example, answer, surroundings):
    need_r()
    folder = described.data / "r"
    folder.mkdir()
    with_study = passerelle.Result(example[2] / "result.zip").read("study.json")
    (folder / "study.json").write_bytes(with_study)
    said = say(["Rscript", CLIENTS / "r/example.R", "study.json", example[0]], folder, surroundings)
    pooled = answer["cox"]["pooled"]["coefficients"]
    assert coefficients_in(said) == {t: pytest.approx(v, abs=1e-6) for t, v in pooled.items()}
    assert passerelle.Result(folder / "result.zip").analyses["cox"] == answer["cox"]


def test_a_refusal_is_an_error_with_its_code(described, marie):
    with pytest.raises(passerelle.Problem) as refused:
        client(described).login("marie", "a guess")
    assert refused.value.status == 401
    study = {**described.study(), "sql": "select 1"}
    with pytest.raises(passerelle.Problem, match="/sql") as refused:
        marie.check(study)
    assert refused.value.code.startswith("study.")
    with pytest.raises(passerelle.Problem) as refused:
        marie.run("no-such-run").wait()
    assert refused.value.status == 404


def test_a_node_with_another_certificate_is_not_spoken_to(described):
    other = client(described, certificate=described.fi.home / "keys/tls.pem")
    with pytest.raises(OSError, match="certificate"):
        other.login("marie", described.fr.passwords["marie"])
    with pytest.raises(OSError, match="certificate"):
        client(described, certificate=None).search()
    with pytest.raises(ValueError, match="https://HOST:PORT"):
        passerelle.Node("http://127.0.0.1:80")


def test_runs_and_applications_are_listed(marie, example):
    assert example[0] in [a["application"] for a in marie.applications()]
    runs = marie.runs()
    assert runs and marie.run(runs[0]["run"]).status()["status"] == "finished"


@pytest.fixture(scope="module")
def published_set(described):
    definition = {"dataset": described.dataset(described.fr), "name": "core-2026", "table": "t",
                  "title": {"en": "Persons with a known course"}, "complete_on": ["arm", "dead"]}
    described.fr.run("dataset", "set", "publish", described.file("set.json", definition))
    return definition


def test_sets_published_with_a_dataset_are_listed(described, marie, published_set):
    sets = marie.analysis_sets(published_set["dataset"])
    assert [(s["name"], s["title"]) for s in sets] == [("core-2026", published_set["title"])]
    assert marie.analysis_sets(described.dataset(described.fi)) == []


def test_sets_published_with_a_dataset_are_listed_in_r(published_set, surroundings, tmp_path):
    need_r()
    told = say(["Rscript", "-e", f"""
        source("{CLIENTS}/r/passerelle.R")
        node <- passerelle_node(Sys.getenv("PASSERELLE_URL"), Sys.getenv("PASSERELLE_CERTIFICATE"))
        passerelle_login(node, Sys.getenv("PASSERELLE_USER"), Sys.getenv("PASSERELLE_PASSWORD"))
        sets <- passerelle_analysis_sets(node, "{published_set["dataset"]}")
        cat(vapply(sets, function(set) set$name, ""))"""], tmp_path, surroundings)
    assert told == "core-2026"

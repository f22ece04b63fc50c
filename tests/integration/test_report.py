"""The report of a real run, in both languages, and what it offers to go on with."""

import html
import re
import subprocess
import sys

import pytest
from federation import Refused, command

ANALYSES = [
    {"id": "n", "type": "count", "by": "arm"},
    {"id": "groups", "type": "table_one", "by": "arm", "variables": ["age", "dead"]},
    {"id": "curve", "type": "kaplan_meier", "time": "time", "event": "dead", "by": "arm",
     "breaks": [250, 500, 1000, 1500], "coarser": [[500, 1500], [1500]]},
    {"id": "cox", "type": "cox", "time": "time", "event": "dead", "horizon": 1500,
     "terms": ["arm", "age"], "per_node": True}]


def study_of(world):
    study = world.study(id="reported", title={"en": "Is <new> better?", "fr": "Le <nouveau> ?"})
    study["analyses"] = ANALYSES
    return study


@pytest.fixture(scope="module")
def bundle(world):
    study = study_of(world)
    application = world.title(study)
    return world.result(world.submit(study, application, "--wait")["run"])


def snippet(page, name):
    found = re.search(f'<pre id="_snippet-{name}"><code>(.*?)</code></pre>', page, re.S)
    return html.unescape(found[1])


@pytest.mark.parametrize("file, language, words", [
    ("report.html", "en", ("Who is in the numbers", "Methods", "The price of privacy", "All nodes",
                           "Is &lt;new&gt; better?", "To be answered by the authors")),
    ("report.fr.html", "fr", ("Qui figure dans les nombres", "Méthodes", "Tous les nœuds",
                              "Le prix de la confidentialité", "Le &lt;nouveau&gt; ?",
                              "À remplir par les auteurs"))])
def test_the_report_is_in_both_languages(bundle, file, language, words):
    page = (bundle / file).read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    assert [word for word in words if word not in page] == []


def test_a_bundle_with_both_reports_verifies(world, bundle):
    assert world.fr.run("verify", f"{bundle}.zip", "--anchor", world.federation.anchor)["good"]


@pytest.mark.parametrize("name, program", [("r", ["Rscript", "-"]), ("python", [sys.executable, "-"])])
@pytest.mark.parametrize("file", ["report.html", "report.fr.html"])
def test_what_the_report_says_to_run_loads_the_bundle(bundle, name, program, file):
    text = snippet((bundle / file).read_text(encoding="utf-8"), name)
    done = subprocess.run(program, input=text, cwd=bundle, capture_output=True, encoding="utf-8",
                          timeout=120)
    assert done.returncode == 0, done.stderr
    for word in ("released", "cox", "arm", "New"):
        assert word in done.stdout


def test_a_study_is_explained_before_anybody_is_asked(world, tmp_path):
    file = world.file("explained.json", study_of(world))
    said = command("study", "explain", file)
    assert said["title"] == "Is <new> better?"
    sentences = [value for section in said["sections"] for row in section["rows"]
                 for value in row["values"]]
    assert "all: all rows of t." in sentences
    assert any(text.startswith("cox: proportional hazards model, of ") for text in sentences)

    out = tmp_path / "page.html"
    command("study", "explain", file, "--out", out, "--lang", "fr")
    page = out.read_text(encoding="utf-8")
    assert '<html lang="fr">' in page and "<script" not in page
    assert "Le &lt;nouveau&gt; ?" in page and "Ce qui peut sortir au plus" in page


def test_a_study_that_is_none_is_not_explained(tmp_path):
    file = tmp_path / "study.json"
    file.write_text('{"passerelle": "study/1"}')
    with pytest.raises(Refused):
        command("study", "explain", file)

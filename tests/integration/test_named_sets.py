"""Sets of rows that holders publish with their data: studies that name one have the same persons at
every node, so the ledger of releases lets each of them pass."""

import csv
import json

import pytest
from conftest import make_world
from federation import Refused

COLUMNS = ["age", "arm", "dead", "time"]
# Two studies of other variables: each alone would leave out whoever lacks a value of its own.
FIRST = {"complete_on": ["arm", "dead", "time"], "analyses": [
    {"id": "n", "type": "count", "by": "arm"},
    {"id": "cox", "type": "cox", "time": "time", "event": "dead", "horizon": 1500,
     "terms": ["arm"]}]}
SECOND = {"complete_on": ["age", "arm", "dead"], "analyses": [
    {"id": "n", "type": "count", "by": "arm"},
    {"id": "deaths", "type": "crosstab", "rows": "arm", "columns": "dead"},
    {"id": "age", "type": "linear", "outcome": "age", "terms": ["arm"]}]}


class Sets:
    def __init__(self, world):
        self.world = world
        for node in (world.fr, world.fi):
            # Of 20 persons nobody knows how old they are nor how long they lived, of three others
            # how old.
            file = world.data / f"{node.id}.csv"
            with open(file) as rows:
                table = list(csv.reader(rows))
            for i, row in enumerate(table[1:24]):
                row[2] = ""
                row[3] = row[3] if i >= 20 else ""
            with open(file, "w", newline="") as out:
                csv.writer(out).writerows(table)
            world.attach(node)
            self.rows = len(table) - 1 - 23

    def study(self, id, what, name=None):
        study = self.world.study(id=id)
        study["analyses"] = what["analyses"]
        study["analysis_set"] = name or {"cohort": "all", "complete_on": what["complete_on"]}
        return study

    def definition(self, node, **changes):
        return {"dataset": self.world.dataset(node), "name": "core-2026", "table": "t",
                "title": {"en": "Persons with a known course", "fr": "Personnes au cours connu"},
                "complete_on": COLUMNS, **changes}

    def publish(self, node, **changes):
        return node.run("dataset", "set", "publish",
                        self.world.file("set.json", self.definition(node, **changes)))

    def refusal(self, node, **changes):
        with pytest.raises(Refused) as refused:
            self.publish(node, **changes)
        return refused.value.problem

    def run(self, study, application=None):
        application = application or self.world.title(study)
        run = self.world.submit(study, application, "--wait")["run"]
        out = self.world.result(run)
        result = json.loads((out / "result.json").read_text())
        return out, result, {a["id"]: a for a in result["analyses"]}

    def failure(self, study, application=None):
        with pytest.raises(Refused) as refused:
            self.run(study, application)
        return refused.value.problem["detail"]

    def new_cohorts(self, node, study):
        digest = self.world.fr.run("study", "digest", self.world.file("digest.json", study))["digest"]
        return [sum(r["new_cohorts"].values())
                for r in node.run("ledger", "list", user="checker")["releases"]
                if r["study"] == digest]


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("sets"), (51000, 52000)) as world:
        made = Sets(world)
        for node in (world.fr, world.fi):
            made.publish(node)
        yield made


@pytest.fixture(scope="module")
def released(sets):
    """Both studies on the named set: what `run` tells of each."""
    return [sets.run(sets.study(id, what, "core-2026"))
            for id, what in (("first", FIRST), ("second", SECOND))]


def test_two_studies_that_leave_out_a_few_others_collide(tmp_path):
    with make_world(tmp_path, (61000, 62000)) as world:
        sets = Sets(world)
        _, _, first = sets.run(sets.study("first", FIRST))
        assert {a["status"] for a in first.values()} == {"released"}
        _, result, second = sets.run(sets.study("second", SECOND))
        assert result["analysis_set"]["rows"] is None
        assert second["n"]["pooled"]["rows"] is None
        assert "released" not in {a["status"] for a in second.values()}
        assert second["age"]["status"] == "withheld"


def test_the_same_two_studies_on_a_named_set_are_both_released_in_full(sets, released):
    for _, result, answers in released:
        assert {a["status"] for a in answers.values()} == {"released"}
        assert result["analysis_set"] == {"name": "core-2026", "rows": 2 * sets.rows,
                                          "opted_out": 0}
        assert answers["n"]["pooled"]["rows"] == 2 * sets.rows
    assert released[0][2]["n"]["pooled"] == released[1][2]["n"]["pooled"]


def test_persons_that_were_released_before_are_no_new_cohort(sets, released):
    for node in (sets.world.fr, sets.world.fi):
        first, = sets.new_cohorts(node, sets.study("first", FIRST, "core-2026"))
        second, = sets.new_cohorts(node, sets.study("second", SECOND, "core-2026"))
        # Of the second only deaths and survivals by arm, and all survivals, are of others.
        assert first > 0 and second == 5


def test_a_result_tells_by_which_definition_each_node_went(sets, released):
    out, result, _ = released[0]
    digests = {node["id"]: node["analysis_set"] for node in result["nodes"]}
    listed = sets.world.fr.run("dataset", "set", "list", sets.world.dataset(sets.world.fr))
    published, = listed["analysis_sets"]
    assert digests == {node: {"name": "core-2026", "sha256": published["sha256"]}
                       for node in ("fi", "fr")}
    report = (out / "report.html").read_text()
    assert "by one definition" in report and published["sha256"] in report
    assert "Left out, as a value is missing" not in report
    assert "selon une même définition" in (out / "report.fr.html").read_text()
    verified = sets.world.fr.run("verify", str(out) + ".zip")
    assert verified["good"]
    assert any("same definition of the analysis set" in c["what"] for c in verified["checks"])


def test_what_is_published_is_listed_with_its_texts(sets):
    fr = sets.world.fr
    published, = fr.run("dataset", "set", "list")["analysis_sets"]
    assert published["title"]["fr"] == "Personnes au cours connu"
    assert published["complete_on"] == COLUMNS and published["table"] == "t"
    dataset, = fr.run("dataset", "list")["datasets"]
    assert dataset["analysis_sets"] == ["core-2026"]
    event = [e for e in sets.world.log(fr) if e["event"] == "named_set_published"][0]
    assert event["subject"] == {"dataset": sets.world.dataset(fr), "analysis_set": "core-2026",
                                "digest": published["sha256"]}


def test_a_name_means_the_same_for_ever_and_texts_may_be_mended(sets):
    fr = sets.world.fr
    other = sets.refusal(fr, complete_on=["age", "arm"])
    assert other["code"] == "service.exists" and other["status"] == 409
    assert "`core-2026` of https://fr.example/dataset/t has meant other rows since" in other["detail"]
    sets.publish(fr, title={"en": "Persons of a known course", "fr": "Personnes au cours connu"},
                 complete_on=COLUMNS[::-1])
    published, = fr.run("dataset", "set", "list")["analysis_sets"]
    assert published["title"]["en"] == "Persons of a known course"


def test_a_definition_that_the_table_cannot_make_is_refused(sets):
    fr = sets.world.fr
    unknown = sets.refusal(fr, name="a", complete_on=["age", "weight"])
    assert unknown["code"] == "study.unknown_name"
    assert "no column `weight` in the table t; it has: id, arm, age" in unknown["detail"]
    assert "no column `grade`" in sets.refusal(fr, name="a", where={"eq": ["grade", 1]})["detail"]
    for changes in ({"where": {"lt": ["id", 51010]}}, {"complete_on": ["id"]}):
        assert "`id` identifies persons" in sets.refusal(fr, name="a", **changes)["detail"]
    assert "text" in sets.refusal(fr, name="a", where={"gt": ["arm", 3]})["detail"]
    assert sets.refusal(fr, name="a", table="u")["detail"].endswith("it has: t")
    assert sets.refusal(fr, name="a", dataset="https://fr.example/dataset/u")["code"] == (
        "service.not_found")
    linked = sets.refusal(fr, name="a", where={"exists": {"event": {"source": "u", "date": "d"}}})
    assert linked["code"] == "study.not_offered" and linked["detail"].startswith("/where: ")
    assert sets.refusal(fr, name="no name")["code"] == "study.malformed"
    assert "/sql" in sets.refusal(fr, name="a", sql="SELECT 1")["detail"]


def test_only_the_operator_publishes_and_nobody_unknown_sees_what_the_catalogue_does_not(sets):
    fr = sets.world.fr
    with pytest.raises(Refused) as refused:
        fr.run("dataset", "set", "publish",
               sets.world.file("set.json", sets.definition(fr, name="hers")), user="marie")
    assert refused.value.problem["code"] == "service.not_allowed"
    assert json.load(fr.get("/api/v1/analysis-sets")) == {"analysis_sets": []}


def test_a_check_asks_all_nodes_and_says_which_columns_are_needed(sets):
    study = sets.study("checked", FIRST, "core-2026")
    checked = sets.world.fr.run("study", "check", sets.world.file("c.json", study), user="marie")
    told = checked["analysis_set"]
    assert [d["dataset"] for d in told["datasets"]] == study["sources"][0]["datasets"]
    assert told["untold"] == [] and told["datasets"][1]["complete_on"] == COLUMNS
    assert set(checked["variables"]) == {"id", *COLUMNS}  # the study itself reads no age


def test_a_permit_must_cover_the_columns_of_the_definition(sets):
    study = sets.study("narrow", FIRST, "core-2026")
    datasets = [{"id": sets.world.dataset(node), "node": node.id,
                 "variables": ["arm", "dead", "id", "time"]} for node in sets.world.nodes]
    application = sets.world.title(study, datasets=datasets)
    checked = sets.world.fr.run("study", "check", sets.world.file("c.json", study),
                                "--application", application, user="marie")
    for node in checked["nodes"].values():
        assert not node["covered"] and "variable \"age\"" in node["lacks"]
    assert "permit.variable_not_covered" in sets.failure(study, application)


def test_a_variable_outside_of_the_set_is_refused_by_name(sets):
    what = {"analyses": [{"id": "m", "type": "linear", "outcome": "age", "terms": ["arm"]}]}
    for node in sets.world.nodes:
        sets.publish(node, name="ageless", complete_on=["arm", "dead"])
    study = sets.study("outside", what, "ageless")
    checked = sets.world.fr.run("study", "check", sets.world.file("c.json", study), user="marie")
    why = "`age` must have a value in every row, and reads `age`; `ageless` is complete on arm, dead"
    assert all(why in d["refused"] for d in checked["analysis_set"]["datasets"])
    assert why in sets.failure(study)


def test_a_value_that_is_missing_all_the_same_ends_the_study(sets):
    study = sets.study("root", {"analyses": [
        {"id": "m", "type": "linear", "outcome": "root", "terms": ["arm"]}]}, "core-2026")
    study["variables"]["root"] = {"sqrt": {"sub": ["age", 50]}}
    assert "data.missing_refused: variable `root`" in sets.failure(study)


def test_a_holder_without_the_set_names_what_there_is(sets):
    sets.publish(sets.world.fr, name="only-here")
    study = sets.study("half", FIRST, "only-here")
    checked = sets.world.fr.run("study", "check", sets.world.file("c.json", study), user="marie")
    assert checked["analysis_set"]["untold"] == [sets.world.dataset(sets.world.fi)]
    why = sets.failure(study)
    assert "service.no_analysis_set" in why
    assert "https://fi.example/dataset/t has no analysis set `only-here`; published are: " in why
    assert "core-2026" in why.split("published are: ")[1]


def test_a_rehearsal_goes_by_the_holder_s_own_definition(sets, released):
    fr = sets.world.fr
    rehearse = lambda study: fr.run("study", "check", "--on-data",
                                    sets.world.file("r.json", study), user="checker")
    # As released before, so nothing is held back.
    for round in rehearse(sets.study("tried", SECOND, "core-2026"))["rounds"]:
        assert round["withheld_cells"] == 0 and round["withheld_sums"] == 0
    alone = rehearse(sets.study("alone", FIRST))["rounds"][-1]
    assert alone["too_close"] and alone["withheld_cells"] > 0
    with pytest.raises(Refused) as refused:
        rehearse(sets.study("nowhere", SECOND, "core-2027"))
    assert refused.value.problem["code"] == "service.no_analysis_set"
    assert "no analysis set `core-2027`" in refused.value.problem["detail"]


def test_no_new_run_goes_by_a_withdrawn_set_which_can_come_back_as_it_was(sets):
    fr = sets.world.fr
    dataset = sets.world.dataset(fr)
    for node in sets.world.nodes:
        sets.publish(node, name="short-lived")
    study = sets.study("ended", FIRST, "short-lived")
    application = sets.world.title(study)
    sets.run(study, application)
    fr.run("dataset", "set", "withdraw", dataset, "short-lived", "--reason", "Too narrow.")
    mark, = [s for s in fr.run("dataset", "set", "list", dataset)["analysis_sets"]
             if s["name"] == "short-lived"]
    assert mark["reason"] == "Too narrow." and "withdrawn" in mark
    assert "has no analysis set `short-lived`" in sets.failure(study, application)
    assert sets.refusal(fr, name="short-lived", complete_on=["age"])["code"] == "service.exists"
    with pytest.raises(Refused):
        fr.run("dataset", "set", "withdraw", dataset, "short-lived", "--reason", "Again.")
    sets.publish(fr, name="short-lived")
    sets.run(study, application)


def test_an_explanation_tells_of_the_set_in_both_languages(sets):
    file = sets.world.file("e.json", sets.study("told", FIRST, "core-2026"))
    text = {lang: json.dumps(sets.world.fr.run("study", "explain", file, "--lang", lang),
                             ensure_ascii=False) for lang in ("en", "fr")}
    assert "that each holder publishes under this name" in text["en"]
    assert "que chaque détenteur publie sous ce nom" in text["fr"]
    assert "left out" not in text["en"].replace("whom one study left out", "").replace(
        "no row is left out", "")

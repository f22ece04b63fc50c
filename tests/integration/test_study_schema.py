"""The JSON Schema of a study: takes every study that the compiler takes, and refuses what is wrong
in a study's form as the compiler does."""

import copy
import json
import re

import pytest
from jsonschema import Draft202012Validator

from federation import TOP, Refused, command
from runner import Story

SCENARIOS = sorted(file.parent for file in (TOP / "interop-scenarios").glob("*/scenario.json"))
CURVE = {"id": "x", "type": "kaplan_meier", "time": "time5", "event": "dead5"}


@pytest.fixture(scope="module")
def validator():
    schema = command("study", "schema")
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def embedded(path, begin, end):
    text = (TOP / path).read_text(encoding="utf-8").split(begin, 1)[1].split(end, 1)[0]
    return json.loads(text.split("```json\n", 1)[-1].split("\n```", 1)[0])


def language_page():
    return embedded("node/analysis/STUDY.md", "```json\n", "\n```")


def of_scenario(folder, tmp_path):
    story = Story(folder, tmp_path, keep=False)
    story.expand_study()
    return story.study


def compiles(study, tmp_path):
    file = tmp_path / "study.json"
    file.write_text(json.dumps(study))
    try:
        return command("study", "digest", file)["digest"]
    except Refused:
        return None


def linked_study():
    """The parts of the language page about linked sources, as a study."""
    study = language_page()
    parts = embedded("node/analysis/STUDY.md", "## Several tables, and events", "## Logical models")
    return {"passerelle": "study/1", "study": study["study"], **parts,
            "analyses": [{"id": "n", "type": "count", "by": "readmitted"}]}


def model_study():
    return {"passerelle": "study/1", "study": language_page()["study"],
            "sources": [{"alias": "cdm", "model": "omop/5.4",
                         "datasets": ["https://fr.example/dataset/cdm"]}],
            "cohorts": {"seen": {"from": "cdm", "where": {
                "observed": {"of": "index", "days": [-365, 0]}}}},
            "variables": {
                "index": {"first": {"event": {"domain": "condition", "codes": {
                    "concept": [40481087], "source": ["J01*"]}}}},
                "sex": {"attr": "sex", "levels": [8507, 8532]},
                "age": {"age_at": "index"},
                "drug": {"exists_in": "drug_exposure", "levels": [False, True]},
                "drugs": {"count": {"any": [{"event": {"domain": "drug"}},
                                            {"event": {"domain": "procedure"}}], "era": 30,
                                    "during": {"event": {"domain": "visit"}},
                                    "after": {"date": "2020-01-01"}}}},
            "analyses": [{"id": "v", "type": "validation", "rule_set": "bycovid/1.1"},
                         {"id": "n", "type": "crosstab", "rows": "sex", "columns": "drug"},
                         {"id": "a", "type": "describe", "variables": ["age", "drugs"]}]}


def snds_study():
    return json.loads((TOP / "tests/fuzz/corpus/study/snds.json").read_text())


GOOD = {"language page": lambda out: language_page(),
        "linked sources": lambda out: linked_study(),
        "a model": lambda out: model_study(),
        "the SNDS": lambda out: snds_study(),
        "bundle sample": lambda out: embedded("node/bundle/sample_run_test.cc", 'R"json(', ')json"'),
        **{folder.name: lambda out, folder=folder: of_scenario(folder, out)
           for folder in SCENARIOS}}


@pytest.mark.parametrize("name", GOOD)
def test_a_study_that_compiles_is_valid(name, validator, tmp_path):
    study = GOOD[name](tmp_path)
    assert [error.message for error in validator.iter_errors(study)] == []
    assert re.fullmatch("[0-9a-f]{64}", compiles(study, tmp_path))


def without(*path):
    def change(study):
        for step in path[:-1]:
            study = study[step]
        del study[path[-1]]
    return change


def having(value, *path):
    def change(study):
        for step in path[:-1]:
            study = study[step]
        study[path[-1]] = value
    return change


def analysis(**fields):
    return having([{"id": "x", **fields}], "analyses")


def variable(value):
    return having(value, "variables", "arm")


# A change of the study of the language's page, each of another kind.
BAD = {
    "another format": having("study/2", "passerelle"),
    "a field that nobody knows": having(1, "sql"),
    "no sources": having([], "sources"),
    "two sources": lambda s: s["sources"].append(copy.deepcopy(s["sources"][0])),
    "no analyses": having([], "analyses"),
    "no title": without("study", "title"),
    "a title in no language": having({}, "study", "title"),
    "a language that is none": having({"english": "x"}, "study", "title"),
    "a purpose that is none": having("research", "study", "purpose"),
    "an id that is a path": having("../x", "study", "id"),
    "a version that is a number": having(1, "study", "version"),
    "a reading of its own": having({"one_row_per": "id"}, "sources", 0, "reading"),
    "no person": without("sources", 0, "person"),
    "a data set that is no IRI": having(["colon"], "sources", 0, "datasets"),
    "a data set that stands twice": lambda s: s["sources"][0]["datasets"].append(
        s["sources"][0]["datasets"][0]),
    "a source called node": having("node", "sources", 0, "alias"),
    "a source of an unknown model": having({"alias": "m", "model": "omop/1",
                                            "datasets": ["urn:a"]}, "sources", 0),
    "a model with a person": having("omop/5.4", "sources", 0, "model"),
    "events of nothing": variable({"exists": {}}),
    "events of a source and a domain": variable(
        {"exists": {"event": {"source": "a", "domain": "drug"}}}),
    "an event with SQL": variable({"exists": {"event": {"source": "a", "sql": "x"}}}),
    "an event with an end alone": variable({"exists": {"event": {"source": "a", "end": "b"}}}),
    "any of one": variable({"exists": {"any": [{"event": {"source": "a"}}]}}),
    "a window without days": variable(
        {"exists": {"event": {"source": "a", "date": "b"}, "within": {"of": "age"}}}),
    "a window open at both ends": variable(
        {"exists": {"event": {"source": "a", "date": "b"},
                    "within": {"of": "age", "days": [None, None]}}}),
    "an era of less than a day": variable(
        {"exists": {"event": {"source": "a", "date": "b"}, "era": -1}}),
    "at least no event": variable({"at_least": [0, {"event": {"source": "a"}}]}),
    "the nth without a number": variable({"nth": {"event": {"source": "a", "date": "b"}}}),
    "a day in words": variable({"date": "30 February"}),
    "a begin that is a number": variable({"starts_with": ["rx", 1]}),
    "a set of rules that is none": analysis(type="validation", rule_set="bycovid/9"),
    "rules and a set of them": analysis(type="validation", rule_set="bycovid/1.1",
                                        rules=["adult"]),
    "a cohort from nowhere": having({}, "cohorts", "patients"),
    "a cohort with SQL": having("x", "cohorts", "patients", "sql"),
    "an analysis set without variables": without("analysis_set", "complete_on"),
    "an analysis set with one twice": having(["age", "age"], "analysis_set", "complete_on"),
    "a minimum of one": having({"min_cell": 1}, "disclosure"),
    "a minimum that is text": having({"min_cell": "5"}, "disclosure"),
    "a quorum of nobody": having({"min_nodes": 0}, "quorum"),
    "another word for absent": having({"on_absent": "guess"}, "quorum"),
    "a deadline that is a day": having({"deadline": "2027-01-31"}, "quorum"),
    "a variable that is a name": variable("rx"),
    "a variable of two operators": variable({"column": "rx", "log": "age"}),
    "a variable of none": variable({"levels": ["a", "b"]}),
    "an operator that is none": variable({"random": []}),
    "a column that is a number": variable({"column": 1}),
    "a comparison of three": variable({"case": [[{"eq": ["a", 1, 2]}, 1]]}),
    "a comparison with null": variable({"case": [[{"eq": ["a", None]}, 1]]}),
    "a comparison that begins with a number": variable({"case": [[{"eq": [1, "a"]}, 1]]}),
    "between with one end": variable({"case": [[{"between": ["a", 1]}, 1]]}),
    "a branch without a value": variable({"case": [[{"eq": ["a", 1]}]]}),
    "else without case": variable({"column": "rx", "else": 0}),
    "breaks without cut": variable({"column": "rx", "breaks": [1, 2]}),
    "cut without breaks": variable({"cut": "age"}),
    "cut at one break": variable({"cut": "age", "breaks": [1]}),
    "levels of two kinds": variable({"column": "rx", "levels": ["a", 1]}),
    "a level that stands twice": variable({"column": "rx", "levels": ["a", "a"]}),
    "a level of the language": variable({"column": "rx", "levels": ["(missing)"]}),
    "no levels": variable({"column": "rx", "levels": []}),
    "another rule for missing": variable({"column": "rx", "levels": ["a"], "missing": "guess"}),
    "a name with a comma": having({"column": "rx"}, "variables", "a,b"),
    "a variable called node": having({"column": "rx"}, "variables", "node"),
    "a type that is none": analysis(type="forest"),
    "an analysis without a type": analysis(),
    "a field of another type": analysis(type="count", columns="arm"),
    "a table without rows": analysis(type="crosstab", columns="arm"),
    "layers without columns": analysis(type="crosstab", rows="arm", layers="dead5"),
    "a description of nothing": analysis(type="describe", variables=[]),
    "one number correlated": analysis(type="correlation", variables=["age"]),
    "a probability of two": analysis(type="quantiles", variable="age", probs=[2], resolution=1),
    "a resolution of none": analysis(type="quantiles", variable="age", probs=[0.5], resolution=0),
    "quantiles described without a resolution": analysis(
        type="describe", variables=["age"], quantiles={"probs": [0.5]}),
    "quantiles described to nothing": analysis(
        type="describe", variables=["age"], quantiles={"resolution": {"age": 0}}),
    "rates by no category": analysis(type="rate", event="dead5", person_time="years5", by=[]),
    "another standard": analysis(type="rate", event="dead5", person_time="years5", by="decade",
                                 standard="ESP1976"),
    "a tenth definition": analysis(type="quantiles", variable="age", probs=[0.5], resolution=1,
                                   definition=10),
    "a curve without breaks": having([CURVE], "analyses"),
    "a curve that breaks at zero": having([{**CURVE, "breaks": [0, 365]}], "analyses"),
    "another interval": having([{**CURVE, "breaks": [365], "conf_type": "exact"}], "analyses"),
    "a horizon of none": analysis(type="count", horizon=0),
    "a model of nothing": analysis(type="cox", time="time5", event="dead5", terms=[]),
    "other ties": analysis(type="cox", time="time5", event="dead5", terms=["arm"], ties="exact"),
    "strata of a variable": analysis(type="cox", time="time5", event="dead5", terms=["age"],
                                     strata=["arm"]),
    "a power of one": analysis(type="linear", outcome="time5", terms=[{"poly": "age", "degree": 1}]),
    "two knots": analysis(type="linear", outcome="time5", terms=[{"spline": "age", "knots": [1, 2]}]),
    "another family": analysis(type="glm", outcome="dead5", terms=["arm"], family="tweedie"),
    "another link": analysis(type="glm", outcome="dead5", terms=["arm"], family="binomial",
                             link="cauchit"),
    "a series that is never broken": analysis(type="its", outcome="died5", time="nodes"),
    "a standard without groups": analysis(type="rate", event="dead5", person_time="years5",
                                          standard="esp2013"),
    "a negative rate": analysis(type="rate", event="dead5", person_time="years5", by="arm",
                                reference_rates=[-1, 1, 1]),
    "a score without a threshold": analysis(type="diagnostic", truth="dead5", score="nodes"),
    "a test with a threshold": analysis(type="diagnostic", truth="dead5", test="dead5", threshold=1),
    "a method that is none": analysis(type="meta", of="cox.age", methods=["median"]),
    "a method that stands twice": analysis(type="meta", of="cox.age", methods=["DL", "DL"]),
    "a formula that is a number": analysis(type="derive", expr=1),
}


@pytest.mark.parametrize("name", BAD)
def test_a_study_of_another_form_is_invalid_and_does_not_compile(name, validator, tmp_path):
    study = language_page()
    BAD[name](study)
    assert not validator.is_valid(study)
    assert compiles(study, tmp_path) is None

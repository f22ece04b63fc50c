"""Linkage inside a node: several tables of one node joined person by person, only where application
and permit name it, and never with a table of which the holder has not said that its persons are the
same."""

import csv
import json
import random

import pytest

from conftest import make_world
from federation import Refused

STAYS = [("patient", "integer"), ("entry", "integer"), ("ward", "text")]


def stays_dataset(node):
    return f"https://{node.id}.example/dataset/stays"


def write_stays(world, node):
    """Nought to three stays for most persons, on the days since each one's entry; two of nobody."""
    dice = random.Random(node.id)
    stays = []
    for row in rows_of(world, node):
        for _ in range(dice.choice([0, 1, 1, 2, 3])):
            stays.append([row["id"], dice.randint(0, 1600), dice.choice(["surgery", "medicine"])])
    stays += [["7", 5, "surgery"], ["", 5, "surgery"]]
    with open(world.data / f"{node.id}-stays.csv", "w", newline="") as out:
        csv.writer(out).writerows([[name for name, _ in STAYS], *stays])
    return stays


def rows_of(world, node):
    with open(world.data / f"{node.id}.csv") as file:
        return list(csv.DictReader(file))


def attach_stays(world, node, **more):
    binding = {"engine": "duckdb", "format": "csv", "file": str(world.data / f"{node.id}-stays.csv"),
               "columns": [{"name": name, "type": kind} for name, kind in STAYS],
               "person": "patient", "person_space": "register", **more}
    node.run("dataset", "attach", world.file(f"{node.id}-stays.json", {
        "dataset": stays_dataset(node), "tables": {"stays": binding}}))


class Linked:
    def __init__(self, world):
        self.world = world
        self.stays = {}
        for node in world.nodes:
            world.attach(node, person_space="register")
            self.stays[node.id] = write_stays(world, node)
            attach_stays(world, node)

    def study(self, **changes):
        study = self.world.study(**changes)
        study["sources"].append({"alias": "stays", "person": "patient",
                                 "datasets": [stays_dataset(node) for node in self.world.nodes]})
        stay = {"source": "stays", "date": "entry"}
        study["variables"].update({
            "early": {"exists": {"event": stay, "within": {"of": "zero", "days": [0, 400]}},
                      "levels": [False, True]},
            "zero": {"sub": ["age", "age"]},
            "linked": {"exists": {"event": {"source": "stays"}}, "levels": [False, True]},
            "surgeries": {"count": {"event": {**stay, "where": {"eq": ["ward", "surgery"]}}}}})
        study["analysis_set"]["complete_on"] += ["early", "surgeries"]
        study["analyses"] = [
            {"id": "n", "type": "crosstab", "rows": "arm", "columns": "early"},
            {"id": "surgeries", "type": "describe", "variables": ["surgeries"]},
            {"id": "matched", "type": "validation", "rules": ["linked"]}]
        return study

    def apply(self, study, linkage=True, stays=True):
        draft = self.world.draft(study)
        for node in self.world.nodes if stays else []:
            draft["datasets"].append({"id": stays_dataset(node), "node": node.id,
                                      "variables": [name for name, _ in STAYS]})
        if linkage:
            draft["linkage"] = [dataset["id"] for dataset in draft["datasets"]]
        file = self.world.file("application.json", draft)
        return self.world.fr.run("application", "submit", file, user="marie")["application"]

    def run(self, study, application):
        run = self.world.submit(study, application, "--wait")
        return json.loads((self.world.result(run["run"]) / "result.json").read_text())

    def refused(self, study, application):
        with pytest.raises(Refused) as refused:
            self.world.submit(study, application, "--wait")
        return str(refused.value)

    def expected(self, out=()):
        early, surgeries, linked, persons = {}, [], 0, 0
        for node in self.world.nodes:
            for row in rows_of(self.world, node):
                if row["id"] in out:
                    continue
                own = [stay for stay in self.stays[node.id] if str(stay[0]) == row["id"]]
                is_early = any(stay[1] <= 400 for stay in own)
                cell = (row["arm"], "true" if is_early else "false")
                early[cell] = early.get(cell, 0) + 1
                surgeries.append(sum(stay[2] == "surgery" for stay in own))
                linked += bool(own)
                persons += 1
        return early, surgeries, linked, persons

    def check(self, result, out=()):
        early, surgeries, linked, persons = self.expected(out)
        answers = {analysis["id"]: analysis["pooled"] for analysis in result["analyses"]}
        for (arm, level), count in early.items():
            row = answers["n"]["levels"]["rows"].index(arm)
            column = answers["n"]["levels"]["columns"].index(level)
            assert answers["n"]["cells"][row][column] == count
        described = answers["surgeries"]["surgeries"]
        assert described["n"] == persons
        assert described["mean"] == pytest.approx(sum(surgeries) / persons, rel=1e-12)
        assert answers["matched"]["linked"]["holds"] == linked


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("linkage"), (918273000, 645546000)) as world:
        yield Linked(world)


def test_linked_tables_answer_as_the_joined_rows_would(linked):
    study = linked.study()
    application = linked.apply(study)
    linked.world.grant(application)
    result = linked.run(study, application)
    linked.check(result)
    read = [one["dataset"] for node in result["nodes"] for one in node["dataset_versions"]]
    assert sorted(read) == sorted(dataset(node) for node in linked.world.nodes
                                  for dataset in (linked.world.dataset, stays_dataset))


def test_data_are_linked_only_where_application_and_permit_name_it(linked):
    world, study = linked.world, linked.study()
    unnamed = linked.apply(study, linkage=False)
    world.grant(unnamed)
    assert "linking dataset" in linked.refused(study, unnamed)

    not_asked = linked.apply(study, stays=False, linkage=False)
    world.grant(not_asked)
    assert stays_dataset(world.fi) in linked.refused(study, not_asked)

    with pytest.raises(Refused, match="would be linked but is not asked for"):
        draft = world.draft(study)
        draft["linkage"] = [stays_dataset(world.fi)]
        world.fr.run("application", "submit", world.file("application.json", draft), user="marie")

    # The body of one country gives less than was asked for.
    application = linked.apply(study)
    world.grant_at(world.fr, application)
    read = [{"id": world.dataset(world.fi), "variables": ["age", "arm", "dead", "id", "time"]},
            {"id": stays_dataset(world.fi), "variables": ["entry", "patient", "ward"]}]
    world.grant_at(world.fi, application, flag="--grant-part",
                   details={"granted": {"datasets": read}, "grounds": ["68-1-b"]})
    refusal = linked.refused(study, application)
    assert "linking dataset" in refusal


def test_check_names_what_is_linked_and_explain_tells_it(linked):
    study = linked.study()
    checked = linked.world.fr.run("study", "check", linked.world.file("linked.json", study),
                                  user="marie")
    assert checked["linked"] == [{"source": "stays",
                                  "datasets": [stays_dataset(node) for node in linked.world.nodes],
                                  "variables": ["entry", "patient", "ward"]}]
    explained = linked.world.fr.run("study", "explain", linked.world.file("linked.json", study))
    text = json.dumps(explained)
    assert "Linked with them, stays" in text
    assert "rows of stays where ward = surgery" in text


def test_tables_whose_holder_has_not_said_that_persons_are_the_same_are_not_linked(linked):
    world, study = linked.world, linked.study()
    application = linked.apply(study)
    world.grant(application)
    attach_stays(world, world.fi, person_space="another")
    try:
        assert "service.not_linkable" in linked.refused(study, application)
    finally:
        attach_stays(world, world.fi)
    linked.check(linked.run(study, application))


def test_a_filter_of_a_permit_holds_for_linked_rows_wherever_they_are_asked_about(linked):
    world = linked.world
    surgery = {"eq": [{"column": "ward"}, "surgery"]}

    def study_of(events):
        study = linked.study(id="filtered")
        study["variables"] = events
        study["analyses"] = [{"id": "n", "type": "count", "by": "asked"}]
        study["analysis_set"]["complete_on"] = ["asked"]
        return study

    def granted(study):
        application = linked.apply(study)
        asked = world.fr.run("study", "check", world.file("filtered.json", study), user="marie")
        for node in world.nodes:
            datasets = [{"id": world.dataset(node), "variables": asked["variables"]},
                        {"id": stays_dataset(node), "variables": ["entry", "patient", "ward"],
                         "row_filter": {"and": [surgery]}}]
            world.grant_at(node, application, flag="--grant-part",
                           details={"granted": {"datasets": datasets,
                                                "linkage": [d["id"] for d in datasets]},
                                    "grounds": ["68-1-b"]})
        return application

    levels = {"levels": [False, True]}
    filtered = {"asked": {"exists": {"event": {"source": "stays", "where": surgery}}, **levels}}
    study = study_of(filtered)
    assert linked.run(study, granted(study))["analyses"][0]["status"] == "released"
    for more in ({"exists_in": "stays"},
                 {"exists": {"event": {"source": "stays"}}},
                 {"exists": {"event": {"source": "stays", "date": "entry", "where": surgery},
                             "during": {"event": {"source": "stays", "date": "entry"}}}}):
        has_surgery = {"exists": filtered["asked"]["exists"]}
        study = study_of({"asked": {"and": [has_surgery, more], **levels}})
        assert "does not make the condition" in linked.refused(study, granted(study))


def test_a_linked_event_of_one_person_is_in_no_number(linked):
    world = linked.world
    days = {}
    for patient, entry, _ in linked.stays["fi"]:
        days.setdefault(entry, set()).add(patient)
    alone = next(day for day, patients in sorted(days.items()) if len(patients) == 1
                 and not any(stay[1] == day for stay in linked.stays["fr"]))
    study = linked.study(id="alone")
    event = {"exists": {"event": {"source": "stays", "where": {"eq": ["entry", alone]}}}}
    study["variables"] = {"dead": study["variables"]["dead"],
                          "one": {**event, "levels": [False, True]},
                          "number": {"case": [[event, 1]], "else": 0}}
    study["analysis_set"]["complete_on"] = ["age", "dead", "number", "one"]
    study["analyses"] = [
        {"id": "n", "type": "count", "by": "one"},
        {"id": "mean", "type": "describe", "variables": ["age"], "by": "one"},
        {"id": "sum", "type": "describe", "variables": ["number"]},
        {"id": "logit", "type": "glm", "family": "binomial", "outcome": "dead",
         "terms": ["one", "age"]},
        {"id": "line", "type": "linear", "outcome": "age", "terms": ["number"]}]
    application = linked.apply(study)
    world.grant(application)
    answers = {a["id"]: a for a in linked.run(study, application)["analyses"]}
    assert answers["n"]["pooled"]["by"]["true"]["persons"] is None
    assert answers["n"]["pooled"]["by"]["false"]["persons"] is None
    assert answers["mean"]["pooled"]["age"]["by"]["true"]["mean"] is None
    assert answers["sum"]["pooled"]["number"]["mean"] is None
    for one in ("logit", "line"):
        assert answers[one]["status"] == "withheld", answers[one]


def test_a_study_computes_with_no_identifier_of_a_linked_table(linked):
    study = linked.study(id="identified")
    study["sources"][1]["person"] = "entry"
    study["variables"]["early"] = {"exists": {"event": {
        "source": "stays", "where": {"eq": ["patient", 7]}}}, "levels": [False, True]}
    study["variables"]["surgeries"] = {"count": {"event": {"source": "stays"}}}
    application = linked.apply(study)
    linked.world.grant(application)
    assert "service.reads_identifiers" in linked.refused(study, application)


def test_who_opted_out_of_one_of_the_linked_datasets_is_read_in_none(linked):
    world, study = linked.world, linked.study()
    out = [row["id"] for row in rows_of(world, world.fi) if row["arm"] == "New"][:40]
    world.fi.run("optout", "record", stays_dataset(world.fi), stdin="\n".join(out) + "\n")
    application = linked.apply(study)
    world.grant(application)
    result = linked.run(study, application)
    assert result["analysis_set"]["opted_out"] == 40
    linked.check(result, out)

"""A study in words of a logical model, over nodes whose datasets have the tables of that model."""

import csv
import datetime
import json
import random

import pytest

from conftest import make_world
from federation import Refused

DAY = datetime.timedelta(days=1)
BEGIN = datetime.date(2020, 1, 1)
SINUSITIS, AMOXICILLIN, MALE, FEMALE = 40481087, 1713332, 8507, 8532
TABLES = {
    "person": [("person_id", "integer"), ("gender_concept_id", "integer"),
               ("year_of_birth", "integer")],
    "condition_occurrence": [("person_id", "integer"), ("condition_concept_id", "integer"),
                             ("condition_start_date", "date"), ("condition_end_date", "date"),
                             ("condition_source_value", "text")],
    "drug_exposure": [("person_id", "integer"), ("drug_concept_id", "integer"),
                      ("drug_exposure_start_date", "date"), ("drug_exposure_end_date", "date"),
                      ("drug_source_value", "text")],
    "observation_period": [("person_id", "integer"), ("observation_period_start_date", "date"),
                           ("observation_period_end_date", "date")]}
INDEX = {"first": {"event": {"domain": "condition",
                             "codes": {"concept": [SINUSITIS], "source": ["J01*"]}},
                   "after": {"date": "2020-03-01"}}}
VARIABLES = {
    "index": INDEX,
    "sex": {"attr": "sex", "levels": [MALE, FEMALE]},
    "age": {"age_at": "index"},
    "treated": {"exists": {"event": {"domain": "drug", "codes": {"concept": [AMOXICILLIN]}},
                           "within": {"of": "index", "days": [0, 14]}},
                "levels": [False, True]}}


def rows_of(seed, first_id):
    """Persons with up to four conditions and a drug after some, observed for one to three years."""
    dice = random.Random(seed)
    rows = {table: [] for table in TABLES}
    for person in range(first_id, first_id + 500):
        rows["person"].append([person, dice.choice([MALE, FEMALE]), dice.randint(1930, 2000)])
        since = BEGIN - dice.randint(0, 400) * DAY
        rows["observation_period"].append([person, since, BEGIN + dice.randint(365, 730) * DAY])
        for _ in range(dice.randint(0, 4)):
            start = BEGIN + dice.randint(0, 700) * DAY
            code = dice.choice([(SINUSITIS, "s"), (0, "J01.9"), (0, "J02"), (1, "x")])
            rows["condition_occurrence"].append([person, code[0], start, "", code[1]])
            if dice.random() < 0.5:
                drug = start + dice.randint(-5, 25) * DAY
                rows["drug_exposure"].append([person, dice.choice([AMOXICILLIN, 1]), drug, "", ""])
    return rows


def expected_of(rows):
    """Counts by sex and treatment, and ages, by the definitions of the study above."""
    cells, ages = {}, []
    born = {person: (sex, year) for person, sex, year in rows["person"]}
    for person, since, until in rows["observation_period"]:
        starts = [start for who, concept, start, _, source in rows["condition_occurrence"]
                  if who == person and start > datetime.date(2020, 3, 1)
                  and (concept == SINUSITIS or source.startswith("J01"))]
        if not starts:
            continue
        index = min(starts)
        if not (since <= index - 90 * DAY and index <= until):
            continue
        treated = any(who == person and concept == AMOXICILLIN
                      and index <= start <= index + 14 * DAY
                      for who, concept, start, _, _ in rows["drug_exposure"])
        sex, year = born[person]
        cells[(sex, treated)] = cells.get((sex, treated), 0) + 1
        ages.append(index.year - year)
    return cells, ages


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("models")) as world:
        rows = {}
        for seed, node in enumerate(world.nodes):
            rows[node.id] = rows_of(seed, 1000 * (seed + 1))
            tables = {}
            for table, columns in TABLES.items():
                file = world.data / f"{node.id}-{table}.csv"
                with open(file, "w", newline="") as out:
                    csv.writer(out).writerows([[name for name, _ in columns],
                                               *rows[node.id][table]])
                tables[table] = {"engine": "duckdb", "format": "csv", "file": str(file),
                                 "columns": [{"name": n, "type": t} for n, t in columns],
                                 "person": "person_id"}
            node.run("dataset", "attach", world.file(f"{node.id}-cdm.json", {
                "dataset": world.dataset(node), "tables": tables}))
        yield world, rows


def study_of(world):
    study = world.study(id="model")
    study["sources"] = [{"alias": "cdm", "model": "omop/5.4",
                         "datasets": study["sources"][0]["datasets"]}]
    study["variables"] = VARIABLES
    study["cohorts"] = {"sick": {"from": "cdm", "where": {"and": [
        {"not": {"is_null": "index"}}, {"observed": {"of": "index", "days": [-90, 0]}}]}}}
    study["analysis_set"] = {"cohort": "sick", "complete_on": ["age", "sex", "treated"]}
    study["analyses"] = [{"id": "n", "type": "crosstab", "rows": "sex", "columns": "treated"},
                         {"id": "ages", "type": "describe", "variables": ["age"]}]
    return study


def apply(world, study, variables):
    draft = world.draft(study)
    for dataset in draft["datasets"]:
        dataset["variables"] = variables
    return world.fr.run("application", "submit", world.file("application.json", draft),
                        user="marie")["application"]


def test_a_study_of_a_model_answers_as_its_tables_do(models):
    world, rows = models
    study = study_of(world)
    checked = world.fr.run("study", "check", world.file("model.json", study), user="marie")
    assert [one["source"] for one in checked["linked"]] == [
        "condition_occurrence", "drug_exposure", "observation_period"]
    variables = sorted({*checked["variables"],
                        *(name for one in checked["linked"] for name in one["variables"])})
    # One dataset with several tables is linked with nothing else, so no permit has to say so.
    application = apply(world, study, variables)
    world.grant(application)
    run = world.submit(study, application, "--wait")["run"]
    result = json.loads((world.result(run) / "result.json").read_text())
    answers = {a["id"]: a["pooled"] for a in result["analyses"]}
    counts, ages = {}, []
    for node in rows.values():
        cells, more = expected_of(node)
        ages += more
        for cell, count in cells.items():
            counts[cell] = counts.get(cell, 0) + count
    for i, sex in enumerate([MALE, FEMALE]):
        for j, treated in enumerate([False, True]):
            assert answers["n"]["cells"][i][j] == counts[(sex, treated)]
    assert answers["ages"]["age"]["n"] == len(ages)
    assert answers["ages"]["age"]["mean"] == pytest.approx(sum(ages) / len(ages), rel=1e-12)


def test_a_column_of_a_table_that_the_permit_leaves_out_is_not_read(models):
    world, _ = models
    study = study_of(world)
    application = apply(world, study, ["person_id", "gender_concept_id", "year_of_birth"])
    world.grant(application)
    with pytest.raises(Refused, match="permit.variable_not_covered"):
        world.submit(study, application, "--wait")


def test_a_dataset_that_lacks_a_table_of_the_model_is_named(models):
    world, _ = models
    study = study_of(world)
    study["variables"] = {**VARIABLES, "treated": {
        "exists": {"event": {"domain": "measurement"}}, "levels": [False, True]}}
    checked = world.fr.run("study", "check", world.file("model.json", study), user="marie")
    variables = sorted({*checked["variables"],
                        *(name for one in checked["linked"] for name in one["variables"])})
    application = apply(world, study, variables)
    world.grant(application)
    with pytest.raises(Refused, match="has no table measurement"):
        world.submit(study, application, "--wait")

"""A study in words of the SNDS model over real nodes: tables that do not name persons, and their
traps, against what the rows were made from."""

import csv
import datetime
import json
import random

import pytest

from conftest import make_world
from federation import Refused

DAY = datetime.timedelta(days=1)
BEGIN = datetime.date(2020, 1, 1)
KEY = ["DCT_ORD_NUM", "FLX_DIS_DTD", "FLX_EMT_NUM", "FLX_EMT_ORD", "FLX_EMT_TYP", "FLX_TRT_DTD",
       "ORG_CLE_NUM", "PRS_ORD_NUM", "REM_TYP_AFF"]
RETURNS = ["NIR_RET", "NAI_RET", "SEX_RET", "SEJ_RET", "FHO_RET", "PMS_RET", "DAT_RET",
           "COH_NAI_RET", "COH_SEX_RET"]
TABLES = {
    "IR_BEN_R": ["BEN_NIR_PSA", "BEN_RNG_GEM", "BEN_IDT_ANO", "BEN_CDI_NIR", "BEN_NAI_ANN",
                 "BEN_SEX_COD"],
    "T_MCO_B": ["ETA_NUM", "RSA_NUM", "DGN_PAL", "DGN_REL", "GRG_GHM"],
    "T_MCO_C": ["ETA_NUM", "RSA_NUM", "NIR_ANO_17", "EXE_SOI_DTD", "EXE_SOI_DTF", *RETURNS],
    "T_MCO_D": ["ETA_NUM", "RSA_NUM", "ASS_DGN"],
    "T_MCO_A": ["ETA_NUM", "RSA_NUM", "CDC_ACT"],
    "ER_PRS_F": [*KEY, "BEN_NIR_PSA", "BEN_RNG_GEM", "EXE_SOI_DTD", "PRS_ACT_QTE", "DPN_QLF"],
    "ER_PHA_F": [*KEY, "PHA_PRS_C13", "PHA_ACT_QSN"],
    "ER_CAM_F": [*KEY, "CAM_PRS_IDE"]}
TYPES = {"BEN_NAI_ANN": "integer", "BEN_SEX_COD": "integer", "EXE_SOI_DTD": "date",
         "EXE_SOI_DTF": "date", "PRS_ACT_QTE": "integer", "PHA_ACT_QSN": "integer",
         "DPN_QLF": "integer"}
YEARS = ["2020", "2021"]


class Snds:
    """Rows of one node, by table and year (of the others: ''), and the truth about its persons."""

    def __init__(self, node):
        self.dice = random.Random(node)
        self.rows = {table: {"": []} for table in TABLES}
        for table in TABLES:
            if table.startswith("T_MCO_"):
                self.rows[table] = {year: [] for year in YEARS}
        self.persons = {}  # sex, colon, drug, act
        self.lines = 0
        for number in range(400):
            self.add_person(f"{node}{number}")
        self.add_twins(f"{node}twins")
        self.rows["IR_BEN_R"][""].append([f"{node}0", "1", "nobody", "01", 1955, 2])

    def add_person(self, name):
        """With a second identity now and then, a stay in each year, deliveries and acts."""
        sex = self.dice.choice([1, 2])
        keys = [name, name + "b"][:self.dice.choice([1, 1, 1, 2])]
        for key in keys:
            self.rows["IR_BEN_R"][""].append([key, "1", f"A{name}", "00", 1960, sex])
        found = [self.add_stay(self.dice.choice(keys), year) for year in YEARS]
        drug = self.add_delivery(self.dice.choice(keys))
        act = self.add_act(self.dice.choice(keys))
        self.persons[f"A{name}"] = [sex, any(colon for colon, _ in found), drug,
                                    act or any(operated for _, operated in found)]

    def add_twins(self, key):
        for rank in ("1", "2"):
            self.rows["IR_BEN_R"][""].append([key, rank, f"A{key}{rank}", "00", 1960, 1])
            self.persons[f"A{key}{rank}"] = [1, False, False, False]
        self.add_stay(key, "2020")

    def add_stay(self, key, year):
        """Numbers of stays begin again each year. Returns whether it tells of colon cancer and of
        an operation."""
        number = str(len(self.rows["T_MCO_B"][year]) + 1)
        main, related, other = (self.dice.choice(["C18", "C187", "I50", "J44"]), "",
                                self.dice.choice(["", "", "C182", "E11"]))
        if self.dice.random() < 0.2:
            main, related = "Z511", main
        is_error, is_bad = self.dice.random() < 0.1, self.dice.random() < 0.1
        act = self.dice.choice(["HHFA002", "HHFA002", "DEQP003"])
        begin = datetime.date(int(year), 3, 1) + self.dice.randint(0, 100) * DAY
        self.rows["T_MCO_B"][year].append(["h", number, main, related,
                                           "90Z00Z" if is_error else "06C041"])
        self.rows["T_MCO_C"][year].append(["h", number, key, begin, begin + 3 * DAY,
                                           "1" if is_bad else "0", *["0"] * 8])
        if other:
            self.rows["T_MCO_D"][year].append(["h", number, other])
        self.rows["T_MCO_A"][year].append(["h", number, act])
        is_good = not is_error and not is_bad
        return (is_good and any(code.startswith("C18") for code in (main, related, other)),
                is_good and act == "HHFA002")

    def add_line(self, key, day, quantity, public=0):
        """Lines that differ in one column of the key alone."""
        self.lines += 1
        line = ["1", day, "1", "1", "1", day, "o", str(self.lines), "0"]
        self.rows["ER_PRS_F"][""].append([*line, key, "1", day, quantity, public])
        return line

    def add_delivery(self, key):
        day = BEGIN + self.dice.randint(0, 700) * DAY
        kind = self.dice.choice(["none", "kept", "cancelled", "public"])
        if kind == "none":
            return False
        for quantity in {"kept": [2], "cancelled": [2, -2], "public": [2]}[kind]:
            line = self.add_line(key, day, quantity, 71 if kind == "public" else 0)
            self.rows["ER_PHA_F"][""].append([*line, "3400930000001", quantity])
        return kind == "kept"

    def add_act(self, key):
        if self.dice.random() < 0.8:
            return False
        for _ in ("surgeon", "anaesthetist"):
            line = self.add_line(key, BEGIN, 1)
            self.rows["ER_CAM_F"][""].append([*line, "HHFA011"])
        return True


def dataset(node):
    return f"https://{node.id}.example/dataset/t"


def attach(world, node, rows, without=(), persons=None):
    tables = {}
    for table, columns in TABLES.items():
        if table in without:
            continue
        files = {}
        for year, lines in rows[table].items():
            files[year] = str(world.data / f"{node.id}-{table}{year}.csv")
            with open(files[year], "w", newline="") as out:
                csv.writer(out).writerows([columns, *lines])
        tables[table] = {
            "engine": "duckdb", "format": "csv",
            **({"file": files[""]} if "" in files else {"files": files}),
            "columns": [{"name": n, "type": TYPES.get(n, "text")} for n in columns],
            "person": {"IR_BEN_R": "BEN_IDT_ANO", **(persons or {})}.get(table, False)}
    node.run("dataset", "attach", world.file(f"{node.id}-snds.json", {
        "dataset": dataset(node), "tables": tables}))


@pytest.fixture(scope="module")
def snds(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("snds")) as world:
        made = {node.id: Snds(node.id) for node in world.nodes}
        for node in world.nodes:
            attach(world, node, made[node.id].rows)
        yield world, made


def study_of(world, **changes):
    study = world.study(id="snds", **changes)
    study["sources"] = [{"alias": "snds", "model": "snds/1",
                         "datasets": study["sources"][0]["datasets"]}]
    has = {"levels": [False, True]}
    study["variables"] = {
        "sex": {"attr": "sex", "levels": [1, 2]},
        "colon": {"exists": {"event": {"domain": "condition", "codes": {"icd10": ["C18*"]}}},
                  **has},
        "drug": {"exists": {"event": {"domain": "drug", "codes": {
            "cip13": ["3400930000001"]}}}, **has},
        "operated": {"exists": {"event": {"domain": "procedure", "codes": {"ccam": ["HHFA*"]}}},
                     **has},
        "acts": {"count": {"event": {"domain": "procedure", "codes": {"outside": ["HHFA*"]}}}}}
    study["cohorts"] = {"all": {"from": "snds"}}
    study["analysis_set"] = {"cohort": "all",
                             "complete_on": ["acts", "colon", "drug", "operated", "sex"]}
    study["analyses"] = [{"id": name, "type": "crosstab", "rows": "sex", "columns": name}
                         for name in ("colon", "drug", "operated")]
    study["analyses"].append({"id": "acts", "type": "describe", "variables": ["acts"]})
    return study


def columns_of(world, study):
    checked = world.fr.run("study", "check", world.file("snds.json", study), user="marie")
    return sorted({*checked["variables"],
                   *(name for one in checked["linked"] for name in one["variables"])})


def granted(world, study, variables):
    draft = world.draft(study)
    for one in draft["datasets"]:
        one["variables"] = variables
    application = world.fr.run("application", "submit", world.file("application.json", draft),
                               user="marie")["application"]
    world.grant(application)
    return application


def answers_of(world, study, application):
    run = world.submit(study, application, "--wait")["run"]
    result = json.loads((world.result(run) / "result.json").read_text())
    return {a["id"]: a["pooled"] for a in result["analyses"]}, result


def check(answers, made, out=()):
    persons = [person for node in made.values() for name, person in node.persons.items()
               if name not in out]
    for place, name in enumerate(("colon", "drug", "operated"), start=1):
        for i, sex in enumerate((1, 2)):
            for j, level in enumerate((False, True)):
                assert answers[name]["cells"][i][j] == sum(
                    person[0] == sex and person[place] == level for person in persons), name
    assert answers["acts"]["acts"]["n"] == len(persons)


def refused(world, study, application):
    with pytest.raises(Refused) as refusal:
        world.submit(study, application, "--wait")
    return str(refusal.value)


def test_a_study_of_the_snds_answers_what_its_rows_were_made_from(snds):
    world, made = snds
    study = study_of(world)
    variables = columns_of(world, study)
    assert {*KEY, "NIR_ANO_17", "BEN_NIR_PSA", "BEN_RNG_GEM", "BEN_CDI_NIR"} <= {*variables}
    answers, _ = answers_of(world, study, granted(world, study, variables))
    check(answers, made)
    # Two lines of one act, a surgeon's and an anaesthetist's, are one event.
    acts = sum(len(node.rows["ER_CAM_F"][""]) for node in made.values()) / 2
    described = answers["acts"]["acts"]
    assert described["mean"] * described["n"] == pytest.approx(acts)


def test_check_names_the_tables_of_events_and_explain_tells_how_they_are_read(snds):
    world, _ = snds
    study = study_of(world)
    checked = world.fr.run("study", "check", world.file("snds.json", study), user="marie")
    assert [one["source"] for one in checked["linked"]] == [
        "ER_CAM_F", "ER_PHA_F", "T_MCO_A", "T_MCO_B", "T_MCO_D"]
    text = json.dumps(world.fr.run("study", "explain", world.file("snds.json", study)))
    assert "read through T_MCO_B, T_MCO_C, IR_BEN_R" in text
    assert "Lines that agree in BEN_IDT_ANO are one row" in text


def test_a_permit_names_the_keys_of_joined_tables_too(snds):
    world, _ = snds
    study = study_of(world)
    for key in ("NIR_ANO_17", "PRS_ORD_NUM", "BEN_CDI_NIR"):
        variables = [name for name in columns_of(world, study) if name != key]
        assert "permit.variable_not_covered" in refused(
            world, study, granted(world, study, variables))


def test_a_permit_with_a_filter_of_rows_covers_no_study_of_joined_tables(snds):
    world, _ = snds
    men = {"eq": [{"column": "BEN_SEX_COD"}, 1]}
    study = study_of(world)
    study["cohorts"]["all"]["where"] = men
    variables = columns_of(world, study)
    draft = world.draft(study)
    for one in draft["datasets"]:
        one["variables"] = variables
    application = world.fr.run("application", "submit", world.file("application.json", draft),
                               user="marie")["application"]
    for node in world.nodes:
        world.grant_at(node, application, flag="--grant-part", details={
            "granted": {"datasets": [{"id": dataset(node), "variables": variables,
                                      "row_filter": {"and": [men]}}]},
            "grounds": ["68-1-b"]})
    assert "does not make the condition" in refused(world, study, application)


def test_a_dataset_that_lacks_a_table_to_read_through_is_named(snds):
    world, made = snds
    study = study_of(world)
    attach(world, world.fi, made["fi"].rows, without=["T_MCO_C"])
    try:
        application = granted(world, study, columns_of(world, study))
        assert "has no table T_MCO_C" in refused(world, study, application)
    finally:
        attach(world, world.fi, made["fi"].rows)


def test_a_key_that_is_not_unique_ends_the_run(snds):
    world, made = snds
    study = study_of(world)
    rows = {table: {year: list(lines) for year, lines in years.items()}
            for table, years in made["fi"].rows.items()}
    rows["T_MCO_C"]["2021"].append(rows["T_MCO_C"]["2021"][0])
    attach(world, world.fi, rows)
    try:
        application = granted(world, study, columns_of(world, study))
        assert "table T_MCO_C has several lines with the key of one row" in refused(
            world, study, application)
    finally:
        attach(world, world.fi, made["fi"].rows)


def test_a_holder_who_names_persons_by_another_column_is_refused(snds):
    world, made = snds
    study = study_of(world)
    application = granted(world, study, columns_of(world, study))
    for table, column in (("ER_PRS_F", "BEN_NIR_PSA"), ("IR_BEN_R", "BEN_NIR_PSA")):
        attach(world, world.fi, made["fi"].rows, persons={table: column})
        try:
            assert "service.not_linkable" in refused(world, study, application)
        finally:
            attach(world, world.fi, made["fi"].rows)


def test_who_opted_out_is_taken_out_of_every_table(snds):
    world, made = snds
    out = [name for name, person in made["fi"].persons.items() if person[1]][:200]
    world.fi.run("optout", "record", dataset(world.fi), stdin="\n".join(out) + "\n")
    study = study_of(world, version="1.0.1")
    answers, result = answers_of(world, study, granted(world, study, columns_of(world, study)))
    assert result["analysis_set"]["opted_out"] == 200
    check(answers, made, out)

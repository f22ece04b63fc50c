"""The ledger of releases: what was released before, by whomever and for whatever study, is held
against what is about to leave; what is too close is withheld, and nothing is kept of it."""

import csv
import json
import threading

import pytest
from conftest import make_world
from federation import Refused

FIRST_IDS = (73100400, 84200500)
MINIMUM = 5


class Ledger:
    def __init__(self, world):
        self.world = world
        self.rows = {}
        for node in (world.fr, world.fi):
            with open(world.data / f"{node.id}.csv") as file:
                self.rows[node.id] = list(csv.DictReader(file))

    def study(self, id, where=None, analyses=None):
        study = self.world.study(id=id)
        if where:
            study["cohorts"]["all"]["where"] = where
        if analyses:
            study["analyses"] = analyses
        return study

    def run(self, study, application=None):
        application = application or self.world.title(study)
        file = self.world.file(f"{study['study']['id']}.json", study)
        run = self.world.fr.run("study", "submit", file, "--application", application, "--wait",
                                user="marie")["run"]
        result = json.loads((self.world.result(run) / "result.json").read_text())
        return run, {a["id"]: a for a in result["analyses"]}

    def age_that_leaves(self, few):
        """The least age of which fewer persons than `few`, and somebody, are younger, at each node."""
        for age in range(30, 86):
            younger = [sum(int(row["age"]) < age for row in rows) for rows in self.rows.values()]
            if all(0 < number < few for number in younger):
                return age
        raise AssertionError("no such age in these rows")

    def refusals(self, node, run):
        return [(i, e["subject"]) for i, e in enumerate(self.world.log(node))
                if e["event"] == "ledger_refused" and e["subject"]["run"] == run]

    def recorded(self, node, run):
        return [r for r in node.run("ledger", "list", user="checker")["releases"]
                if r["run"] == run]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("ledger"), FIRST_IDS) as world:
        for node in (world.fr, world.fi):
            # Three persons are younger than all others, so that a study can leave few out.
            file = world.data / f"{node.id}.csv"
            with open(file) as rows:
                table = list(csv.reader(rows))
            for i, row in enumerate(table[1:]):
                row[2:4] = ["30", "100"] if i < 3 else [str(max(40, int(row[2]))), row[3]]
            with open(file, "w", newline="") as out:
                csv.writer(out).writerows(table)
            world.attach(node)
        yield Ledger(world)


@pytest.fixture(scope="module")
def first(ledger):
    """A study over everybody, released: (study, application, run, answers)."""
    study = ledger.study("first")
    application = ledger.world.title(study)
    return study, application, *ledger.run(study, application)


def test_what_was_released_is_listed_without_persons(ledger, first):
    run = first[2]
    for node in (ledger.world.fr, ledger.world.fi):
        recorded = ledger.recorded(node, run)
        assert [r["round"] for r in recorded] == [0]
        assert sum(recorded[0]["new_cohorts"].values()) >= 8
        assert recorded[0]["new_cohorts"]["100-999"] >= 1
        assert set(recorded[0]) == {"run", "round", "permit", "requesting_node", "study",
                                    "released", "new_cohorts"}
    with pytest.raises(Refused) as refused:
        ledger.world.fr.run("ledger", "list", user="marie")
    assert refused.value.problem["code"] == "service.not_allowed"


def test_the_same_study_is_answered_again_in_full_and_for_another_study_too(ledger, first):
    study, application, _, answers = first
    run, again = ledger.run(study, application)
    assert again == answers
    assert ledger.recorded(ledger.world.fi, run) == []
    other_run, other = ledger.run(ledger.study("same-rows"))
    assert {k: a["pooled"] for k, a in other.items()} == {
        k: a["pooled"] for k, a in answers.items()}
    assert not ledger.refusals(ledger.world.fi, other_run)


def test_a_study_of_all_but_a_few_is_withheld_and_the_log_says_why_before_the_answer(ledger, first):
    age = ledger.age_that_leaves(MINIMUM)
    run, answers = ledger.run(ledger.study("all-but-few", {"ge": ["age", age]}))
    assert answers["n"]["pooled"]["rows"] is None
    assert answers["cox"]["status"] == "withheld"
    for node in (ledger.world.fr, ledger.world.fi):
        (index, subject), = ledger.refusals(node, run)
        assert {"DIFFERENCE"} == {r["rule"] for r in subject["refused"]}
        assert first[2] in {r.get("run") for r in subject["refused"]}
        assert all(set(r) <= {"rule", "run", "released"} for r in subject["refused"])
        release = [i for i, e in enumerate(ledger.world.log(node))
                   if e["event"] == "release" and e["subject"]["run"] == run]
        assert index < release[0]


def test_nothing_is_kept_of_what_was_not_released(ledger, first):
    age = ledger.age_that_leaves(MINIMUM)
    study = ledger.study("nothing-kept", {"ge": ["age", age]}, [{"id": "n", "type": "count"}])
    run, answers = ledger.run(study)
    assert answers["n"]["pooled"]["rows"] is None
    for node in (ledger.world.fr, ledger.world.fi):
        assert ledger.recorded(node, run) == []


def test_the_refusal_tells_the_requester_no_more_than_a_small_cell_does(ledger, first):
    age = ledger.age_that_leaves(MINIMUM)
    proxy = ledger.world.proxy
    proxy.up = proxy.down = b""
    ledger.run(ledger.study("told", {"ge": ["age", age]}))
    said = proxy.up + proxy.down
    assert len(said) > 3_000
    for word in (b"DIFFERENCE", b"too_close", b"TOO_CLOSE", b"ledger", b"POPULATION", b"TRACKER"):
        assert word not in said


def test_a_study_that_differs_by_enough_is_released(ledger, first):
    run, answers = ledger.run(ledger.study("elder", {"ge": ["age", 55]}))
    assert answers["n"]["pooled"]["rows"] is not None
    assert answers["cox"]["status"] == "released"
    assert len(ledger.recorded(ledger.world.fi, run)) == 1


def test_a_small_cell_is_withheld_and_released_when_it_is_no_longer_apart(ledger, first):
    age = ledger.age_that_leaves(MINIMUM)
    study = ledger.study("small-cell", None, [{"id": "n", "type": "count", "by": "young"}])
    study["variables"]["young"] = {"cut": "age", "breaks": [None, age, None]}
    _, answers = ledger.run(study)
    by = answers["n"]["pooled"]["by"]
    assert [by[f"<{age}"]["persons"], by[f">={age}"]["persons"]] == [None, None]
    # A coarser cut, of which no side is small.
    study = ledger.study("coarser", None, [{"id": "n", "type": "count", "by": "young"}])
    study["variables"]["young"] = {"cut": "age", "breaks": [None, 55, None]}
    _, answers = ledger.run(study)
    by = answers["n"]["pooled"]["by"]
    assert by["<55"]["persons"] and by[">=55"]["persons"]


def test_of_two_runs_at_once_that_are_too_close_each_node_withholds_one(ledger, first):
    """Neither cohort was ever released; they differ by the three youngest. Each node releases the
    one that comes first there."""
    bounds = (0, ledger.age_that_leaves(MINIMUM))
    studies = [ledger.study(f"race-{low}", {"and": [{"le": ["time", 700]}, {"ge": ["age", low]}]},
                            [{"id": "n", "type": "count"}]) for low in bounds]
    titles = [ledger.world.title(study) for study in studies]
    done = [None, None]

    def go(i):
        done[i] = ledger.run(studies[i], titles[i])

    threads = [threading.Thread(target=go, args=(i,)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    withheld_somewhere = set()
    for node in (ledger.world.fr, ledger.world.fi):
        refused = [run for run, _ in done if ledger.refusals(node, run)]
        assert len(refused) == 1
        withheld_somewhere.update(refused)
    for run, answers in done:
        assert (answers["n"]["pooled"]["rows"] is None) == (run in withheld_somewhere)


def test_corrected_rows_are_a_new_snapshot_of_the_same_persons(ledger, first):
    """A new version of the file with three persons less: their leaving is not to be seen."""
    world = ledger.world
    file = world.data / "fi.csv"
    whole = file.read_text()
    lines = whole.splitlines(keepends=True)
    study, application = first[:2]
    try:
        file.write_text("".join(lines[:-3]))
        world.attach(world.fi)
        run, answers = ledger.run(study, application)
        assert answers["n"]["pooled"]["rows"] is None
        assert ledger.refusals(world.fi, run) and not ledger.refusals(world.fr, run)
    finally:
        file.write_text(whole)
        world.attach(world.fi)
    assert ledger.run(study, application)[1] == first[3]


def test_the_ledger_outlives_a_restart(ledger, first):
    fi = ledger.world.fi
    fi.stop()
    fi.start()
    age = ledger.age_that_leaves(MINIMUM)
    _, answers = ledger.run(ledger.study("restarted", {"ge": ["age", age]}))
    assert answers["n"]["pooled"]["rows"] is None


def test_a_column_of_persons_of_the_study_s_own_choice_changes_nothing(ledger, first):
    """The column `secret` tells the rows apart as well; the holder named another."""
    age = ledger.age_that_leaves(MINIMUM)
    study = ledger.study("other-persons", {"ge": ["age", age]})
    study["sources"][0]["person"] = "secret"
    _, answers = ledger.run(study)
    assert answers["n"]["pooled"]["rows"] is None


def test_no_identifier_and_no_pseudonym_stands_in_a_home_in_clear(ledger, first):
    for node in (ledger.world.fr, ledger.world.fi):
        persons = [row["id"].encode() for row in ledger.rows[node.id]]
        for file in (*node.home.rglob("*"), node.log):
            if not file.is_file():
                continue
            content = file.read_bytes()
            assert not [p for p in persons if p in content], file
        key = node.home / "keys/ledger.key"
        assert key.stat().st_mode & 0o077 == 0

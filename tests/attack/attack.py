"""Three requesters who collude ask a node as much as they can, one study after the other, and put
all released numbers together (knowledge.py).

    PASSERELLE_BIN=build/release/bin /usr/bin/python3 tests/attack/attack.py FOLDER [SEED]

starts a node with data of its own in FOLDER, attacks it, and writes FOLDER/report.json: what was
asked and answered, and of every group aimed at between which numbers its persons must be. It knows
the data it wrote only to say who leaves them; whether it is right is for others to say.
"""

import csv
import json
import pathlib
import random
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))

from conftest import FR, World  # noqa: E402
from bodies import add_staff  # noqa: E402
from federation import Federation  # noqa: E402

import tactics  # noqa: E402
from cells import AGES, EVERY_CELL, TIME_BREAKS, at, gone_by, group, in_block  # noqa: E402
from knowledge import Equation, Knowledge  # noqa: E402
from queries import VARIABLES  # noqa: E402

MINIMUM = 10
PERSONS = 420
SEED = 4  # of the questions that are asked at random
REQUESTERS = ("marie", "jean", "anna")
COLUMNS = [("id", "integer"), ("age", "integer"), ("sex", "text"), ("arm", "text"),
           ("dead", "integer"), ("time", "integer")]
# Fewer persons than the minimum opt out before the fourth study, and some more before the fifth.
OPT_OUTS = ((50, 4), (64, 3))  # age, how many


def rows():
    dice = random.Random(2026)
    made = []
    for i in range(PERSONS):
        time = 1 + int(dice.expovariate(1 / 900))
        made.append([500100 + i, min(79, int(dice.triangular(50, 81, 60))), dice.choice("fm"),
                     dice.choice(["Obs", "New"]),
                     int(time < TIME_BREAKS[-1] and dice.random() < 0.8),
                     min(time, TIME_BREAKS[-1])])
    return made


class Attacked(World):
    """One node, its body, and requesters with permits of their own."""

    def set_up(self):
        self.fr.start()
        self.federation.make_trust()
        for name in REQUESTERS:
            self.fr.add_person(name, "applicant")
        add_staff(self.fr)
        with open(self.data / "fr.csv", "w", newline="") as out:
            csv.writer(out).writerows([[name for name, _ in COLUMNS], *rows()])
        self.fr.run("dataset", "attach", self.file("fr.json", {
            "dataset": self.dataset(self.fr), "tables": {"t": {
                "engine": "duckdb", "format": "csv", "file": str(self.data / "fr.csv"),
                "columns": [{"name": n, "type": t} for n, t in COLUMNS], "person": "id"}}}))

    def study_of(self, number, questions):
        names = [f"q{i}" for i in range(len(questions))]
        variables = dict(VARIABLES)
        for question in questions:
            variables.update(question.variables)
        return {
            "passerelle": "study/1",
            "study": {"id": f"attack-{number}", "version": "1.0.0", "title": {"en": "A study"},
                      "purpose": "53-1-e-i"},
            "sources": [{"alias": "t", "person": "id", "datasets": [self.dataset(self.fr)]}],
            "variables": variables,
            "cohorts": {"everybody": {"from": "t"},
                        **{name: {"from": "t", "where": question.of.where}
                           for name, question in zip(names, questions)}},
            "analysis_set": {"cohort": "everybody", "complete_on": ["age"]},
            "analyses": [q.analysis(name) for name, q in zip(names, questions)]}

    def opt_out(self, age, count):
        """The first persons of an age. Returns them."""
        with open(self.data / "fr.csv") as file:
            leaving = [row["id"] for row in csv.DictReader(file) if row["age"] == str(age)][:count]
        self.fr.run("optout", "record", self.dataset(self.fr), stdin="\n".join(leaving) + "\n")
        return leaving


class Attack:
    def __init__(self, world):
        self.world = world
        self.knowledge = Knowledge()
        self.snapshot = 0
        self.studies = self.questions = self.answered = 0
        self.asked = set()
        self.log = []
        self.started = time.monotonic()
        # How many persons the data have, anybody may read of them.
        self.knowledge.learn(Equation(((1, at(0, EVERY_CELL)),), PERSONS))

    def ask(self, questions):
        """One study of the next requester, under a permit of its own."""
        world = self.world
        world.applicant = REQUESTERS[self.studies % len(REQUESTERS)]
        self.studies += 1
        study = world.study_of(self.studies, questions)
        run = world.submit(study, world.title(study), "--wait")["run"]
        result = json.loads((world.result(run) / "result.json").read_text())
        self.learn_of_the_analysis_set(result["analysis_set"])
        pooled = {a["id"]: a["pooled"] for a in result["analyses"]}
        for i, question in enumerate(questions):
            found = question.equations(self.snapshot, pooled[f"q{i}"])
            self.answered += bool(found)
            for equation in found:
                self.knowledge.learn(equation)
            self.asked.add(question.of.cells)
        self.questions += len(questions)
        self.say(f"study {self.studies}: {len(questions)} questions, {self.answered} of "
                 f"{self.questions} answered")

    def learn_of_the_analysis_set(self, told):
        if told["rows"] is not None:
            self.knowledge.learn(Equation(((1, at(self.snapshot, EVERY_CELL)),), told["rows"]))
        if self.snapshot and told["opted_out"] is not None:
            self.knowledge.learn(Equation(((1, gone_by(self.snapshot)),), told["opted_out"]))

    def say(self, what):
        self.log.append(f"{time.monotonic() - self.started:.1f} s {what}")
        print(self.log[-1], flush=True)


def questions_of(chosen):
    return [question for _, asked in chosen for question in asked]


def groups_aimed_at(tactics_used):
    """By name: those of the tactics, every age, and age and sex, there is, and who left."""
    aims = {f"tactic {i}": at(0, few.cells) for i, (few, _) in enumerate(tactics_used) if few}
    for age in AGES:
        aims[f"age {age}"] = at(0, group(age=age).cells)
        for sex in ("f", "m"):
            aims[f"age {age} {sex}"] = at(0, group(age=age, sex=sex).cells)
    for block, (age, _) in enumerate(OPT_OUTS, 1):
        aims[f"left in {block}"] = in_block(EVERY_CELL, block)
        aims[f"left in {block} of age {age}"] = in_block(group(age=age).cells, block)
    return aims


def intervals(knowledge, aims):
    told = {}
    for name, cells in aims.items():
        interval = knowledge.interval(cells)
        # Of wider ones whole numbers leave hardly less room, and branching takes its time.
        if MINIMUM <= interval.width < MINIMUM + 5:
            interval = knowledge.confirmed_interval(cells)
        told[name] = [interval.least, interval.greatest]
    return told


ALL_TACTICS = (tactics.first_tactics() + tactics.second_tactics() + tactics.nearly_triangles() +
               tactics.sums())
AIMS = groups_aimed_at(ALL_TACTICS)


def run(world, seed):
    """Returns what was asked, and what follows: from the tactics alone, from all counts, and from
    counts and sums."""
    started = time.monotonic()
    attack = Attack(world)
    margins, first = tactics.margins(), questions_of(tactics.first_tactics())
    report = {"leavers": [], "groups": {}, "studies": attack.log}

    def conclude(name):
        report["groups"][name] = intervals(attack.knowledge, AIMS)
        attack.say(name)

    attack.ask(margins)
    attack.ask(first)
    attack.ask(questions_of(tactics.second_tactics()))
    for age, count in OPT_OUTS:
        report["leavers"].append(world.opt_out(age, count))
        attack.snapshot += 1
        attack.ask(margins + first)
    conclude("tactics")
    attack.ask(tactics.random_questions(seed, 50))
    aims = [few for few, _ in ALL_TACTICS if few] + [
        group(age=age, sex=sex) for age in (50, 59, 64, 65, 77) for sex in ("f", "m")]
    for _ in range(2):
        attack.ask(tactics.adaptive_questions(attack.knowledge, aims, attack.asked, attack.snapshot,
                                              24))
    attack.ask(questions_of(tactics.nearly_triangles()))
    conclude("counts")
    attack.ask(questions_of(tactics.sums()))
    conclude("sums")
    return {**report, "questions": attack.questions, "answered": attack.answered,
            "numbers": len(attack.knowledge.equations),
            "seconds": round(time.monotonic() - started, 1)}


def main(folder, seed=SEED):
    with Federation([FR], {"fr": {"min_cell": MINIMUM}}) as federation:
        world = Attacked(federation, pathlib.Path(folder), None)
        world.set_up()
        report = run(world, seed)
    (pathlib.Path(folder) / "report.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))

"""Two nodes with a small table each, an application granted by both, and a study."""

import contextlib
import copy
import csv
import datetime
import json
import pathlib
import random
import socket
import time

import pytest

import support
from bodies import Body, add_staff
from federation import Federation
from form_answers import ANSWERS

FR = {"id": "fr", "country": "FR", "kind": "national_platform", "name": "Health Data Hub"}
FI = {"id": "fi", "country": "FI", "kind": "national_platform", "name": "Findata"}
COLUMNS = [("id", "integer"), ("arm", "text"), ("age", "integer"), ("time", "integer"),
           ("dead", "integer"), ("secret", "text")]


def rows_of(seed, first_id, count):
    dice = random.Random(seed)
    rows = []
    for i in range(count):
        arm = dice.choice(["Obs", "New"])
        time = 1 + int(dice.expovariate(1 / (700 if arm == "New" else 500)))
        rows.append([first_id + i, arm, dice.randint(30, 85), min(time, 1500),
                     int(time <= 1500 and dice.random() < 0.8), f"row-{first_id + i}-sensitive"])
    return rows


def write_rows(file, rows):
    with open(file, "w", newline="") as out:
        csv.writer(out).writerows([[name for name, _ in COLUMNS], *rows])


STUDY = {
    "passerelle": "study/1",
    "study": {"id": "small", "version": "1.0.0", "title": {"en": "A small study"},
              "purpose": "53-1-e-i"},
    "sources": [{"alias": "t", "person": "id"}],
    "variables": {"arm": {"column": "arm", "levels": ["Obs", "New"]},
                  "dead": {"column": "dead", "levels": [0, 1]}},
    "cohorts": {"all": {"from": "t"}},
    "analysis_set": {"cohort": "all", "complete_on": ["age", "arm", "dead", "time"]},
    "analyses": [
        {"id": "n", "type": "count", "by": "arm"},
        {"id": "deaths", "type": "crosstab", "rows": "arm", "columns": "dead", "horizon": 1500},
        {"id": "age", "type": "describe", "variables": ["age"], "by": "arm"},
        {"id": "cox", "type": "cox", "time": "time", "event": "dead", "horizon": 1500,
         "terms": ["arm", "age"]}]}


class World:
    """The federation of the tests, and the acts they share."""

    applicant = "marie"

    def __init__(self, federation, data, first_ids, clock=None):
        self.federation = federation
        self.nodes = list(federation.nodes.values())
        self.first_ids = first_ids
        self.data = data
        self.fr = federation.nodes["fr"]
        self.fi = federation.nodes.get("fi")
        self.proxy = None
        self.clock = clock

    def set_up(self, trusted_days=30, **variables):
        for node in self.nodes:
            node.start(**variables)
        self.federation.make_trust(trusted_days)
        self.fr.add_person("marie", "applicant")
        for seed, (node, first_id) in enumerate(zip(self.nodes, self.first_ids), start=1):
            add_staff(node)
            node.add_person("checker", "output_checker")
            node.add_person("officer", "enforcement_officer")
            file = self.data / f"{node.id}.csv"
            write_rows(file, rows_of(seed, first_id, 400))
            self.attach(node)

    def attach(self, node, rules=None, **more):
        binding = {"engine": "duckdb", "format": "csv", "file": str(self.data / f"{node.id}.csv"),
                   "columns": [{"name": n, "type": t} for n, t in COLUMNS], "person": "id", **more}
        node.run("dataset", "attach", self.file(f"{node.id}.json", {
            "dataset": self.dataset(node), "tables": {"t": binding},
            **({"disclosure": rules} if rules else {})}))

    def dataset(self, node):
        return f"https://{node.id}.example/dataset/t"

    def rows(self, node):
        """What the node's file holds, as texts."""
        with open(self.data / f"{node.id}.csv") as file:
            return list(csv.DictReader(file))

    def now(self):
        return self.clock.now() if self.clock else datetime.datetime.now(datetime.timezone.utc)

    def study(self, **changes):
        study = copy.deepcopy(STUDY)
        study["sources"][0]["datasets"] = [self.dataset(node) for node in self.nodes]
        study["study"].update(changes)
        return study

    def young_and_old(self):
        """A study of counts by an age below which fi has 40 persons or so, and fr enough for its own
        minimum."""
        ages = sorted(int(row["age"]) for row in self.rows(self.fi))
        study = self.study(id="young-and-old")
        study["variables"]["young"] = {"cut": "age", "breaks": [None, ages[40], None]}
        study["analysis_set"]["complete_on"] = ["young"]
        study["analyses"] = [{"id": "n", "type": "count", "by": "young", "per_node": True}]
        return study

    def file(self, name, value):
        file = self.data / name
        file.write_text(json.dumps(value))
        return file

    def draft(self, study, **changes):
        checked = self.fr.run("study", "check", self.file("checked.json", study), user=self.applicant)
        now = self.now()
        nodes = sorted(self.nodes, key=lambda node: node.id)
        name = self.applicant.capitalize()
        person = {"id": f"{self.applicant}@fr", "name": name}
        return {
            "passerelle": "application/2", "kind": "request_approval",
            "title": {"en": "A"}, "summary": {"en": "S"}, "purpose": study["study"]["purpose"],
            "applicant": {"name": name, "organisation": "U", "public_body": True,
                          "category": "research_organisation"},
            "contact": {**person, "email": f"{self.applicant}@example.org"},
            "persons": [{**person, "principal_investigator": True}],
            "study": {"id": "small", "version": "1.0.0", "digest": checked["digest"]},
            "datasets": [{"id": self.dataset(node), "node": node.id,
                          "variables": list(checked["variables"])} for node in nodes],
            "peers": [node.id for node in nodes], "runs_max": 50, "safeguards": "none needed",
            "form": ANSWERS["form"], "answers": dict(ANSWERS["answers"]), "confidential": [],
            "countries": {node.about["country"]: {"nodes": [node.id],
                                                  "answers": dict(ANSWERS["country_answers"])}
                          for node in nodes},
            "valid_from": (now - datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "valid_until": (now + datetime.timedelta(days=9)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            **changes}

    def apply(self, study, **changes):
        file = self.file("application.json", self.draft(study, **changes))
        return self.fr.run("application", "submit", file, user=self.applicant)["application"]

    def title(self, study, **changes):
        """An application for the study that every body has granted."""
        application = self.apply(study, **changes)
        self.grant(application)
        return application

    def as_applicant(self, application):
        """What the researcher does with an application, for the bodies that wait for it."""
        return lambda command, *words: self.fr.run("application", command, application, *words,
                                                   user=self.applicant)

    def grant_at(self, node, application, conditions=None, details=None, flag="--grant"):
        applicant = self.as_applicant(application)
        body = Body(node, self.data)
        body.prepare(application, applicant)
        body.grant(application, "Art. 69", conditions, details, flag)
        applicant("accept", "--node", node.id)
        return next(part["permit"]["body"]["id"] for part in applicant("show")["parts"]
                    if part["node"] == node.id)

    def grant(self, application, conditions=None):
        return {node.id: self.grant_at(node, application, conditions)
                for node in self.nodes}

    def change(self, node, act, permit, reason):
        node.run("permit", act, permit, "--reason", reason, user="officer")

    def revoke(self, node, application, permit, reason):
        """After the user was heard (Art. 63(1))."""
        node.run("case", "views", application, "--reason", reason, user="officer")
        self.as_applicant(application)("views", "--node", node.id, "--reason", "It was an error.")
        self.change(node, "revoke", permit, reason)

    def submit(self, study, application, *words):
        return self.fr.run("study", "submit", self.file("study.json", study), "--application",
                           application, *words, user=self.applicant)

    def result(self, run):
        out = self.data / f"result-{run}"
        self.fr.run("study", "result", run, "--out", out, user=self.applicant)
        return out

    def answers(self, study):
        """Those of a run of the study, by analysis."""
        run = self.submit(study, self.title(study), "--wait")["run"]
        result = json.loads((self.result(run) / "result.json").read_text())
        return {a["id"]: a for a in result["analyses"]}

    def order(self, study, permit, run, **changes):
        """An order as fr would send it to fi, with changes of an attacker."""
        deadline = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        body = {"run": run, "round": 0, "permit": permit, "study": study, "person": "marie@fr",
                "nodes": ["fi", "fr"], "transcript": [],
                "deadline": deadline.strftime("%Y-%m-%dT%H:%M:%S.000Z"), **changes}
        return support.call(self.fr, self.fi, "POST", "/federation/v1/orders",
                            support.sign(self.fr, "order/1", body))

    def wait_for_output(self, node, run):
        """The output of a run that waits for a person at that node."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for output in node.run("output", "list", user="checker")["outputs"]:
                if output["run"] == run:
                    return output
            time.sleep(0.1)
        raise AssertionError("no output waits")

    def log(self, node):
        entries = []
        while True:
            page = node.run("audit", "export", "--from", len(entries))["entries"]
            entries += [e["entry"] for e in page]
            if not page:
                return entries


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failing test shows what the nodes complained of."""
    report = (yield).get_result()
    world = item.funcargs.get("world")
    if report.failed and world:
        for node in world.nodes:
            lines = [line for line in node.log.read_text().splitlines()
                     if '"level":"info"' not in line]
            report.sections.append((f"log of {node.id}", "\n".join(lines[-12:])))


@contextlib.contextmanager
def make_world(data, first_ids=(1000, 2000)):
    """fr calls fi through a proxy that keeps every byte, so fi's address is the proxy's."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    with Federation([FR, FI], {"fr": {"min_cell": 5}, "fi": {"min_cell": 5}},
                    federation_urls={"fi": f"https://127.0.0.1:{port}"}) as federation:
        made = World(federation, pathlib.Path(data), first_ids)
        fi = made.fi
        made.proxy = support.RecordingProxy(listener, fi.home / "keys/tls.pem",
                                            fi.home / "keys/tls.key")
        made.proxy.caller_context = support.context_of(made.fr)
        made.proxy.target = ("127.0.0.1", fi.federation_port)
        made.set_up()
        yield made
        made.proxy.close()


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("data")) as made:
        yield made


@pytest.fixture(scope="session")
def granted(world):
    """A study that both bodies allow: (study, application, permits)."""
    study = world.study()
    application = world.apply(study)
    return study, application, world.grant(application)

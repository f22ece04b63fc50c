"""Runs one scenario from application to pooled answer and compares it with the reference.

See README.md in this folder. Standard library only; speaks to the nodes through their commands and
HTTP like any client. Exits 1 when a number is outside its tolerance or a step was refused.
"""

import argparse
import datetime
import json
import pathlib
import shutil
import sys
import time

from bodies import Body, add_staff
from comparison import TOLERANCE, format_table, judge
from federation import TOP, Federation, Refused, command
from form_answers import ANSWERS, complete

HERE = pathlib.Path(__file__).resolve().parent
RESEARCHER = "researcher"
LONGEST_SUMMARY = 250  # words, in the form of an application
# What a schema calls a type, as a dataset's binding names it.
COLUMN_TYPES = {"string": "text"}


class Unfit(Exception):
    """The folder is no scenario; says which file and what is wrong with it."""


def english(texts, otherwise):
    """Texts by language, English among them, as an application has them."""
    if isinstance(texts, str):
        texts = {"en": texts}
    return {"en": next(iter(texts.values()), otherwise), **texts}


def first_words(texts):
    return {language: " ".join(text.split()[:LONGEST_SUMMARY]) if
            len(text.split()) > LONGEST_SUMMARY else text for language, text in texts.items()}


class Story:
    def __init__(self, folder, out, keep):
        self.folder = folder
        self.out = out
        self.keep = keep
        self.scenario = self.read("scenario.json")
        self.check_scenario()
        self.step_number = 0
        self.started = time.monotonic()

    def read(self, name):
        try:
            return json.loads((self.folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise Unfit(f"{name}: {problem}") from None

    # What the runner itself stands on; the rest is for the nodes to judge.
    def check_scenario(self):
        for field in ("scenario", "nodes", "datasets", "requester", "study", "expected"):
            if not self.scenario.get(field):
                raise Unfit(f"scenario.json: `{field}` is missing")
        known = [node["id"] for node in self.scenario["nodes"]]
        named = [("requester", self.scenario["requester"])]
        named += [(f"datasets/{i}/node", d["node"])
                  for i, d in enumerate(self.scenario["datasets"])]
        named += [("policy", node) for node in self.scenario.get("policy") or {}]
        for place, node in named:
            if node not in known:
                raise Unfit(f"scenario.json: {place}: no node `{node}`; known: {', '.join(known)}")
        for dataset in self.scenario["datasets"]:
            for file in dataset["files"].values():
                if not (self.folder / file).is_file():
                    raise Unfit(f"scenario.json: there is no file {file}")
        for name in (self.scenario["study"], self.scenario["expected"]):
            self.read(name)

    def title(self):
        return english(self.scenario.get("title") or {}, self.scenario["scenario"])

    def say(self, text):
        self.step_number += 1
        print(f"[{time.monotonic() - self.started:6.1f} s] {self.step_number:2}. {text}", flush=True)

    def iri(self, dataset):
        return f"https://{dataset['node']}.example/dataset/{dataset['id']}"

    # The study, with "*" replaced by every dataset that holds the table.
    def expand_study(self):
        study = self.read(self.scenario["study"])
        for source in study["sources"]:
            if source["datasets"] == ["*"]:
                source["datasets"] = [self.iri(d) for d in self.scenario["datasets"]
                                      if source["alias"] in d["files"]]
        self.study = study
        self.study_file = self.out / "study.json"
        self.study_file.write_text(json.dumps(study, indent=1, ensure_ascii=False) + "\n",
                                   encoding="utf-8")

    def attach_datasets(self, federation):
        for dataset in self.scenario["datasets"]:
            node = federation.nodes[dataset["node"]]
            schema = self.read(dataset["schema"])
            columns = [{"name": c["name"], "type": COLUMN_TYPES.get(c["type"], c["type"])}
                       for c in schema["columns"]]
            # Whose rows they are, for opt-outs: the column by which the study tells persons apart.
            # Datasets of one space of persons may be linked.
            space = {field: dataset[field] for field in ("person_space",) if field in dataset}
            persons = {source["alias"]: {"person": source["person"], **space}
                       for source in self.study["sources"]}
            binding = {"dataset": self.iri(dataset), "tables": {
                table: {"engine": "duckdb", "format": pathlib.Path(file).suffix.lstrip(".").lower(),
                        "file": str((self.folder / file).resolve()), "columns": columns,
                        **persons.get(table, {})}
                for table, file in dataset["files"].items()}}
            file = federation.folder / f"{node.id}-{dataset['id']}.json"
            file.write_text(json.dumps(binding), encoding="utf-8")
            node.run("dataset", "attach", file)
            node.run("catalogue", "import", self.description(node, dataset, schema, federation))

    # The dataset's own DCAT-AP, or a draft made from its schema.
    def description(self, node, dataset, schema, federation):
        if "metadata" in dataset:
            return self.folder / dataset["metadata"]
        table = next(iter(dataset["files"]))
        titles = english(schema.get("title") or {}, dataset["id"])
        draft = federation.folder / f"{node.id}-{dataset['id']}-draft.json"
        draft.write_text(json.dumps({
            "dataset": self.iri(dataset), "table": table, "titles": titles,
            "columns": [{"name": c["name"], "titles": english(c.get("label") or {}, c["name"]),
                         "datatype": c["type"]} for c in schema["columns"]]}), encoding="utf-8")
        turtle = federation.folder / f"{node.id}-{dataset['id']}.ttl"
        turtle.write_text(node.run("catalogue", "draft", draft), encoding="utf-8")
        return turtle

    def countries(self, nodes):
        """The part of each country in the application, with its holding nodes."""
        parts = {}
        for node in self.scenario["nodes"]:
            if node["id"] in nodes:
                part = parts.setdefault(
                    node["country"], {"nodes": [], "answers": dict(ANSWERS["country_answers"])})
                part["nodes"].append(node["id"])
        return parts

    def draft_application(self, requester, checked):
        study = self.study["study"]
        read = {iri: checked["variables"] for iri in checked["datasets"]}
        for linked in checked.get("linked", []):
            for iri in linked["datasets"]:
                read[iri] = sorted({*read.get(iri, []), *linked["variables"]})
        datasets = [{"id": self.iri(d), "node": d["node"], "variables": read[self.iri(d)]}
                    for d in self.scenario["datasets"] if self.iri(d) in read]
        # Only a study that links has an answer to the question which datasets are linked.
        linkage = {"linkage": [d["id"] for d in datasets]} if "linked" in checked else {}
        now = datetime.datetime.now(datetime.timezone.utc)
        text = lambda time: time.strftime("%Y-%m-%dT%H:%M:%SZ")
        person = {"id": f"{RESEARCHER}@{requester.id}", "name": "Marie Durand"}
        return {
            "passerelle": "application/2", "kind": "request_approval",
            "title": english(study["title"], study["id"]),
            "summary": first_words(english(study.get("summary", study["title"]), study["id"])),
            "purpose": study["purpose"],
            "applicant": {"name": "Marie Durand", "organisation": "Example University Hospital",
                          "category": "research_organisation", "public_body": True},
            "contact": {**person, "email": "marie.durand@example.org"},
            "persons": [{**person, "principal_investigator": True}],
            "study": {"id": study["id"], "version": study["version"], "digest": checked["digest"]},
            "datasets": datasets, **linkage, "peers": sorted({d["node"] for d in datasets}),
            "valid_from": text(now - datetime.timedelta(hours=1)),
            "valid_until": text(now + datetime.timedelta(days=365)), "runs_max": 10,
            "safeguards": "Rows stay at the nodes; only checked aggregates leave them.",
            "form": ANSWERS["form"], "answers": dict(ANSWERS["answers"]), "confidential": [],
            "countries": self.countries({d["node"] for d in datasets})}

    def apply(self, federation, requester):
        checked = requester.run("study", "check", self.study_file, user=RESEARCHER)
        application = self.draft_application(requester, checked)
        if "application" in self.scenario:
            given = self.read(self.scenario["application"])
            given["study"] = {**application["study"], **given.get("study", {})}
            given["passerelle"] = application["passerelle"]
            application.update(given)
        file = self.out / "application.json"

        def problems_of(application):
            file.write_text(json.dumps(application, indent=1, ensure_ascii=False) + "\n",
                            encoding="utf-8")
            return requester.run("application", "check", file)["problems"]

        complete(application, problems_of)
        sent = requester.run("application", "submit", file, user=RESEARCHER)
        lost = [p for p in sent["parts"] if p["state"] != "submitted"]
        if lost:
            raise RuntimeError(f"not delivered: {lost}")
        return sent["application"]

    def decide(self, federation, requester, application):
        def applicant(command, *words):
            return requester.run("application", command, application, *words, user=RESEARCHER)

        for dataset_node in sorted({d["node"] for d in self.scenario["datasets"]}):
            node = federation.nodes[dataset_node]
            cases = node.run("case", "list", user="desk")["cases"]
            if application not in [c["application"] for c in cases]:
                continue
            body = Body(node, federation.folder)
            body.prepare(application, applicant)
            body.grant(application, "Meets Art. 69: only statistics leave")
            steps = [s["id"] for s in body.steps(application)]
            print(f"              {node.id}: " + ", ".join(steps))
            applicant("accept", "--node", node.id)
        for part in applicant("show")["parts"]:
            print(f"              {part['node']}: permit {part['permit']['body']['id']}")

    def tell(self):
        title = self.title()["en"]
        print(f"\n{title}\n{'=' * len(title)}\n")
        self.out.mkdir(parents=True, exist_ok=True)
        self.expand_study()
        with Federation(self.scenario["nodes"], self.scenario.get("policy"), self.keep) as nodes:
            self.say("Nodes start: " + ", ".join(
                f"{name} in {seconds * 1000:.0f} ms" for name, seconds in nodes.start().items()))
            try:
                return self.act(nodes)
            finally:
                for node in nodes.nodes.values():
                    shutil.copy(node.log, self.out / node.log.name)

    def act(self, federation):
        requester = federation.nodes[self.scenario["requester"]]
        federation.make_trust()
        self.say("They trust each other: one signed list, mutual TLS, anchor "
                 f"{federation.anchor[:16]}…")
        for node in federation.nodes.values():
            if node is not requester:
                requester.run("peer", "check", node.id)
        self.say("People: a researcher at the requester, the staff of every body")
        requester.add_person(RESEARCHER, "applicant")
        for node in federation.nodes.values():
            add_staff(node)
        self.say("Datasets are attached and described")
        self.attach_datasets(federation)
        alias = self.study["sources"][0]["alias"]
        found = requester.run("catalogue", "search", alias, user=RESEARCHER)["results"]
        print("              found from " + requester.id + ": " +
              ", ".join(r["dataset"] for r in found))
        self.say("The researcher applies, once for all countries")
        application = self.apply(federation, requester)
        self.say("Each body decides by its own procedure and signs its own permit")
        self.decide(federation, requester, application)
        self.say("The study runs, each node on its own rows")
        run = requester.run("study", "submit", self.study_file, "--application", application,
                            "--wait", user=RESEARCHER)["run"]
        self.say("The result is written and verified offline")
        result = self.out / "result"
        shutil.rmtree(result, ignore_errors=True)
        requester.run("study", "result", run, "--out", result, user=RESEARCHER)
        command("verify", f"{result}.zip", "--anchor", federation.anchor)
        self.say("Every log is whole")
        for node in federation.nodes.values():
            report = node.run("audit", "verify")
            print(f"              {node.id}: {report['entries']} entries")
        answer = json.loads((result / "result.json").read_text(encoding="utf-8"))
        good = self.compare(answer)
        print(f"\nReport and plots: {result / 'report.html'}")
        if self.keep:
            self.show_doors(federation)
        return good

    def compare(self, answer):
        expected = self.read(self.scenario["expected"])
        analyses = {a["id"]: a for a in answer["analyses"]}
        rows = [judge(check, analyses, expected.get("tolerance_relative", TOLERANCE))
                for check in expected["checks"]]
        table = format_table(rows)
        print("\n" + table)
        (self.out / "comparison.txt").write_text(table + "\n", encoding="utf-8")
        good = sum(row["good"] for row in rows)
        print(f"\n{good} of {len(rows)} numbers agree with the reference.")
        return good == len(rows)

    def show_doors(self, federation):
        print("\nThe nodes stay up. Stop them with: kill " +
              " ".join(str(n.process.pid) for n in federation.nodes.values()))
        for node in federation.nodes.values():
            print(f"  {node.id}: {node.public_url}/catalogue   home {node.home}")
            for name, password in node.passwords.items():
                print(f"      account {name}, password {password}")


def main():
    parser = argparse.ArgumentParser(description="Runs one scenario; see README.md.")
    parser.add_argument("scenario", help="a name here, or a folder with a scenario.json")
    parser.add_argument("--keep", action="store_true", help="leave the nodes up")
    parser.add_argument("--out", type=pathlib.Path, help="where to write the result")
    words = parser.parse_args()
    folder = HERE / words.scenario
    if not (folder / "scenario.json").is_file():
        folder = pathlib.Path(words.scenario).resolve()
    if not (folder / "scenario.json").is_file():
        names = ", ".join(sorted(p.parent.name for p in HERE.glob("*/scenario.json")))
        sys.exit(f"no scenario {words.scenario}: give a folder with a scenario.json, or one of {names}")
    out = (words.out or TOP / "build/scenarios" / folder.name).resolve()
    try:
        good = Story(folder, out, words.keep).tell()
    except Unfit as problem:
        sys.exit(f"{folder}: {problem}")
    except (Refused, RuntimeError) as problem:
        print(f"\nThe scenario stopped: {problem}", file=sys.stderr)
        return 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

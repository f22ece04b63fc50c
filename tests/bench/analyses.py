"""Analyses over three nodes beside R on the pooled rows, in one run.

  tests/bench/analyses.py [--rows N] [--runs N] [--only NAME,NAME] [--no-r]

Makes the rows (the same in every run), writes one Parquet file for each node, and has three nodes
with mutual TLS on loopback carry out one study for each line of the table. Seconds are those of a
researcher: from `study submit --wait` to the files of the bundle, processes started, files read and
logs written included. `first` is the first run of a study, `next` the median of those after it, whose
releases the ledger knows. R has the same rows in its memory before its clock starts. Rounds and bytes
are what went over the wire between the nodes, MB what the largest node and the largest worker had
resident at most. `worst` is the largest difference from R (converged) in units of
max(|value|, standard error). What misses its bar (analyses_studies.py) is named at the end, and the
exit code is 1 then. Bars are for an idle machine and a million rows.

Ours are built before; the rows come from the engine that the worker reads with:

  cmake --build --preset release --target passerelle passerelle-worker
  apt-get install r-base-core r-cran-survival
"""

import argparse
import json
import math
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "interop-scenarios"))

from federation import BIN, Federation, command  # noqa: E402
from bodies import add_staff  # noqa: E402
from runner import RESEARCHER, Story  # noqa: E402
from analyses_rows import COLUMNS, write_rows  # noqa: E402
from analyses_studies import BARS, MODEL, MOST_MB, STUDIES, study_of  # noqa: E402

WORK = TOP / "build/bench/analyses"
HERE = pathlib.Path(__file__).resolve().parent
NODES = [{"id": "fr", "country": "FR", "kind": "national_platform", "name": "Health Data Hub"},
         {"id": "fi", "country": "FI", "kind": "national_platform", "name": "Findata"},
         {"id": "dk", "country": "DK", "kind": "national_platform", "name": "Sundhedsdata"}]
SHARES = {"fr": 0.5, "fi": 0.3, "dk": 0.2}
R_PACKAGES = {"Rscript": "r-base-core", "survival": "r-cran-survival"}


class CountingWire:
    """Stands before a node's federation listener and counts what passes, encrypted as it is."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self.listener.getsockname()[1]}"
        self.port = None
        self.bytes = 0
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                caller, _ = self.listener.accept()
            except OSError:
                return
            target = socket.create_connection(("127.0.0.1", self.port))
            for one, other in ((caller, target), (target, caller)):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self.pump, args=(one, other), daemon=True).start()

    def pump(self, source, sink):
        try:
            while data := source.recv(1 << 16):
                self.bytes += len(data)
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Memory:
    """The largest resident sizes of nodes and of their workers, in MB.

    Looking costs time that the nodes lack: it is done now and then, and a worker, which lives for
    one run, is asked for its own high water mark."""

    def __init__(self, nodes):
        self.nodes = [node.process.pid for node in nodes]
        self.start()
        threading.Thread(target=self.watch, daemon=True).start()

    def start(self):
        self.earlier = {child for node in self.nodes for child in self.children(node)}
        self.largest = {"node": 0.0, "worker": 0.0}

    def watch(self):
        while True:
            for node in self.nodes:
                self.look("node", node, "VmRSS:")
                for child in self.children(node):
                    if child not in self.earlier:
                        self.look("worker", child, "VmHWM:")
            time.sleep(0.1)

    def look(self, kind, process, mark):
        try:
            status = pathlib.Path(f"/proc/{process}/status").read_text()
        except OSError:
            return
        for line in status.splitlines():
            if line.startswith(mark):
                self.largest[kind] = max(self.largest[kind], int(line.split()[1]) / 1024)

    @staticmethod
    def children(process):
        found = []
        for task in pathlib.Path(f"/proc/{process}/task").glob("*/children"):
            try:
                found += task.read_text().split()
            except OSError:
                pass
        return found


def write_scenario(folder, files):
    """What runner.py brings up: nodes, their files, and who may ask."""
    folder.mkdir(parents=True, exist_ok=True)
    for node, file in files.items():
        link = folder / f"{node}.parquet"
        link.unlink(missing_ok=True)
        link.symlink_to(file)
    write = lambda name, value: (folder / name).write_text(json.dumps(value))
    write("schema.json", {"title": {"en": "Rows made by a bench"},
                          "columns": [{"name": n, "type": t} for n, t in COLUMNS]})
    write("study.json", {"sources": []})
    write("expected.json", {"checks": []})
    write("scenario.json", {
        "scenario": "bench", "title": {"en": "Bench"}, "nodes": NODES, "requester": "fr",
        "datasets": [{"node": node, "id": "cohort", "files": {"cohort": f"{node}.parquet"},
                      "schema": "schema.json"} for node in files],
        "study": "study.json", "expected": "expected.json"})


def permit(story, federation, requester, name, study):
    """Applies for one study and has every body grant it; returns file and application."""
    story.out = WORK / name
    story.out.mkdir(parents=True, exist_ok=True)
    story.study = study
    story.study_file = story.out / "study.json"
    story.study_file.write_text(json.dumps(study, indent=1))
    application = story.apply(federation, requester)
    story.decide(federation, requester, application)
    return story.study_file, application


def carry_out(requester, file, application, out):
    """One run as a researcher sees it: (seconds, answers by id, rounds)."""
    shutil.rmtree(out, ignore_errors=True)
    started = time.monotonic()
    run = requester.run("study", "submit", file, "--application", application, "--wait",
                        user=RESEARCHER)["run"]
    requester.run("study", "result", run, "--out", out, user=RESEARCHER)
    seconds = time.monotonic() - started
    answers = json.loads((out / "result.json").read_text())["analyses"]
    rounds = len({file.name.split("-")[0] for file in (out / "signatures").glob("*-*.json")})
    return seconds, {a["id"]: a for a in answers}, rounds


def ask_r(table, names):
    """What R says of the pooled rows: seconds by study, numbers by study and pointer."""
    lines = subprocess.run(["Rscript", str(HERE / "analyses.R"), str(table), ",".join(names)],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    seconds, numbers = {}, {}
    for line in lines:
        kind, study, *rest = line.split("\t")
        if kind == "seconds":
            seconds[study] = float(rest[0])
        else:
            pointer, value, scale = rest
            numbers.setdefault(study, {})[pointer] = (float(value), float(scale))
    return seconds, numbers


def at(answers, pointer):
    """A number; not a number where it was withheld."""
    value = answers
    for part in pointer.strip("/").split("/"):
        if value is not None:
            value = value[int(part)] if isinstance(value, list) else value[part]
    return math.nan if value is None else value


def worst(answers, numbers):
    """(difference, pointer) of the number furthest from R's; one that is withheld is furthest."""
    found = {a: answer["pooled"] for a, answer in answers.items()}
    differences = [(abs(at(found, pointer) - value) / max(abs(value), scale, 1e-300), pointer)
                   for pointer, (value, scale) in numbers.items()]
    return max(differences, key=lambda d: math.inf if math.isnan(d[0]) else d[0])


def missed(name, first, r_seconds, megabytes):
    """What a study misses of its bars, in words."""
    bar = BARS.get(name)
    bar = r_seconds if bar == "R" else bar
    if bar is not None and first >= bar:
        yield f"{name}: {first:.2f} s, {bar:.2f} s are allowed"
    if megabytes >= MOST_MB:
        yield f"{name}: {megabytes:.0f} MB of a node with its worker, {MOST_MB} MB are allowed"


def check_r():
    for name in ["Rscript"] if not shutil.which("Rscript") else ["survival"]:
        call = ["Rscript", "-e", f"library({name})"]
        if name == "Rscript" or subprocess.run(call, capture_output=True).returncode != 0:
            sys.exit(f"R's {name} is missing: apt-get install {R_PACKAGES[name]}; "
                     "or leave R out with --no-r")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=4)
    parser.add_argument("--only", help="names of studies: " + ", ".join(STUDIES))
    parser.add_argument("--no-r", action="store_true", help="leave R out")
    words = parser.parse_args()
    names = words.only.split(",") if words.only else list(STUDIES)
    if unknown := [n for n in names if n not in STUDIES]:
        sys.exit(f"no study {unknown[0]}; there are {', '.join(STUDIES)}")
    if not words.no_r:
        check_r()
    files, table = write_rows(WORK / "rows", BIN / "libduckdb.so", words.rows, SHARES)
    write_scenario(WORK / "scenario", files)
    datasets = [f"https://{node}.example/dataset/cohort" for node in files]

    print(f"{words.rows} persons, {len(MODEL)} covariates, {len(NODES)} nodes, "
          f"{os.cpu_count()} cores", flush=True)
    wires = {node["id"]: CountingWire() for node in NODES}
    with Federation(NODES, federation_urls={n: w.url for n, w in wires.items()}) as federation:
        for node in federation.nodes.values():
            wires[node.id].port = node.federation_port
        federation.start()
        federation.make_trust()
        requester = federation.nodes["fr"]
        requester.add_person(RESEARCHER, "applicant")
        for node in federation.nodes.values():
            add_staff(node)
        story = Story(WORK / "scenario", WORK, keep=False)
        story.study = study_of(names[0], datasets)
        story.attach_datasets(federation)
        with open(WORK / "permits.log", "w") as quiet:
            told, sys.stdout = sys.stdout, quiet
            try:
                permits = {name: permit(story, federation, requester, name,
                                        study_of(name, datasets)) for name in names}
            finally:
                sys.stdout = told
        memory = Memory(federation.nodes.values())
        rows = []
        for name, (file, application) in permits.items():
            memory.start()
            before = sum(wire.bytes for wire in wires.values())
            runs = []
            for _ in range(words.runs):
                runs.append(carry_out(requester, file, application, WORK / name / "result"))
            sent = sum(wire.bytes for wire in wires.values()) - before
            rows.append((name, runs, sent / words.runs, dict(memory.largest)))
            if statuses := {i: a["status"] for i, a in runs[0][1].items()
                            if a["status"] != "released"}:
                print(f"  {name}: {statuses}", file=sys.stderr)
        command("verify", f"{WORK / names[-1] / 'result'}.zip", "--anchor", federation.anchor)
    seconds, numbers = ({}, {}) if words.no_r else ask_r(table, names)

    print(f"{'':12}{'first s':>9}{'next s':>9}{'R s':>9}{'R/next':>8}{'rounds':>8}{'kB':>8}"
          f"{'node MB':>9}{'worker MB':>11}{'worst':>10}  where")
    misses = []
    for name, runs, sent, largest in rows:
        first, later = runs[0][0], statistics.median(run[0] for run in runs[1:] or runs)
        line = f"{name:12}{first:9.2f}{later:9.2f}"
        line += f"{seconds[name]:9.2f}{seconds[name] / later:8.1f}" if name in seconds else " " * 17
        line += f"{runs[0][2]:8}{sent / 1e3:8.0f}{largest['node']:9.0f}{largest['worker']:11.0f}"
        if name in numbers:
            difference, where = worst(runs[0][1], numbers[name])
            line += f"{difference:10.1e}  {where}"
        print(line)
        misses += missed(name, first, seconds.get(name), sum(largest.values()))
    if misses:
        sys.exit("missed: " + "; ".join(misses))


if __name__ == "__main__":
    main()

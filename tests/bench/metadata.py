"""Our metadata engine beside Apache Jena 5.2.0, pySHACL 0.40.1 and serdi, in one run.

  tests/bench/metadata.py [--datasets N] [--runs N]

Every figure is that of a whole cold process: start, parse shapes and data, validate, write the
report. Only the ratios mean something; the seconds are this machine's. Jena comes by Maven, pySHACL
by pip, serdi by apt; nothing of them is part of the build. Ours are built before:

  cmake --build --preset release --target passerelle validation_bench
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("PASSERELLE_SHARED", TOP.parent / "shared"))
PACK = SHARED / "data/healthdcat-ap/packs/healthdcat-ap-r8-non-public"
SAMPLE = SHARED / "data/healthdcat-ap/samples/v02-full-valid.nt"
WORK = TOP / "build/bench"
PASSERELLE = TOP / "build/release/bin/passerelle"
LOADED = PASSERELLE.with_name("validation_bench")
JENA, PYSHACL = "5.2.0", "0.40.1"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bench</groupId><artifactId>bench</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.apache.jena</groupId><artifactId>jena-cmds</artifactId><version>{JENA}</version>
  </dependency></dependencies>
</project>
"""


def need(program, package):
    if not shutil.which(program):
        sys.exit(f"{program} is missing: apt-get install {package}")


def fetch_jena():
    folder = WORK / "jena"
    if not (folder / "lib" / f"jena-cmds-{JENA}.jar").is_file():
        need("mvn", "maven default-jre-headless")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pom.xml").write_text(POM)
        subprocess.run(["mvn", "-q", "-B", "dependency:copy-dependencies",
                        "-DoutputDirectory=lib"], cwd=folder, check=True)
    return folder / "lib"


def fetch_pyshacl():
    folder = WORK / "pyshacl"
    if not (folder / "bin/pyshacl").is_file():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin/pip", "install", "-q", f"pyshacl=={PYSHACL}"], check=True)
    return folder / "bin/pyshacl"


def write_data(datasets):
    """The full sample, repeated with other IRIs and blank nodes, as Turtle."""
    lines = SAMPLE.read_text().splitlines()
    file = WORK / f"catalogue-{datasets}.nt"
    with open(file, "w") as out:
        for i in range(datasets):
            for line in lines:
                out.write(line.replace("https://node.example.org/v02/", f"https://node.example.org/v02/{i}/")
                          .replace("_:", f"_:d{i}x") + "\n")
    turtle = file.with_suffix(".ttl")
    with open(turtle, "wb") as out:
        subprocess.run(["serdi", "-i", "ntriples", "-o", "turtle", file], stdout=out, check=True)
    return turtle


def one_file(name, files):
    """The union of Turtle files as one N-Triples file, for tools that take one.

    Without owl:imports: Jena's command would fetch them, and fails where there is no network."""
    made = WORK / name
    with open(made, "wb") as out:
        for number, file in enumerate(files):
            triples = subprocess.run(
                ["serdi", "-p", f"f{number}", "-i", "turtle", "-o", "ntriples", file,
                 "https://passerelle.example/shapes/" + pathlib.Path(file).name],
                capture_output=True, check=True).stdout
            out.writelines(line for line in triples.splitlines(keepends=True)
                           if b"<http://www.w3.org/2002/07/owl#imports>" not in line)
    return made


def measure(command, runs):
    """Median wall seconds of cold processes, and the largest resident size in MB."""
    seconds, sizes = [], []
    for _ in range(runs):
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        complaint = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds.append(time.monotonic() - started)
        sizes.append(usage.ru_maxrss / 1024)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            sys.exit(f"{command[0]} failed: {complaint.decode(errors='replace')[-2000:]}")
    return statistics.median(seconds), max(sizes)


def show(name, figures, reference=None):
    seconds, size = figures
    ratio = f"{seconds / reference[0]:8.1f} x ours" if reference else ""
    print(f"  {name:28} {seconds:8.3f} s {size:7.0f} MB {ratio}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--datasets", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    words = parser.parse_args()
    if not PACK.is_dir():
        sys.exit(f"the official pack is not at {PACK}; set PASSERELLE_SHARED")
    for program in (PASSERELLE, LOADED):
        if not program.is_file():
            sys.exit(f"{program} is not built")
    need("serdi", "serdi")
    need("java", "default-jre-headless")
    WORK.mkdir(parents=True, exist_ok=True)
    jena, pyshacl = fetch_jena(), fetch_pyshacl()
    pack = json.loads((PACK / "pack.json").read_text())
    shapes = one_file("shapes.nt", [PACK / f for f in pack["shapes"]])
    background = [PACK / f for f in pack["background"]]
    data = write_data(words.datasets)
    union = one_file("data.nt", [data, *background])

    print(f"validation of {words.datasets} datasets, cold process with parsing:")
    ours = measure([PASSERELLE, "catalogue", "validate", data, "--profile", PACK, "--format",
                    "json"], words.runs)
    show("passerelle", ours)
    show(f"Jena {JENA}", measure(["java", "-cp", f"{jena}/*", "shacl.shacl", "validate",
                                  "--shapes", shapes, "--data", union], words.runs), ours)
    show(f"pySHACL {PYSHACL}", measure([pyshacl, "-s", shapes, "-sf", "nt", "-df", "nt", "-i",
                                        "none", "-f", "turtle", union], 1), ours)

    single = write_data(1)
    print("one dataset, cold process (shapes and vocabularies are loaded each time):")
    show("passerelle", measure([PASSERELLE, "catalogue", "validate", single, "--profile", PACK,
                                "--format", "json"], words.runs))

    done = subprocess.run([LOADED, PACK, SAMPLE], capture_output=True, text=True, check=True)
    print(f"one dataset against loaded shapes, with reading it: {done.stdout.strip()}")

    print("Turtle to N-Triples, the same file:")
    converted = measure([PASSERELLE, "rdf", "convert", "--from", "turtle", "--to", "n-triples",
                         data], words.runs)
    show("passerelle rdf convert", converted)
    show("serdi", measure(["serdi", "-i", "turtle", "-o", "ntriples", data], words.runs),
         converted)


if __name__ == "__main__":
    main()

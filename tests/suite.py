"""Runs the parts of the test suite and counts what passed and failed; see tests/run."""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
# What CI does must give the same answer each time: a fixed number of runs from a fixed seed.
FUZZ_BRIEFLY = ["-seed=1", "-runs=1000"]
FUZZ_LONG = ["-max_total_time=120"]
ASAN_OPTIONS = {
    "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
}
FEDERATION_TESTS = ("bytes", "failures", "orders", "peers")
# What they run, other tests run with the sanitizers as well: the mathematics those of node/analysis,
# the reader of bundles its fuzz target.
TOO_SLOW_WITH_SANITIZERS = ("conformance_analyses", "node_bundle")
TSAN_OPTIONS = {"TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1"}

passed = failed = 0
failures = []


def say(text):
    print(f"\n== {text}", flush=True)


def count(name, good, bad, output=""):
    global passed, failed
    passed += good
    failed += bad
    print(f"   {name}: {good} passed, {bad} failed", flush=True)
    if bad:
        failures.append(name)
        print(output[-20000:], flush=True)


def run(command, environment=None, timeout=1800):
    started = time.monotonic()
    try:
        done = subprocess.run(
            command, cwd=TOP, env={**os.environ, **(environment or {})}, timeout=timeout,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace")
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired as late:
        seconds = int(time.monotonic() - started)
        return 124, f"{late.stdout or ''}\nstopped after {seconds} seconds"


def build(preset, *targets):
    say(f"build {preset}")
    code = subprocess.run([str(TOP / ".ci/build"), preset, *targets]).returncode
    if code:
        count(f"build {preset}", 0, 1)
    return code == 0


def doctest(preset, only=None, environment=None, without=()):
    binaries = [b for b in sorted((TOP / "build" / preset / "bin").glob("test_*"))
                if b.name.removeprefix("test_") not in without]
    if only:
        binaries = [b for b in binaries if b.name == "test_" + only.replace("/", "_")]
        if not binaries:
            count(only, 0, 1, f"no unit test of that name; see build/{preset}/bin/test_*")

    def test(binary):
        return run([str(binary), "--order-by=rand", f"--rand-seed={os.getpid()}"], environment,
                   timeout=3600)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as at_once:
        for binary, (code, output) in zip(binaries, at_once.map(test, binaries)):
            count_doctest(f"{preset} {binary.name.removeprefix('test_')}", code, output)


def count_doctest(name, code, output):
    for line in output.splitlines():
        if line.startswith(("skipped: ", "counted: ")):
            print("   " + line, flush=True)
    found = re.search(r"test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed", output)
    good, bad = (int(found[1]), int(found[2])) if found else (0, 0)
    if code and not bad:
        bad = 1
    count(name, good, bad, output)


def python_tests(name, paths, environment=None):
    # As many files at once as there are processors, each with nodes of its own.
    code, output = run(["/usr/bin/python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rs",
                        "-n", str(os.cpu_count()), "--dist", "loadfile", *paths], environment)
    words = {w: int(n) for n, w in re.findall(r"(\d+) (passed|failed|error|errors|skipped)", output)}
    bad = words.get("failed", 0) + words.get("error", 0) + words.get("errors", 0)
    if code and not bad:
        bad = 1
    for line in output.splitlines():
        if line.startswith("SKIPPED"):
            print("   " + line, flush=True)
    count(name, words.get("passed", 0), bad, output)


def layering():
    say("layering: who may include whom")
    python_tests("layering", ["tests/layering"])
    sources = [str(p) for folder in ("connectors", "metadata", "node", "policies", "tests")
               for p in sorted((TOP / folder).rglob("*")) if p.suffix in (".h", ".cc")]
    code, output = run(["clang-format-19", "--dry-run", "--Werror", *sources])
    count("clang-format", int(code == 0), int(code != 0), output)


def unit():
    say("unit and vector tests")
    doctest("release")


def integration():
    say("integration: real processes on loopback")
    python_tests("integration", ["tests/integration"],
                 {"PASSERELLE_BIN": str(TOP / "build/release/bin")})


def scenarios():
    say("scenarios: from application to pooled answer")
    for folder in sorted((TOP / "interop-scenarios").glob("*/scenario.json")):
        code, output = run(["/usr/bin/python3", "interop-scenarios/runner.py", str(folder.parent)])
        count(folder.parent.name, int(code == 0), int(code != 0), output)


def asan():
    say("address and undefined-behaviour sanitizers: unit tests, and what one node says to another")
    if build("asan"):
        doctest("asan", environment=ASAN_OPTIONS, without=TOO_SLOW_WITH_SANITIZERS)
        python_tests("asan integration",
                     [f"tests/integration/test_{subject}.py" for subject in FEDERATION_TESTS],
                     {"PASSERELLE_BIN": str(TOP / "build/asan/bin"), **ASAN_OPTIONS})


def asan_slow():
    say("address and undefined-behaviour sanitizers: all integration tests, and slow unit tests")
    if build("asan"):
        for name in TOO_SLOW_WITH_SANITIZERS:
            doctest("asan", name, ASAN_OPTIONS)
        python_tests("asan integration, all of it", ["tests/integration"],
                     {"PASSERELLE_BIN": str(TOP / "build/asan/bin"), **ASAN_OPTIONS})


def fuzz(how_long=FUZZ_BRIEFLY):
    say("fuzz targets: " + " ".join(how_long))
    if not build("asan"):
        return
    for source in sorted((TOP / "tests/fuzz").glob("*_fuzz.cc")):
        target = source.name.removesuffix("_fuzz.cc")
        corpus = TOP / "tests/fuzz/corpus" / target
        found = TOP / "build/asan/fuzz" / target
        if how_long == FUZZ_BRIEFLY:
            shutil.rmtree(found, ignore_errors=True)
        found.mkdir(parents=True, exist_ok=True)
        code, output = run([str(TOP / "build/asan/bin/fuzz"), target, *how_long, "-timeout=10",
                            "-rss_limit_mb=2048", f"-artifact_prefix={found}/", str(found),
                            str(corpus)], ASAN_OPTIONS)
        count(f"fuzz {target}", int(code == 0), int(code != 0), output)


def tsan():
    say("thread sanitizer: net, store, worker host, federation")
    tests = ["test_node_net", "test_node_store", "test_node_worker", "test_node_federation"]
    if build("tsan", *tests):
        doctest("tsan", environment=TSAN_OPTIONS)


def tidy():
    say("clang-tidy")
    subprocess.run(["cmake", "--preset", "dev"], cwd=TOP, check=True, stdout=subprocess.DEVNULL)
    sources = [str(p) for folder in ("connectors", "metadata", "node", "policies")
               for p in sorted((TOP / folder).rglob("*.cc"))]
    code, output = run(["run-clang-tidy-19", "-p", "build/dev", "-quiet", "-j2", *sources])
    count("clang-tidy", int(code == 0), int(code != 0), output)


PARTS = {f.__name__: f for f in (layering, unit, integration, scenarios, asan, asan_slow, fuzz,
                                 tsan, tidy)}


def main(words):
    names = [w for w in words if not w.startswith("--")]
    if "--quick" in words:
        names = ["layering", "unit"]
    if not names:
        names = ["layering", "unit", "integration", "scenarios", "asan", "fuzz"]
        slow = ["asan_slow", "tsan", "tidy"]
        if "--all" in words:
            names += slow
        else:
            print("not run without --all: " + ", ".join(slow) + ", long fuzzing")
    for name in names:
        if name == "fuzz" and "--all" in words:
            fuzz(FUZZ_LONG)
        elif name in PARTS:
            PARTS[name]()
        else:
            doctest("release", name)
    print()
    if failures:
        print("failed: " + ", ".join(failures))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

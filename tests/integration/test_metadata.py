"""The metadata engine by itself (catalogue validate, shacl, rdf: no node needed), and what a node
does with it: validation on the way in, its history, and again when a profile comes or goes."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

import support
from federation import BIN, Refused, command
from test_catalogue import bring, described, refused

SHARED = pathlib.Path(os.environ.get("PASSERELLE_SHARED", support.TOP.parent / "shared"))
SAMPLES = SHARED / "data/healthdcat-ap/samples"
PACKS = SHARED / "data/healthdcat-ap/packs"


def shared(folder):
    if not folder.is_dir():
        print(f"skipped: {folder.name}, the shared folder is not here")
        pytest.skip(f"no {folder}")
    return folder


def run(*words, stdin="", folder=None):
    """A command without any home."""
    return subprocess.run([str(BIN / "passerelle"), *map(str, words)], input=stdin,
                          capture_output=True, text=True, cwd=folder or "/", timeout=120)


def rows(report):
    return sorted([r["focusNode"], str(r["path"]), r["constraintComponent"], r["severity"],
                   str(r["value"])] for r in report["results"])


def test_every_sample_gets_the_report_that_came_with_it():
    expected = sorted(shared(SAMPLES).glob("*.report.json"))
    assert len(expected) >= 14
    for file in expected:
        wanted = json.loads(file.read_text())
        done = run("catalogue", "validate", SAMPLES / wanted["sample"], "--profile",
                   PACKS / wanted["profile"].replace("/", "-"), "--format", "json")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert rows(found) == rows(wanted), file.name
        for word in ("conforms", "conformsIgnoringWarnings"):
            assert found[word] == wanted[word]
        assert all(r["message"] for r in found["results"])


def test_a_report_is_text_in_the_readers_language_or_rdf():
    sample = shared(SAMPLES) / "v04-missing-hdab-category.ttl"
    french = run("catalogue", "validate", sample, "--lang", "fr").stdout
    assert "violations" in french and "à faire" in french
    english = run("catalogue", "validate", sample).stdout
    assert "Violations" in english and "à faire" not in english
    turtle = run("catalogue", "validate", sample, "--format", "ttl").stdout
    assert "sh:ValidationReport" in turtle or "ns/shacl#ValidationReport" in turtle


def test_violations_fail_a_command_that_is_strict():
    bad = shared(SAMPLES) / "v04-missing-hdab-category.ttl"
    good = SAMPLES / "v01-minimal-valid.ttl"
    assert run("catalogue", "validate", bad, "--strict", "--json").returncode == 1
    assert run("catalogue", "validate", bad, "--strict").returncode == 1
    assert run("catalogue", "validate", good, "--strict").returncode == 0


def test_a_document_without_a_profile_that_applies_is_refused(tmp_path):
    file = tmp_path / "public.ttl"
    file.write_text("<urn:d> a <http://www.w3.org/ns/dcat#Dataset> .")
    done = run("catalogue", "validate", file)
    assert done.returncode == 1 and "no profile applies" in done.stderr
    done = run("catalogue", "validate", file, "--profile", "healthdcat-ap/8", "--json")
    assert not json.loads(done.stdout)["conformsIgnoringWarnings"]
    assert run("catalogue", "validate", file, "--profile", "nothing/1").returncode == 1


SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:s> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:property [ sh:path <urn:p> ; sh:minCount 1 ] .
"""


def test_shacl_by_itself(tmp_path):
    (tmp_path / "s.ttl").write_text(SHAPES)
    (tmp_path / "good.ttl").write_text("<urn:a> a <urn:C> ; <urn:p> 1 .")
    (tmp_path / "bad.nt").write_text("<urn:b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
                                     " <urn:C> .\n")
    done = run("shacl", "validate", "--shapes", "s.ttl", "--data", "good.ttl", folder=tmp_path)
    assert done.stdout == "The data conform.\n"
    done = run("shacl", "validate", "--shapes", "s.ttl", "--data", "good.ttl", "bad.nt",
               "--format", "json", folder=tmp_path)
    report = json.loads(done.stdout)
    assert [(r["focusNode"], r["path"], r["constraintComponent"]) for r in report["results"]] == [
        ("<urn:b>", "<urn:p>", "MinCountConstraintComponent")]
    done = run("shacl", "validate", "--shapes", "s.ttl", "--data", "bad.nt", folder=tmp_path)
    assert done.stdout.startswith("Violation: <urn:b> <urn:p>: ")
    (tmp_path / "s.ttl").write_text(SHAPES + "oops")
    assert run("shacl", "validate", "--shapes", "s.ttl", "--data", "good.ttl",
               folder=tmp_path).returncode == 1


def test_rdf_is_converted_between_files_and_streams(tmp_path):
    (tmp_path / "d.ttl").write_text("@prefix e: <urn:e:> . e:a e:p <rel>, 'x'@en .")
    done = run("rdf", "convert", "d.ttl", "--to", "nt", folder=tmp_path)
    assert done.stdout.splitlines() == [
        '<urn:e:a> <urn:e:p> "x"@en .', f"<urn:e:a> <urn:e:p> <file://{tmp_path}/rel> ."]
    back = run("rdf", "convert", "--from", "n-triples", "--to", "text/turtle", stdin=done.stdout)
    assert run("rdf", "convert", "-", "--from", "ttl", "--to", "nt",
               stdin=back.stdout).stdout == done.stdout
    based = run("rdf", "convert", "d.ttl", "--to", "nt", "--base", "https://e.example/",
                folder=tmp_path)
    assert "<https://e.example/rel>" in based.stdout
    assert run("rdf", "convert", "--to", "nt", stdin="x").returncode == 1
    assert "no syntax" in run("rdf", "convert", "d.ttl", "--to", "docx", folder=tmp_path).stderr
    (tmp_path / "n.trig").write_text("<urn:g> { <urn:a> <urn:p> 1 . }")
    done = run("rdf", "convert", "n.trig", "--to", "ttl", folder=tmp_path)
    assert done.returncode == 1 and "named graphs" in done.stderr
    assert "<urn:g>" in run("rdf", "convert", "n.trig", "--to", "nq", folder=tmp_path).stdout


def non_public(name):
    return described(name, f"https://fr.example/dataset/{name}", """;
        dct:accessRights <http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC>
        """)


def test_an_import_is_validated_and_its_report_kept(world):
    dataset = "https://fr.example/dataset/validated"
    answer = bring(world, non_public("validated"))["changes"][0]["validation"]
    assert answer["profile"] == "healthdcat-ap/8" and answer["violations"] > 5
    history = world.fr.run("catalogue", "history", dataset)["validations"]
    assert [(v["version"], v["violations"], v["accepted"]) for v in history] == [
        (1, answer["violations"], False)]
    shown = world.fr.run("catalogue", "show", dataset)
    assert shown["validation"]["violations"] == answer["violations"]
    kept = json.loads(world.fr.get(
        "/api/v1/catalogue/records/https%3A%2F%2Ffr.example%2Fdataset%2Fvalidated/validation")
        .read())
    assert kept["report"]["counts"]["Violation"] == answer["violations"]
    again = world.fr.run("catalogue", "validate", dataset)
    assert again["counts"]["Violation"] == answer["violations"]
    indicators = world.fr.run("catalogue", "quality", dataset)["metadata"]["indicators"]
    compliance = [i for i in indicators if i["metric"] == "dcatApCompliance"][0]
    assert compliance["applies"] and not compliance["reached"]


def test_a_valid_catalogue_is_valid_dataset_by_dataset(tmp_path, monkeypatch):
    """Each dataset is validated with what is known of the datasets that it names."""
    home = tmp_path / "fr"
    command("init", "--id", "fr", "--country", "FR", "--kind", "national_platform", "--name", "N",
            home=home)
    monkeypatch.setenv("PASSERELLE_CATALOGUE_VIOLATIONS", "refuse")
    sample = shared(SAMPLES) / "v03-catalogue-valid.ttl"
    changes = command("catalogue", "import", sample, home=home)["changes"]
    assert [c["validation"]["violations"] for c in changes] == [0, 0, 0, 0]
    dataset = "https://node.example.org/v03/a"
    assert command("catalogue", "show", dataset, home=home)["named_datasets"] == [
        "https://node.example.org/v03/src"]
    assert command("catalogue", "validate", dataset, home=home)["conformsIgnoringWarnings"]
    # Alone it names a dataset that nobody knows.
    alone = command("catalogue", "show", dataset, "--format", "nt", home=home)
    other = tmp_path / "other"
    command("init", "--id", "fi", "--country", "FI", "--kind", "national_platform", "--name", "N",
            home=other)
    file = tmp_path / "alone.nt"
    file.write_text(alone)
    said = refused(lambda: command("catalogue", "import", file, home=other), "service.violations")
    assert "1 place" in said and "dc/terms/source" in said


def test_the_official_packs_are_installed_as_they_are_and_chosen_by_what_a_document_says(tmp_path):
    home = tmp_path / "fr"
    command("init", "--id", "fr", "--country", "FR", "--kind", "national_platform", "--name", "N",
            home=home)
    packs = sorted(shared(PACKS).iterdir())
    names = [command("profile", "add", pack, home=home)["profile"] for pack in packs]
    assert names == ["dcat-ap/3.0.0", "dcat-ap/3.0.1", "healthdcat-ap-r5/non-public",
                     "healthdcat-ap-r8/non-public", "healthdcat-ap-r8/non-public-official"]
    listed = command("profile", "list", home=home)["profiles"]
    assert [p["profile"] for p in listed] == ["healthdcat-ap/8", *names]

    def chosen(text):
        file = tmp_path / "d.ttl"
        file.write_text(text)
        return command("catalogue", "import", file, home=home)["changes"][0]["validation"]

    said = ' ; dct:conformsTo <http://data.europa.eu/r5r/3.0.{}>'
    assert chosen(non_public("n"))["profile"] == "healthdcat-ap-r8/non-public"
    for release in (0, 1):
        named = described("c", f"https://fr.example/dataset/c{release}", said.format(release))
        assert chosen(named)["profile"] == f"dcat-ap/3.0.{release}"
    # One after the other goes, and the next best takes its place, the built-in one last.
    order = ["healthdcat-ap-r8/non-public", "healthdcat-ap-r8/non-public-official",
             "healthdcat-ap-r5/non-public", "healthdcat-ap/8"]
    violations = []
    for name, after in zip(order, order[1:]):
        assert command("profile", "remove", name, home=home)["validated"] == 1
        newest = command("catalogue", "history", "https://fr.example/dataset/n",
                         home=home)["validations"][0]
        assert newest["profile"] == after
        violations.append(newest["violations"])
    everything = command("catalogue", "history", "https://fr.example/dataset/n", home=home)
    reference = everything["validations"][-1]["violations"]
    assert violations[0] == reference  # the ill-formed official file says the same


def test_a_document_that_is_not_there_is_said_to_be_so():
    done = run("catalogue", "validate", "missing.ttl")
    assert done.returncode == 1 and "neither a file" in done.stderr


def test_a_policy_of_refusal_needs_the_operators_word(tmp_path, monkeypatch):
    home = tmp_path / "fr"
    command("init", "--id", "fr", "--country", "FR", "--kind", "national_platform", "--name", "N",
            home=home)
    monkeypatch.setenv("PASSERELLE_CATALOGUE_VIOLATIONS", "refuse")
    file = tmp_path / "d.ttl"
    file.write_text(non_public("strict"))
    said = refused(lambda: command("catalogue", "import", file, home=home), "service.violations")
    assert "healthdcat-ap/8" in said
    command("catalogue", "import", file, "--accept-violations", home=home)
    history = command("catalogue", "history", "https://fr.example/dataset/strict", home=home)
    assert history["validations"][0]["accepted"]


def test_records_are_validated_again_when_a_profile_comes_and_goes(tmp_path):
    home = tmp_path / "fr"
    command("init", "--id", "fr", "--country", "FR", "--kind", "national_platform", "--name", "N",
            home=home)
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "shapes.ttl").write_text("""@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:s> a sh:NodeShape ; sh:targetClass <http://www.w3.org/ns/dcat#Dataset> ;
  sh:property [ sh:path <http://purl.org/dc/terms/issued> ; sh:minCount 1 ] .""")
    (pack / "pack.json").write_text(json.dumps({
        "pack": "passerelle-profile/1", "name": "ours/1", "release": "1", "shapes": ["shapes.ttl"],
        "background": [], "appliesTo": {"accessRights": [
            "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC"]}}))
    file = tmp_path / "d.ttl"
    file.write_text(non_public("moved"))
    command("catalogue", "import", file, home=home)
    file.write_text(described("public", "https://fr.example/dataset/public"))
    command("catalogue", "import", file, home=home)

    def validations():
        history = command("catalogue", "history", "https://fr.example/dataset/moved", home=home)
        return [(v["profile"], v["release"]) for v in history["validations"]]

    assert validations() == [("healthdcat-ap/8", "8")]
    added = command("profile", "add", pack, home=home)
    assert (added["profile"], added["validated"]) == ("ours/1", 1)
    assert validations() == [("ours/1", "1"), ("healthdcat-ap/8", "8")]
    listed = command("profile", "list", home=home)["profiles"]
    assert [p["profile"] for p in listed] == ["healthdcat-ap/8", "ours/1"]
    refused(lambda: command("profile", "add", pack, home=home), "profiles.already_there")
    assert command("profile", "remove", "ours/1", home=home)["validated"] == 1
    assert validations()[0] == ("healthdcat-ap/8", "8")
    refused(lambda: command("profile", "remove", "ours/1", home=home), "profiles.unknown")
    shutil.rmtree(home)


def test_a_remote_operator_cannot_have_a_folder_of_the_machine_read(world):
    answer = world.fr.get("/api/v1/profiles")
    assert answer.status == 200
    with pytest.raises(Refused):
        world.fr.run("profile", "add", "/etc")

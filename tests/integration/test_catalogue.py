"""The catalogue's memory: versions, differences, acts, and what may be applied for and ordered."""

import datetime

import pytest

from federation import Refused, command

DATASET = "https://fr.example/dataset/registry"
AGE = "Dictionary of variables › Tables t › Variables age › Title of the variable"
AGE_FR = "Dictionnaire de variables › Tables t › Variables age › Titre de la variable"
PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix csvw: <http://www.w3.org/ns/csvw#> .
@prefix h: <http://healthdataportal.eu/ns/health#> .
"""


def described(title, dataset=DATASET, more=""):
    return f"""{PREFIXES}<{dataset}> a dcat:Dataset ;
  dct:title "{title}"@en ; dct:description "A registry of the tests"@en ;
  h:hasVariables [ csvw:table [ dct:title "t" ; csvw:column
    [ csvw:name "age" ; csvw:title "{title} age"@en ],
    [ csvw:name "arm" ; csvw:title "Arm"@en ] ] ] {more} .
"""


def bring(world, text, *words, name="description.ttl"):
    file = world.data / name
    file.write_text(text)
    return world.fr.run("catalogue", "import", file, *words)


def days_from_now(days):
    return (datetime.datetime.now(datetime.timezone.utc)
            + datetime.timedelta(days=days)).strftime("%Y-%m-%d")


def refused(act, code):
    with pytest.raises(Refused) as said:
        act()
    assert said.value.problem["code"] == code, said.value.problem
    return said.value.problem["detail"]


def test_a_changed_description_is_a_version_with_a_difference_in_the_readers_words(world):
    first = bring(world, described("One"))
    assert first["changes"][0]["change"] == "created"
    assert bring(world, described("One"))["changes"][0]["change"] == "unchanged"
    assert bring(world, described("Two"))["changes"][0] == {
        "dataset": DATASET, "change": "updated", "version": 2}
    changes = world.fr.run("catalogue", "diff", DATASET, 1, 2)["changes"]
    assert [(c["field"], c["removed"][0]["text"], c["added"][0]["text"]) for c in changes] == [
        ("Title", "One", "Two"),
        (AGE, "One age", "Two age")]
    french = world.fr.run("catalogue", "diff", DATASET, "--lang", "fr")["changes"]
    assert [c["field"] for c in french] == ["Titre", AGE_FR]
    refused(lambda: world.fr.run("catalogue", "diff", DATASET, 1, 9), "record.unknown")
    history = world.fr.run("catalogue", "history", DATASET)
    assert [v["kind"] for v in history["versions"]] == ["created", "updated"]


def test_any_syntax_is_taken_and_the_same_triples_are_no_change(world):
    bring(world, described("Syntaxes", DATASET + "-syntax"))
    triples = world.fr.run("catalogue", "show", DATASET + "-syntax",
                           "--version-number", "1")
    again = bring(world, triples, name="description.nt")
    assert again["changes"][0]["change"] == "unchanged"
    refused(lambda: bring(world, "x", name="description.docx"), "service.bad_request")


def test_a_bad_dataset_refuses_the_document_and_leaves_nothing(world):
    good, bad = DATASET + "-good", DATASET + "-bad"
    text = described("Good", good) + f"<{bad}> a dcat:Dataset ; dct:title 'no description' ."
    refused(lambda: bring(world, text), "catalogue.no_description")
    refused(lambda: world.fr.run("catalogue", "show", good), "record.unknown")


def test_an_act_puts_a_dataset_into_the_catalogue_and_another_takes_it_out(world):
    dataset = DATASET + "-by-act"
    bring(world, described("By act", dataset), "--basis", "https://legifrance.example/1",
          "--citation", "Order of 1 June", "--in-force-from", days_from_now(30),
          "--agreement", "2026-17")
    shown = world.fr.run("catalogue", "show", dataset)
    assert (shown["status"], shown["basis"]["citation"]) == ("announced", "Order of 1 June")
    assert shown["agreement"] == "2026-17"
    bring(world, described("By act", dataset), "--in-force-from", days_from_now(-1))
    shown = world.fr.run("catalogue", "show", dataset)
    assert (shown["status"], shown["basis"]["citation"]) == ("in_force", "Order of 1 June")
    world.fr.run("catalogue", "withdraw", dataset, "--citation", "Order of 2 June")
    assert world.fr.run("catalogue", "show", dataset)["status"] == "withdrawn"
    versions = world.fr.run("catalogue", "history", dataset)["versions"]
    assert [(v["kind"], v["basis"]["citation"]) for v in versions] == [
        ("created", "Order of 1 June"), ("updated", "Order of 1 June"),
        ("withdrawn", "Order of 2 June")]
    refused(lambda: world.fr.run("catalogue", "withdraw", dataset), "record.withdrawn")
    assert dataset not in world.fr.run("catalogue", "export")
    logged = [e["subject"] for e in world.log(world.fr) if e["event"] == "catalogue_withdrawn"]
    assert logged[-1] == {"dataset": dataset, "basis": {"citation": "Order of 2 June"}}


def test_an_act_is_named_by_an_absolute_iri(world):
    said = refused(lambda: bring(world, described("X", DATASET + "-x"), "--basis", "order 1"),
                   "base.malformed")
    assert "/basis/act" in said


@pytest.mark.parametrize("words", [["--announced"], ["--in-force-from", days_from_now(30)]])
def test_an_announced_dataset_is_neither_applied_for_nor_granted_nor_ordered(world, words):
    """The dataset is fi's; fr, which does not know the record, is refused by fi."""
    dataset = "https://fi.example/dataset/t"
    study = world.study(id="announced" + words[0])
    granted = world.apply(study)
    permits = world.grant(granted)
    waiting = world.apply(world.study(id="waiting" + words[0]))

    def put(*how):
        file = world.data / "fi.ttl"
        file.write_text(described("T", dataset))
        world.fi.run("catalogue", "import", file, "--citation", "Order of 3 June", *how)

    try:
        put(*words)
        parts = world.fr.run("application", "submit", world.file(
            "announced.json", world.draft(study)), user="marie")["parts"]
        reasons = {p["node"]: p.get("reason", "") for p in parts}
        assert "service.dataset_not_in_force" in reasons["fi"], reasons
        assert "Order of 3 June" in reasons["fi"]
        assert reasons["fr"] == ""
        refused(lambda: world.fi.run("case", "decide", waiting, "--grant", "--reason", "x",
                                     user="decider"), "service.dataset_not_in_force")
        status, problem = world.order(study, permits["fi"], "fr-announced" + words[0])
        assert (status, problem["code"]) == (409, "service.dataset_not_in_force")
    finally:
        put("--in-force-from", days_from_now(-1))
    status, _ = world.order(study, permits["fi"], "fr-in-force" + words[0])
    assert status == 202


def test_a_node_that_knows_better_refuses_its_own_applicant(world):
    dataset = "https://fr.example/dataset/t"
    study = world.study(id="own")
    application = world.title(study)
    bring(world, described("Own", dataset))
    world.fr.run("catalogue", "withdraw", dataset)
    try:
        refused(lambda: world.apply(study), "service.dataset_not_in_force")
        refused(lambda: world.submit(study, application), "service.dataset_not_in_force")
        checked = world.fr.run("study", "check", world.file("own.json", study), user="marie")
        assert "withdrawn" in checked["not_in_force"]
    finally:
        assert bring(world, described("Own", dataset))["changes"][0]["change"] == "restored"
    assert world.submit(study, application)["run"]


def test_a_check_names_the_tables_that_a_published_number_of_persons_would_not_fill(world):
    dataset = "https://fr.example/dataset/t"
    study = world.study(id="sparse")
    study["analyses"] = study["analyses"][:2]  # arm, and arm by dead
    application = world.title(study)

    def told(persons, *words):
        bring(world, described("Own", dataset, f"; h:numberOfUniqueIndividuals {persons}"))
        file = world.file("sparse.json", study)
        return world.fr.run("study", "check", file, *words, user="marie").get("sparse", [])

    try:
        margins = [{"variables": [name], "cells": 2} for name in ("arm", "dead")]
        by_permit = ("--application", application)
        assert told(9, *by_permit) == [
            {"dataset": dataset, "persons": 9, "min_cell": 5, "tables": margins}]
        crossed = {"variables": ["arm", "dead"], "cells": 4}
        assert told(19, *by_permit)[0]["tables"] == [crossed]
        assert told(20, *by_permit) == []
        study["disclosure"] = {"min_cell": 11}  # stricter than the node, and no permit for it yet
        assert told(21)[0]["tables"] == margins
        assert told(43)[0]["tables"] == [crossed]
        assert told(44) == []
    finally:
        bring(world, described("Own", dataset))


def test_a_check_tells_the_plan_in_words_and_by_node_what_is_read(world):
    study = world.study(id="told")
    checked = world.fr.run("study", "check", world.file("told.json", study),
                           "--application", world.title(study), user="marie")
    plan = {one["id"]: one["plan"] for one in checked["analyses"]}
    assert plan["n"]["en"] == (
        "n: numbers of rows and persons, of arm (2). Counts of rows and distinct persons, added over "
        "the nodes. From each node leave at most 3 counts.")
    assert plan["deaths"]["fr"].startswith("deaths : tableau croisé, sur arm (2), dead (2).")
    assert "until the model has converged" in plan["cox"]["en"]
    for node in world.nodes:
        told = checked["nodes"][node.id]
        assert told["covered"] and told["datasets"] == [world.dataset(node)]
        assert told["variables"] == ["age", "arm", "dead", "id", "time"]


def test_records_are_listed_for_everybody(world):
    import json
    bring(world, described("Listed", DATASET + "-listed"))
    answer = json.loads(world.fr.get("/api/v1/catalogue/records?source=&status=in_force").read())
    assert DATASET + "-listed" in [r["dataset"] for r in answer["records"]]
    assert answer["total"] == len(answer["records"])
    assert world.fr.get("/api/v1/catalogue/records?status=abroad").status == 400
    assert world.fr.get("/api/v1/catalogue/records/urn%3Ax").status == 404


def test_only_the_operator_changes_the_catalogue(world):
    with pytest.raises(Refused) as said:
        world.fr.run("catalogue", "withdraw", DATASET, user="marie")
    assert said.value.problem["code"] == "service.not_allowed"


def test_who_answers_for_a_dataset_and_how_good_its_metadata_are_is_shown(world):
    dataset = DATASET + "-shown"
    bring(world, described("Shown", dataset, """;
        dct:identifier "sniiram" ; dct:publisher [ <http://xmlns.com/foaf/0.1/name> "Cnam"@fr ] ;
        h:healthCategory <https://e.example/PHDR> ; dct:source <https://cnam.example/claims> ;
        dct:modified "2026-03-01" """))
    shown = world.fr.run("catalogue", "show", dataset)
    assert shown["stewardship"] == {
        "categories": ["https://e.example/PHDR"], "publishers": [{"name": "Cnam"}],
        "origins": [{"copy_of": "https://cnam.example/claims", "refreshed": "2026-03-01"}]}
    assert [i["notation"] for i in shown["identifiers"]] == [dataset, "sniiram"]
    assert shown["quality"]["mqa"] == 10 + 5  # a publisher and a date of change
    measured = world.fr.run("catalogue", "quality", dataset)["metadata"]
    assert (measured["points"], measured["of"], measured["rating"]) == (15, 405, "bad")
    assert {i["metric"] for i in measured["indicators"] if i["reached"]} == {
        "publisherAvailability", "dateModifiedAvailability"}


def test_a_label_is_given_shown_in_the_readers_words_and_revoked(world):
    dataset = DATASET + "-label"
    bring(world, described("Label", dataset))
    label = {"issuer": "https://cnam.example/", "issued": "2026-11-25T08:00:00Z",
             "elements": {"completeness": 98.5, "time_to_provision": 30}}
    world.fr.run("catalogue", "label", dataset, world.file("label.json", label))
    shown = world.fr.run("catalogue", "quality", dataset, "--lang", "fr")["label"]
    assert shown["elements"] == [
        {"letter": "b", "element": "completeness", "name": "Complétude (%)", "value": 98.5},
        {"letter": "e", "element": "time_to_provision", "value": 30,
         "name": "De l'autorisation à la mise à disposition (jours)"}]
    label["elements"]["completeness"] = 101
    refused(lambda: world.fr.run("catalogue", "label", dataset, world.file("l.json", label)),
            "base.malformed")
    world.fr.run("catalogue", "label", dataset, "--revoke", "audit of 2026")
    assert "label" not in world.fr.run("catalogue", "quality", dataset)
    refused(lambda: world.fr.run("catalogue", "label", dataset, "--revoke", "again"),
            "record.no_label")
    events = [e["event"] for e in world.log(world.fr)
              if e["subject"].get("dataset") == dataset]
    assert events == ["label_given", "label_revoked"]


def test_a_catalogue_that_is_fixed_by_acts_takes_nothing_without_one(world, tmp_path, monkeypatch):
    home = tmp_path / "fr"
    command("init", "--id", "fr", "--country", "FR", "--kind", "national_platform", "--name", "N",
            home=home)
    monkeypatch.setenv("PASSERELLE_CATALOGUE_ENTRY", "by_act")
    file = tmp_path / "d.ttl"
    file.write_text(described("Act"))
    refused(lambda: command("catalogue", "import", file, home=home), "service.bad_request")
    refused(lambda: command("catalogue", "show", DATASET, home=home), "record.unknown")
    command("catalogue", "import", file, "--citation", "Order of 1 June", home=home)
    refused(lambda: command("catalogue", "withdraw", DATASET, home=home), "service.bad_request")
    command("catalogue", "withdraw", DATASET, "--citation", "Order of 2 June", home=home)
    assert command("catalogue", "show", DATASET, home=home)["status"] == "withdrawn"

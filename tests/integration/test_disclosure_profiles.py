"""Profiles of rules on what may leave: a body puts them in force, and they make its node stricter."""

import json

import pytest
from conftest import make_world
from federation import Refused

COARSE = {"passerelle": "disclosure-profile/1", "id": "FI-COARSE", "version": 1, "body": "Findata",
          "title": {"en": "Coarse results", "fr": "Résultats grossiers"},
          "basis": ["A decision of the body"], "rules": {"min_cell": 60}}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("disclosure-profiles")) as made:
        yield made


@pytest.fixture(scope="module")
def application(world):
    return world.title(world.young_and_old())


def profile(world, *words, user=None):
    return world.fi.run("disclosure", "profile", *words, **({"user": user} if user else {}))


def install(world, document, user="decider"):
    return profile(world, "--install", world.file("profile.json", document), user=user)


def in_force(world):
    return [p["id"] for p in profile(world)["profiles"] if p["is_in_force"]]


def test_profiles_come_with_the_program_and_none_is_in_force_by_itself(world):
    known = {p["id"]: p["rules"]["min_cell"] for p in profile(world)["profiles"]}
    assert (known["FR-SNDS"], known["EU-ESSNET"], known["DK-SDS"]) == (11, 10, 5)
    assert in_force(world) == []
    shown = profile(world, "FI-FINDATA")
    assert shown["profile"]["basis"] and shown["profile"]["uncertain"]
    assert (shown["is_in_force"], shown["with_program"]) == (False, 1)
    with pytest.raises(Refused, match="no profile FI-NONE"):
        profile(world, "FI-NONE")


@pytest.mark.parametrize("user", ["officer", "checker"])
def test_only_who_decides_puts_a_profile_in_force(world, user):
    with pytest.raises(Refused, match="decider"):
        install(world, COARSE, user=user)
    assert in_force(world) == []


@pytest.mark.parametrize("change, place", [
    ({"rules": {"min_cell": 0}}, "/rules/min_cell"), ({"rules": {"zeros": "allow"}}, "/rules"),
    ({"version": 0}, "/version"), ({"basis": []}, "/basis"), ({"skip": True}, "/skip")])
def test_a_profile_that_would_switch_a_rule_off_is_refused_with_the_place(world, change, place):
    with pytest.raises(Refused, match=place):
        install(world, {**COARSE, **change})
    assert in_force(world) == []


def test_a_profile_in_force_withholds_what_left_before_and_lets_it_go_when_it_is_withdrawn(
        world, application):
    def by_age():
        run = world.submit(world.young_and_old(), application, "--wait")["run"]
        result = json.loads((world.result(run) / "result.json").read_text())
        return {node: [cell["persons"] for cell in answer["by"].values()]
                for node, answer in result["analyses"][0]["nodes"].items()}

    before = by_age()
    assert min(before["fi"]) < COARSE["rules"]["min_cell"]

    installed = install(world, COARSE)
    assert installed["version"] == 1
    assert in_force(world) == ["FI-COARSE"]
    during = by_age()
    assert during["fi"] == [None, None]
    assert during["fr"] == before["fr"]

    with pytest.raises(Refused, match="version 1 of FI-COARSE is in force"):
        install(world, {**COARSE, "rules": {"min_cell": 5}})
    profile(world, "--withdraw", "FI-COARSE", "--reason", "replaced by the law", user="decider")
    assert in_force(world) == []
    with pytest.raises(Refused, match="no profile FI-COARSE is in force"):
        profile(world, "--withdraw", "FI-COARSE", "--reason", "again", user="decider")
    assert by_age() == before

    acts = [(e["event"], e["subject"]["profile"]) for e in world.log(world.fi)
            if e["event"].startswith("disclosure_profile")]
    assert acts == [("disclosure_profile_installed", "FI-COARSE"),
                    ("disclosure_profile_withdrawn", "FI-COARSE")]


def test_a_later_version_takes_the_place_of_one_and_an_older_does_not_come_back(world):
    for version, refusal in ((1, None), (2, None), (2, "version 2 of FI-COARSE is in force"),
                             (1, "version 2 of FI-COARSE is in force")):
        document = {**COARSE, "version": version}
        if refusal:
            with pytest.raises(Refused, match=refusal):
                install(world, document)
        else:
            assert install(world, document)["version"] == version
    with pytest.raises(Refused, match="decider"):
        profile(world, "--withdraw", "FI-COARSE", "--reason", "x", user="officer")
    profile(world, "--withdraw", "FI-COARSE", "--reason", "replaced", user="decider")
    with pytest.raises(Refused, match="version 2 of FI-COARSE was in force"):
        install(world, {**COARSE, "version": 2, "rules": {"min_cell": 5}})
    assert in_force(world) == []


def test_one_that_comes_with_the_program_is_put_in_force_by_its_name(world):
    assert profile(world, "--install", "FR-SNDS", user="decider")["id"] == "FR-SNDS"
    assert in_force(world) == ["FR-SNDS"]
    profile(world, "--withdraw", "FR-SNDS", "--reason", "not of this country", user="decider")
    with pytest.raises(Refused, match="no profile FR-NONE comes with the program"):
        profile(world, "--install", "FR-NONE", user="decider")

"""Opt-outs (Art. 71): who opted out before a title was approved is in no number under it, the
register answers who that was, and no identifier goes anywhere else."""

import contextlib
import csv
import json

import pytest
from conftest import make_world
from federation import Refused

FI = "https://fi.example/dataset/t"
FR = "https://fr.example/dataset/t"
# Numbers that no digest, time or count contains by chance.
FIRST_IDS = (918273000, 645546000)
LAW = {"ground": "important_research", "law": "Act 552/2019, section 35",
       "reason": "No other register holds these patients."}


class Register:
    """The rows of both nodes, and what is expected of a study over some of them."""

    def __init__(self, world):
        self.world = world
        self.rows = {}
        for node in (world.fr, world.fi):
            with open(world.data / f"{node.id}.csv") as file:
                self.rows[node.id] = list(csv.DictReader(file))

    def persons(self, node, first, last):
        """Persons of one cell of the study: the ledger of releases withholds every number that
        differs from an earlier one by fewer persons than the minimum, so groups of the minimum
        and more must not be spread over cells."""
        return [row["id"] for row in self.rows[node.id]
                if row["arm"] == "New" and row["dead"] == "1"][first:last]

    def say(self, act, node, persons, *scope):
        return node.run("optout", act, *(scope or [FI if node.id == "fi" else FR]),
                        stdin="\n".join(persons) + "\n")

    @contextlib.contextmanager
    def opted_out(self, node, persons, *scope):
        self.say("record", node, persons, *scope)
        yield persons
        self.say("withdraw", node, persons, *scope)

    def run(self, application, study=None):
        study = study or self.world.study()
        run = self.world.submit(study, application, "--wait")["run"]
        return json.loads((self.world.result(run) / "result.json").read_text())

    def title(self, details=None, **changes):
        application = self.world.apply(self.world.study(), **changes)
        return application, {node.id: self.world.grant_at(node, application, details=details)
                             for node in (self.world.fr, self.world.fi)}

    def check(self, result, out):
        """Compares a result with numbers computed here from the rows that are not of `out`."""
        rows = [row for rows in self.rows.values() for row in rows if row["id"] not in out]
        assert result["analysis_set"]["rows"] == len(rows)
        analyses = {a["id"]: a["pooled"] for a in result["analyses"]}
        for arm in ("Obs", "New"):
            of_arm = [row for row in rows if row["arm"] == arm]
            ages = [int(row["age"]) for row in of_arm]
            assert analyses["n"]["by"][arm]["persons"] == len(of_arm)
            mean = sum(ages) / len(ages)
            assert analyses["age"]["age"]["by"][arm]["mean"] == pytest.approx(mean, rel=1e-10)
        assert analyses["cox"]["n"] == len(rows)


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("opt-outs"), FIRST_IDS) as world:
        world.fi.add_person("auditor", "auditor")
        yield Register(world)


@pytest.fixture(scope="module")
def old(register):
    """30 persons of fi opt out, then a title is approved: (title, permits, those persons)."""
    before = register.persons(register.world.fi, 0, 30)
    register.say("record", register.world.fi, before)
    return *register.title(), before


def test_who_opted_out_before_the_approval_is_in_no_number(register, old):
    application, _, before = old
    result = register.run(application)
    register.check(result, before)
    assert result["analysis_set"]["opted_out"] == 30


def test_who_opts_out_later_is_in_under_the_old_title_and_out_under_a_new_one(register, old):
    application, _, before = old
    fi = register.world.fi
    with register.opted_out(fi, register.persons(fi, 30, 50)) as after:
        new, _ = register.title()
        result = register.run(new)
        register.check(result, before + after)
        assert result["analysis_set"]["opted_out"] == 50
        register.check(register.run(application), before)


def test_an_opt_out_that_was_taken_back_acts_on_no_title_approved_after(register, old):
    fi = register.world.fi
    with register.opted_out(fi, register.persons(fi, 50, 60)) as between:
        during, _ = register.title()
    afterwards, _ = register.title()
    register.check(register.run(during), old[2] + between)
    register.check(register.run(afterwards), old[2])


def test_a_small_number_of_opt_outs_is_withheld_and_the_persons_are_out_all_the_same(register, old):
    fr = register.world.fr
    with register.opted_out(fr, register.persons(fr, 0, 3)) as three:
        new, _ = register.title()
    # Everybody was released before, so numbers without these three would tell of them.
    everybody = register.run(new)
    assert everybody["analysis_set"]["rows"] is None
    assert everybody["analysis_set"]["opted_out"] is None
    # Of rows that no study has shown yet the numbers are given, without them.
    elder = register.world.study(id="elder")
    elder["cohorts"]["all"]["where"] = {"ge": ["age", 50]}
    application = register.world.apply(elder)
    with register.opted_out(fr, register.persons(fr, 0, 3)) as three:
        register.world.grant(application)
    result = register.run(application, elder)
    rows = [row for rows in register.rows.values() for row in rows
            if row["id"] not in old[2] + three and int(row["age"]) >= 50]
    assert result["analysis_set"]["rows"] == len(rows)
    assert result["analysis_set"]["opted_out"] is None
    assert result["analysis_set"]["withheld"] == ["/opted_out"]


def test_an_exception_with_its_law_and_reason_reaches_everybody_and_is_told(register, old):
    new, permits = register.title({"opt_out_exception": LAW})
    result = register.run(new)
    register.check(result, [])
    assert result["analysis_set"]["opted_out"] == 0
    permit = register.world.fi.run("permit", "show", permits["fi"])
    assert permit["permit"]["opt_out"]["exception"] == LAW
    assert register.world.fi.run("optout", "on", permits["fi"])["exception"] == LAW


def test_an_exception_without_a_reason_or_for_a_private_applicant_is_refused(register):
    world = register.world
    for conditions, changes, code in (
            ({**LAW, "reason": " "}, {}, "base.malformed"),
            (LAW, {"applicant": {"name": "M", "organisation": "U", "public_body": False,
                                 "category": "company"}}, "case.no_exception")):
        application = world.apply(world.study(), **changes)
        with pytest.raises(Refused) as refused:
            world.grant_at(world.fr, application, details={"opt_out_exception": conditions})
        assert refused.value.problem["code"] == code


def test_where_the_law_is_stricter_an_opt_out_acts_on_titles_approved_before_it(register, old):
    application, _, before = old
    fi = register.world.fi
    with register.opted_out(fi, register.persons(fi, 60, 70)) as after:
        fi.stop()
        fi.start(PASSERELLE_PRIVACY_OPT_OUT="at_once")
        try:
            register.check(register.run(application), before + after)
        finally:
            fi.stop()
            fi.start()
        register.check(register.run(application), before)


def test_a_run_leaves_out_the_same_persons_to_its_end_whatever_enters_the_register(register, old):
    """fi's worker reads twice: the node is stopped while a person looks at the first round."""
    world = register.world
    fi = world.fi
    strict = {"PASSERELLE_PRIVACY_OPT_OUT": "at_once"}
    fi.stop()
    fi.start(**strict)
    try:
        reference = register.run(register.title()[0])
        reviewed, _ = register.title({"conditions": {"review": "human"}})
        run = world.submit(world.study(), reviewed)["run"]
        held = {node: world.wait_for_output(node, run)["round"] for node in (world.fr, fi)}
        with register.opted_out(fi, register.persons(fi, 80, 90)):
            fi.stop()
            fi.start(**strict)
            for node, number in held.items():
                node.run("output", "release", run, number, "--reason", "counts", user="checker")
            world.fr.run("study", "status", run, "--wait", user="marie")
        result = json.loads((world.result(run) / "result.json").read_text())
        register.check(result, old[2])
        assert result["analyses"] == reference["analyses"]
    finally:
        fi.stop()
        fi.start()


def test_the_answer_tells_the_rule_and_the_time_of_the_snapshot(register, old):
    application, permits, _ = old
    proxy = register.world.proxy
    proxy.up = proxy.down = b""
    register.run(application)
    approved = register.world.fi.run("optout", "on", permits["fi"])["approved"]
    told = f'"opt_out":{{"as_of":"{approved}","rule":"at_approval"}}'
    assert told in (proxy.up + proxy.down).decode("utf-8", "replace")


def test_who_was_opted_out_when_a_permit_was_approved_is_answered_to_those_who_may_ask(
        register, old):
    _, permits, before = old
    fi = register.world.fi
    for user in (None, "auditor"):
        answer = fi.run("optout", "on", permits["fi"], user=user)
        assert answer["datasets"] == [{"dataset": FI, "persons": sorted(before)}]
    for user in ("decider", "checker"):
        with pytest.raises(Refused) as refused:
            fi.run("optout", "on", permits["fi"], user=user)
        assert refused.value.problem["code"] == "service.not_allowed"
    assert fi.get(f"/api/v1/permits/{permits['fi']}/opt-outs").status == 401
    asked = [e["subject"] for e in register.world.log(fi) if e["event"] == "opt_outs_read"]
    assert {"permit": permits["fi"], "user": "auditor"} in asked


def test_only_the_operator_records(register):
    for user in ("decider", "auditor"):
        with pytest.raises(Refused) as refused:
            register.world.fi.run("optout", "record", FI, user=user, stdin="1\n")
        assert refused.value.problem["code"] == "service.not_allowed"


def test_a_register_is_imported_whole_or_not_at_all_and_twice_is_once(register):
    world = register.world
    file = world.data / "register.csv"
    unknown = "999888777666"
    good = ("person,recorded_at,kind\n"
            f"{unknown},2026-01-02T08:00:00Z,out\n{unknown},2026-01-03T08:00:00Z,in\n")
    counted = world.fi.run("optout", "list")
    file.write_text(good + f"{unknown},yesterday,out\n")
    with pytest.raises(Refused) as refused:
        world.fi.run("optout", "import", file, "--dataset", FI)
    assert refused.value.problem["code"] == "opt_out.bad_file"
    assert refused.value.problem["detail"].startswith("line 4: ")
    assert unknown not in str(refused.value) + refused.value.stderr
    assert world.fi.run("optout", "list") == counted

    file.write_text(good)
    first = world.fi.run("optout", "import", file, "--dataset", FI)
    again = world.fi.run("optout", "import", file, "--dataset", FI)
    assert (first["added"], first["known_already"]) == (2, 0)
    assert (again["added"], again["known_already"]) == (0, 2)


def test_a_statement_that_comes_late_counts_from_when_it_was_recorded(register, old):
    """The holder recorded it before the approval, this node hears of it after."""
    application, permits, before = old
    fi = register.world.fi
    late = register.persons(fi, 70, 80)

    def import_all(time, kind):
        file = register.world.data / "late.csv"
        file.write_text("person,recorded_at,kind\n" +
                        "".join(f"{person},{time},{kind}\n" for person in late))
        fi.run("optout", "import", file, "--dataset", FI)

    import_all("2026-01-02T08:00:00Z", "out")
    register.check(register.run(application), before + late)
    told = fi.run("optout", "on", permits["fi"])
    assert told["datasets"][0]["persons"] == sorted(before + late)
    import_all("2026-01-03T08:00:00Z", "in")
    register.check(register.run(application), before)


def test_a_dataset_whose_holder_did_not_say_who_is_who_is_not_read_once_somebody_opted_out(
        register, old):
    world = register.world
    application = old[0]
    world.attach(world.fi, person=None)
    try:
        with pytest.raises(Refused) as refused:
            register.say("record", world.fi, ["1"])
        assert refused.value.problem["code"] == "opt_out.no_person_column"
        with pytest.raises(Refused) as refused:
            world.submit(world.study(), application, "--wait")
        assert "opt_out.no_person_column" in str(refused.value)
    finally:
        world.attach(world.fi)


def test_an_opt_out_of_every_dataset_acts_on_each_that_identifies_persons(register,
                                                                                       old):
    world = register.world
    with register.opted_out(world.fr, register.persons(world.fr, 100, 120), "--all") as everywhere:
        new, permits = register.title()
    told = world.fr.run("optout", "on", permits["fr"])
    assert told["datasets"] == [{"dataset": FR, "persons": sorted(everywhere)}]
    register.check(register.run(new), old[2] + everywhere)


def test_no_identifier_goes_anywhere_but_into_the_register(register, old):
    world = register.world
    application, _, before = old
    proxy = world.proxy
    proxy.up = proxy.down = b""
    register.run(application)
    places = {"federation port": proxy.up + proxy.down,
              "log of fi": world.fi.log.read_bytes(), "log of fr": world.fr.log.read_bytes(),
              "audit log": json.dumps(world.log(world.fi)).encode()}
    for file in world.fr.home.rglob("*"):
        if file.is_file():
            places[str(file)] = file.read_bytes()
    assert len(places["federation port"]) > 5_000
    for person in before:
        for place, content in places.items():
            assert person.encode() not in content, place

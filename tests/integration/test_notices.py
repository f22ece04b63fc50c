"""What bodies tell each other: decisions on parts of one dossier, and measures against users. Third
countries, and significant findings."""

import json

import pytest
import support
from bodies import Body
from test_messages import part, until
from test_titles import amend, apply, ask, digest, far, refusal, register


def test_a_decision_is_told_to_the_other_bodies_of_the_dossier(world):
    _, application = apply(world, "told")
    world.grant_at(world.fi, application)
    Body(world.fr, world.data).refuse(application, "It is not needed here.")

    def others(node, count):
        return until(lambda: len(o := node.run("case", "show", application, user="desk")[
            "other_decisions"]) == count and o)
    heard = others(world.fr, 1)[0]
    decision = part(world, application, world.fi)["decision"]["body"]
    assert (heard["node"], heard["country"], heard["outcome"]) == ("fi", "FI", "granted")
    assert heard["decision"] == digest(decision)
    heard = others(world.fi, 1)[0]
    assert (heard["node"], heard["outcome"], heard["reason"]) == (
        "fr", "refused", "It is not needed here.")


def notice(**changes):
    return {"application": "fr-x", "node": "fi", "country": "FI", "decision": "0" * 64,
            "outcome": "granted", "at": "2026-12-01T10:00:00.000Z", **changes}


@pytest.mark.parametrize("changes, signer, code", [
    ({"node": "fr"}, "fi", "message.wrong_sender"),
    ({"application": "fr-y"}, "fi", "message.wrong_subject"),
    ({"outcome": "perhaps"}, "fi", "base.malformed"),
    ({"persons": ["marie@fr"]}, "fi", "base.malformed"),
    ({}, "fr", "crypto.bad_signature"),
])
def test_a_notice_of_a_decision_is_its_bodys_own(world, changes, signer, code):
    sealed = support.sign(world.federation.nodes[signer], "decision_notice/1", notice(**changes))
    status, problem = support.send_message(world.fi, world.fr, "decision_issued",
                                           {"notice": sealed}, application="fr-x")
    assert 400 <= status < 500 and problem["code"] == code


def test_a_notice_may_come_before_the_part_it_is_about(world):
    sealed = support.sign(world.fi, "decision_notice/1", notice(application="fr-not-here-yet"))
    for _ in range(2):
        status, _ = support.send_message(world.fi, world.fr, "decision_issued",
                                         {"notice": sealed}, application="fr-not-here-yet")
        assert status == 200


@pytest.fixture(scope="module")
def enforced(world):
    """Organisation B broke the rules at fi: (application, permit of fi), which is revoked."""
    _, application = apply(world, "enforced", "Lab  of B")
    permits = world.grant(application)
    until_date = far(100)

    def exclude(until, reason="Persons were looked for."):
        return world.fi.run("case", "exclude", application, "--until", until, "--reason", reason,
                            user="officer")
    refusal("case_event.views_missing", exclude, until_date)  # Art. 63(1)
    world.revoke(world.fi, application, permits["fi"], "Persons were looked for.")
    refusal("case_event.bad_exclusion", exclude, far(6 * 366))
    refusal("case_event.bad_exclusion", exclude, "2026-01-01T00:00:00Z")
    refusal("case_event.reason_missing", exclude, until_date, reason=" ")
    refusal("service.not_allowed", world.fi.run, "case", "exclude", application,
            "--until", until_date, "--reason", "x", user="decider")
    exclude(until_date)
    return application, permits["fi"]


def notices_on(node, application):
    return [n for n in node.run("enforcement", "list", user="desk")["notices"]
            if n["application"] == application]


def test_measures_are_told_to_all_bodies_and_name_no_person(world, enforced):
    application, _ = enforced
    heard = until(lambda: len(n := notices_on(world.fr, application)) == 2 and n)
    assert {n["measure"] for n in heard} == {"revocation", "exclusion"}
    for said in heard:
        assert (said["node"], said["country"], said["user"]) == ("fi", "FI", "Lab  of B")
        assert said["reason"] == "Persons were looked for." and said["in_force"] is True
        assert ("until" in said) == (said["measure"] == "exclusion")
        assert "marie" not in json.dumps(said).lower()
    # Who takes the measure keeps the notice too.
    assert notices_on(world.fi, application) == heard
    refusal("service.not_allowed", world.fr.run, "enforcement", "list", user="marie")
    measures = register(world.fi, application)["measures"]
    assert [m["what"] for m in measures] == ["revoked", "excluded"]


def test_an_excluded_user_gets_no_grant_at_its_body_and_others_see_why(world, enforced):
    until(lambda: len(notices_on(world.fr, enforced[0])) == 2)
    _, application = apply(world, "excluded", "LAB of b")
    body = Body(world.fi, world.data)
    body.prepare(application, world.as_applicant(application))
    shown = world.fi.run("case", "show", application, user="decider")["notices"]
    assert {n["measure"] for n in shown} == {"revocation", "exclusion"}
    assert "Art. 63(3)" in refusal("case.excluded", body.grant, application, "Art. 69")
    body.act("decider", "decide", application, "--refuse", "--reason", "It is excluded.")
    # Another body is told and decides for itself.
    shown = world.fr.run("case", "show", application, user="desk")["notices"]
    assert {n["node"] for n in shown} == {"fi"}
    world.grant_at(world.fr, application)


def test_an_excluded_user_gets_neither_other_terms_nor_more_time(world):
    """A title that is not revoked goes on, and is not made better."""
    _, application = apply(world, "still-in-force", "Lab of F")
    permits = world.grant(application)
    ask(world, application, world.fi, "amend")
    world.fi.run("case", "views", application, "--reason", "A doubt.", user="officer")
    world.as_applicant(application)("views", "--node", "fi", "--reason", "It was an error.")
    world.fi.run("case", "exclude", application, "--until", far(30), "--reason", "It was none.",
                 user="officer")
    refusal("case.excluded", amend, world, world.fi, application, {"runs_max": 3})
    world.fi.run("case", "refuse-change", application, "--change", "amendment", "--reason",
                 "It is excluded.", user="decider")
    assert world.fi.run("permit", "show", permits["fi"])["state"] == "active"
    # fr has excluded nobody.
    ask(world, application, world.fr, "amend")
    amend(world, world.fr, application, {"runs_max": 3})


def test_others_are_under_no_notice(world, enforced):
    _, application = apply(world, "innocent", "Lab of C")
    assert world.fi.run("case", "show", application, user="desk")["notices"] == []


def enforcement(**changes):
    return {"id": "fi-1", "node": "fi", "country": "FI", "measure": "revocation", "user": "Lab of D",
            "application": "fr-x", "reason": "x", "at": "2026-12-01T10:00:00.000Z", **changes}


@pytest.mark.parametrize("changes, signer, code", [
    ({"node": "fr"}, "fi", "message.wrong_sender"),
    ({"application": "fr-y"}, "fi", "message.wrong_subject"),
    ({"until": "2027-12-01T10:00:00.000Z"}, "fi", "base.malformed"),
    ({"person": "marie@fr"}, "fi", "base.malformed"),
    ({}, "fr", "crypto.bad_signature"),
])
def test_a_notice_of_a_measure_is_its_bodys_own(world, changes, signer, code):
    sealed = support.sign(world.federation.nodes[signer], "enforcement_notice/1",
                          enforcement(**changes))
    status, problem = support.send_message(world.fi, world.fr, "enforcement_notice",
                                           {"notice": sealed}, application="fr-x")
    assert 400 <= status < 500 and problem["code"] == code
    assert not notices_on(world.fr, "fr-x")


def test_what_another_body_excludes_is_no_exclusion_here(world):
    """fi says so; fr is told, and decides for itself."""
    sealed = support.sign(world.fi, "enforcement_notice/1", enforcement(
        measure="exclusion", until=far(100), user="Lab of E", application="fr-e"))
    status, _ = support.send_message(world.fi, world.fr, "enforcement_notice", {"notice": sealed},
                                     application="fr-e")
    assert status == 200
    _, application = apply(world, "elsewhere", "Lab of E")
    assert [n["measure"] for n in world.fr.run("case", "show", application, user="desk")[
        "notices"]] == ["exclusion"]
    world.grant_at(world.fr, application)


def test_an_applicant_of_a_third_country_is_refused_unless_an_act_opens_access(world):
    draft = world.draft(world.study(id="abroad"))
    draft["answers"] = {**draft["answers"], "domicile": "other", "domicile_other": "Elsewhere"}
    application = world.fr.run("application", "submit", world.file("abroad.json", draft),
                               user="marie")["application"]
    bodies = [Body(node, world.data) for node in (world.fi, world.fr)]
    for body in bodies:
        body.prepare(application, world.as_applicant(application))
        assert "ground 91" in refusal("case.third_country", body.grant, application, "Art. 69")
    bodies[0].act("decider", "decide", application, "--refuse", "--reason", "A third country.",
                  "--details", bodies[0].file("details.json", {"grounds": ["91"]}))
    bodies[1].grant(application, "An act opens access.",
                    details={"granted": {"third_country": True}})
    world.as_applicant(application)("accept", "--node", "fr")
    assert part(world, application, world.fr)["permit"]["body"]["place"]["third_country"] is True
    decision = part(world, application, world.fi)["decision"]["body"]
    assert (decision["outcome"], decision["grounds"]) == ("refused", ["91"])


def test_a_significant_finding_goes_to_the_body_and_to_the_holder(world, granted):
    _, application, _ = granted

    def inform():
        return world.fi.run("case", "inform-holder", application, "--holder", "clinic",
                            user="desk")
    refusal("case_event.no_finding", inform)
    said = world.as_applicant(application)("finding", "--node", "fi", "--text",
                                           "A treatment harms one group.")["sent"][0]
    assert said["state"] == "delivered"
    case = world.fi.run("case", "show", application, user="desk")
    told = next(e for e in case["history"] if e["event"] == "significant_finding_reported")
    out = world.data / "finding.txt"
    world.fi.run("case", "document", application, told["says"]["document"], "--out", out,
                 user="desk")
    assert out.read_text() == "A treatment harms one group."
    inform()
    assert "harms" not in json.dumps(register(world.fi, application))

"""What the path of a case hangs on: the accelerated procedure of Art. 68(6), and the steps that only
pseudonymised data need."""

import pytest
import support
from bodies import Body
from federation import Refused
from test_papers import case_of
from test_questions import answer, asked

PERMIT_ANSWERS = {
    "data_form": "anonymised", "combined": False, "pending": False, "tools": "R",
    "duration_reason": "Analysis and review.", "transfer": False, "controller": "U",
    "gdpr_basis": ["6-1-e"], "formula_kept": True, "confirm_copy": True, "confirm_pictures": True,
    "confirm_networks": True, "mandate": "Public Health Act, section 4."}


PSEUDONYMISED = {"data_form": "pseudonymised", "ethics_assessed": True,
                 "pseudonymised_reason": "Curves need days.",
                 "gdpr_description": "Art. 6(1)(e)."}


def permit_draft(world, study, **answers):
    """An application for a data permit of a public body, for public health."""
    draft = world.draft(study, kind="data_permit", purpose="53-1-a")
    draft["applicant"].update(category="public_sector_body", public_body=True)
    kept = {field: value for field, value in draft["answers"].items()
            if field not in ("lawfulness", "confirm_no_access")}
    draft["answers"] = {**kept, **PERMIT_ANSWERS, **answers}
    for part in draft["countries"].values():
        kept = {k: v for k, v in part["answers"].items() if k != "tabulation"}
        part["answers"] = {**kept, "cohort_formation": "criteria", "controls": False,
                           "relatives": False}
    return draft


def apply_for_permit(world, name, **answers):
    draft = permit_draft(world, world.study(id=name, purpose="53-1-a"), **answers)
    return world.fr.run("application", "submit", world.file("permit.json", draft),
                        user="marie")["application"]


def decision_clock(world, application):
    """When a complete file has to be decided, by its clock: (rule, last day)."""
    body = Body(world.fi, world.data)
    body.act("desk", "take", application)
    body.act("desk", "complete", application)
    clocks = case_of(world.fi, application)["view"]["clocks"]
    return next((c["rule"], c["last_day"]) for c in clocks if "decision" in c["rule"]
                and c["standing"] == "running" and c["waits_for"] == "decider")


def test_a_public_body_asks_for_the_accelerated_procedure(world):
    ordinary = decision_clock(world, apply_for_permit(world, "ordinary", accelerated=False))
    short = decision_clock(world, apply_for_permit(world, "short", accelerated=True))
    assert short[0] != ordinary[0] and short[1] < ordinary[1]


def test_nobody_else_is_asked_for_it_and_a_forged_wish_is_refused(world):
    draft = permit_draft(world, world.study(id="no-wish", purpose="53-1-a"), accelerated=True)
    draft["purpose"] = "53-1-e-i"
    del draft["answers"]["mandate"]
    with pytest.raises(Refused) as refused:
        world.fr.run("application", "submit", world.file("wish.json", draft), user="marie")
    assert refused.value.problem["code"] == "form.incomplete"
    part = case_of(world.fi, apply_for_permit(world, "forged-wish"))["application"]
    part["id"] = "fr-forged-wish"
    part["purpose"] = "53-1-e-i"
    part["answers"]["accelerated"] = True
    del part["answers"]["mandate"]
    status, problem = support.send_message(
        world.fr, world.fi, "application_submitted",
        {"application": support.sign(world.fr, "application/2", part)}, application=part["id"])
    assert (status, problem["code"]) == (400, "form.incomplete")


def test_a_permit_for_anonymous_data_is_decided_without_the_steps_of_pseudonymised_ones(world):
    anonymous = apply_for_permit(world, "anonymous")
    pseudonymised = apply_for_permit(world, "pseudonymised", **PSEUDONYMISED)
    steps = [[s["id"] for s in case_of(world.fr, one)["view"]["steps"]]
             for one in (anonymous, pseudonymised)]
    assert steps[0] == ["completeness", "cesrees", "assessment", "decision"]
    assert steps[1] == ["completeness", "cesrees", "choice", "cnil", "assessment", "decision"]
    body = Body(world.fr, world.data)
    body.prepare(anonymous, world.as_applicant(anonymous))
    looser = world.file("looser.json", {"granted": {"form": "pseudonymised"}})
    with pytest.raises(Refused) as refused:
        body.act("decider", "decide", anonymous, "--grant", "--reason", "x", "--details", looser)
    assert refused.value.problem["code"] == "case.looser_than_asked"
    body.grant(anonymous, "Art. 68")
    assert case_of(world.fr, anonymous)["state"] == "decision_issued"


@pytest.mark.parametrize("answers, change", [
    (PSEUDONYMISED, {**dict.fromkeys(PSEUDONYMISED), "data_form": "anonymised"}),
    ({"accelerated": False}, {"accelerated": True}),
], ids=["form of the data", "short time"])
def test_an_answer_does_not_change_what_the_steps_hang_on(world, answers, change):
    application = apply_for_permit(world, "changed", **answers)
    asked(world, application, *[f"{field}: which?" for field in answers])
    with pytest.raises(Refused) as refused:
        answer(world, application, "--file", world.file("change.json", [
            {"field": field, "value": value} for field, value in change.items()]))
    assert refused.value.problem["code"] == "form.changes_application"


def test_a_trusted_holder_proposes_and_the_body_decides(world):
    """Art. 72: the holder has two months, and the body is not bound by what it proposes."""
    world.fi.add_person("clinician", "holder", body="clinic")
    world.fi.add_person("outsider", "holder", body="other-clinic")
    application = apply_for_permit(world, "trusted")
    body = Body(world.fi, world.data)
    body.act("desk", "take", application)
    body.act("desk", "complete", application)
    body.act("assessor", "forward", application, "--holder", "clinic")
    view = case_of(world.fi, application)["view"]
    assert view["state"] == "with_trusted_holder"
    clock = next(c for c in view["clocks"] if c["waits_for"] == "holder")
    assert (clock["rule"], clock["standing"]) == ("holder_proposal", "running")
    text = body.file("proposal.txt", "All variables are there and can be linked.")
    with pytest.raises(Refused) as refused:
        body.act("outsider", "propose", application, "--outcome", "granted", "--document", text)
    assert refused.value.problem["code"] == "case_event.other_body"
    with pytest.raises(Refused) as refused:
        body.act("decider", "propose", application, "--outcome", "granted", "--document", text)
    assert refused.value.problem["code"] == "service.not_allowed"
    body.act("clinician", "propose", application, "--outcome", "granted", "--document", text)
    assert case_of(world.fi, application)["state"] == "processing"
    body.act("decider", "decide", application, "--refuse", "--reason",
             "The proposal does not say how few persons are protected.")
    assert case_of(world.fi, application)["state"] == "decision_issued"

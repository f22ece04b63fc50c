"""Orders: what a permit does not cover is refused with a reason that says which, stands in the log,
and nothing is computed."""

import copy
import json

import pytest
import support
from bodies import FINDINGS, Body
from federation import Refused
from form_answers import complete

LIST = "https://fi.example/dataset/t"


def refusal(world, answer, code):
    status, problem = answer
    assert status >= 400, problem
    assert problem["code"] == code, problem
    last = [e for e in world.log(world.fi) if e["event"] == "order_refused"][-1]
    assert last["subject"]["reason"] == code
    return problem["detail"]


def nothing_computed(world, run):
    assert not [e for e in world.log(world.fi)
                if e["event"] in ("order_received", "release") and e["subject"]["run"] == run]


def test_a_variable_left_out_of_the_application_is_refused(world):
    study = world.study(id="narrow")
    draft = world.draft(study)
    for dataset in draft["datasets"]:
        dataset["variables"].remove("age")
    application = world.fr.run("application", "submit", world.file("narrow.json", draft),
                               user="marie")["application"]
    permits = world.grant(application)
    said = refusal(world, world.order(study, permits["fi"], "fr-w"),
                   "permit.variable_not_covered")
    assert "age" in said


def test_a_granted_study_runs_and_its_bundle_verifies(world, granted):
    study, application, _ = granted
    run = world.submit(study, application, "--wait")["run"]
    out = world.result(run)
    report = world.fr.run("verify", f"{out}.zip", "--anchor", world.federation.anchor)
    assert report["good"], report
    assert (out / "report.html").read_text().startswith("<!doctype html>") or \
        (out / "report.html").read_text().lower().startswith("<!doctype html>")


def test_an_unlisted_person_is_refused(world, granted):
    study, _, permits = granted
    said = refusal(world, world.order(study, permits["fi"], "fr-p", person="eve@fr"),
                   "permit.person_not_listed")
    assert "eve@fr" in said
    nothing_computed(world, "fr-p")


def test_a_changed_study_is_refused(world, granted):
    study, _, permits = granted
    changed = world.study(version="1.0.1")
    refusal(world, world.order(changed, permits["fi"], "fr-d"), "permit.study_not_covered")
    nothing_computed(world, "fr-d")


def test_another_purpose_is_refused(world, granted):
    _, _, permits = granted
    other = world.study(purpose="53-1-c")
    said = refusal(world, world.order(other, permits["fi"], "fr-u"), "permit.purpose_not_covered")
    assert "53-1-c" in said


def test_a_variable_that_was_not_granted_is_refused(world, granted):
    _, _, permits = granted
    greedy = world.study()
    greedy["variables"]["s"] = {"column": "secret", "levels": ["a"]}
    greedy["analyses"].append({"id": "s", "type": "count", "by": "s"})
    said = refusal(world, world.order(greedy, permits["fi"], "fr-v"),
                   "permit.variable_not_covered")
    assert "secret" in said


def test_a_node_that_was_not_named_is_refused(world, granted):
    study, _, permits = granted
    refusal(world, world.order(study, permits["fi"], "fr-n", nodes=["dk", "fi", "fr"]),
            "permit.peer_not_covered")


def test_a_permit_of_nobody_is_unknown(world, granted):
    study, _, permits = granted
    refusal(world, world.order(study, "fi-none", "fr-x"), "permit.unknown")
    # fr's own permit is not one of fi's.
    refusal(world, world.order(study, permits["fr"], "fr-y"), "permit.unknown")


def test_a_permit_of_another_node_is_unknown_whatever_its_state(world, granted):
    study, _, permits = granted
    body = {"run": "fi-1", "round": 0, "permit": permits["fi"], "study": study,
            "person": "marie@fr", "nodes": ["fi", "fr"], "transcript": [],
            "deadline": "2099-01-01T00:00:00.000Z"}
    status, problem = support.call(world.fi, world.fi, "POST", "/federation/v1/orders",
                                   support.sign(world.fi, "order/1", body))
    assert (status, problem["code"]) == (404, "permit.unknown")


@pytest.fixture
def two_titles(world):
    """Two permits of fi for two purposes, each for one of two datasets; a study that reads both."""
    other = "https://fi.example/dataset/u"
    binding = json.loads((world.data / "fi.json").read_text())
    world.fi.run("dataset", "attach", world.file("fi-u.json", {**binding, "dataset": other}))
    titles = {}
    for purpose, dataset in (("53-1-e-i", LIST), ("53-1-a", other)):
        study = world.study(id="mixed", purpose=purpose)
        study["sources"][0]["datasets"] = [LIST, other]
        draft = world.draft(study)
        draft["datasets"] = [{**draft["datasets"][0], "id": dataset}]
        draft["peers"] = ["fi"]
        draft["countries"] = {"FI": draft["countries"]["FI"]}
        complete(draft, lambda application: world.fr.run(
            "application", "check", world.file("mixed.json", application))["problems"])
        application = world.fr.run("application", "submit", world.file("mixed.json", draft),
                                   user="marie")["application"]
        titles[purpose] = (study, world.grant_at(world.fi, application))
    return titles


def test_two_permits_are_never_one(world, two_titles):
    """Scenario 5: an order names one title; what another one covers does not count."""
    for purpose, (study, permit) in two_titles.items():
        said = refusal(world, world.order(study, permit, f"fr-mixed-{purpose}", nodes=["fi"]),
                       "permit.dataset_not_covered")
        assert "dataset/" in said
        nothing_computed(world, f"fr-mixed-{purpose}")
    study, permit = two_titles["53-1-e-i"]
    _, other = two_titles["53-1-a"]
    refusal(world, world.order(study, other, "fr-mixed", nodes=["fi"]), "permit.purpose_not_covered")
    status, problem = world.order(study, [permit, other], "fr-mixed", nodes=["fi"])
    assert status == 400 and "/permit" in problem["detail"]
    nothing_computed(world, "fr-mixed")


def test_an_order_with_its_own_scope_is_refused(world, granted):
    study, _, permits = granted
    status, problem = world.order(study, permits["fi"], "fr-s", datasets=[LIST])
    assert (status, problem["code"]) == (400, "base.malformed")
    assert "/datasets" in problem["detail"]
    nothing_computed(world, "fr-s")


def test_an_order_with_a_coefficient_is_refused(world, granted):
    study, _, permits = granted
    status, problem = world.order(study, permits["fi"], "fr-b", beta=[1])
    assert status == 400 and "/beta" in problem["detail"]


def test_an_order_after_its_deadline_is_refused(world, granted):
    study, _, permits = granted
    refusal(world, world.order(study, permits["fi"], "fr-t", deadline="2020-01-01T00:00:00.000Z"),
            "service.conflict")


def test_a_later_round_without_the_first_is_refused(world, granted):
    study, _, permits = granted
    forged = support.sign(world.fr, "answer/1", {"round": 0})
    refusal(world, world.order(study, permits["fi"], "fr-r", round=1, transcript=[forged, forged]),
            "service.conflict")


def test_suspension_resumption_and_revocation_bind_the_machine(world):
    study = world.study(id="revoked")
    application = world.apply(study)
    permits = world.grant(application)
    world.change(world.fi, "suspend", permits["fi"], "a finding")
    refusal(world, world.order(study, permits["fi"], "fr-z1"), "permit.suspended")
    world.change(world.fi, "resume", permits["fi"], "cleared")
    status, _ = world.order(study, permits["fi"], "fr-z2")
    assert status == 202
    with pytest.raises(Refused) as refused:
        world.change(world.fi, "revoke", permits["fi"], "misuse")
    assert refused.value.problem["code"] == "case_event.views_missing"  # Art. 63(1)
    world.revoke(world.fi, application, permits["fi"], "misuse")
    said = refusal(world, world.order(study, permits["fi"], "fr-z3"), "permit.revoked")
    assert "misuse" in said
    with pytest.raises(Refused) as refused:
        world.submit(study, application, "--wait")
    assert "permit.revoked" in str(refused.value)
    nothing_computed(world, "fr-z3")


def test_fewer_nodes_than_the_quorum_are_refused_by_requester_and_holder(world):
    study = {**world.study(id="quorum"), "quorum": {"min_nodes": 3}}
    application = world.fr.run("application", "submit",
                               world.file("quorum.json", world.draft(study)),
                               user="marie")["application"]
    permits = world.grant(application)
    with pytest.raises(Refused) as refused:
        world.submit(study, application)
    assert refused.value.problem["code"] == "study.too_few_nodes"
    assert "/quorum/min_nodes" in refused.value.problem["detail"]
    refusal(world, world.order(study, permits["fi"], "fr-q"), "study.too_few_nodes")
    nothing_computed(world, "fr-q")


def test_runs_are_counted(world):
    study = world.study(id="counted")
    permits = world.grant(world.apply(study, runs_max=1))
    assert world.order(study, permits["fi"], "fr-c1")[0] == 202
    refusal(world, world.order(study, permits["fi"], "fr-c2"), "permit.runs_exhausted")


def test_a_permit_that_has_not_begun_or_has_ended_is_refused(world):
    study = world.study(id="later")
    permits = world.grant(world.apply(study, valid_from="2090-01-01T00:00:00Z",
                                      valid_until="2091-01-01T00:00:00Z"))
    refusal(world, world.order(study, permits["fi"], "fr-l"), "permit.not_yet_valid")


def test_a_refused_application_gives_no_permit(world):
    study = world.study(id="refused")
    application = world.apply(study)
    for node in (world.fr, world.fi):
        with pytest.raises(Refused) as refused:
            node.run("case", "decide", application, "--refuse", "--reason", "Not Art. 53",
                     user="decider")
        assert refused.value.problem["code"] == "case_event.impossible_now"
        Body(node, world.data).refuse(application, "Not Art. 53")
    shown = world.fr.run("application", "show", application, "--refresh", user="marie")
    assert shown["status"] == "refused"
    assert {(p["state"], p["standing"], p["reason"]) for p in shown["parts"]} == {
        ("decision_issued", "refused", "Not Art. 53")}
    with pytest.raises(Refused) as refused:
        world.submit(study, application)
    assert refused.value.problem["code"] == "service.no_permit"


def test_the_operator_can_neither_apply_nor_decide(world):
    study = world.study(id="operator")
    application = world.apply(study)
    with pytest.raises(Refused) as refused:
        world.fi.run("case", "decide", application, "--grant", "--reason", "x")
    assert refused.value.problem["code"] == "service.login_required"
    with pytest.raises(Refused) as refused:
        world.fi.run("case", "decide", application, "--grant", "--reason", "x", user="checker")
    assert refused.value.problem["code"] == "service.not_allowed"


def test_a_human_looks_before_anything_leaves(world):
    study = world.study(id="reviewed")
    application = world.apply(study)
    world.grant(application, {"review": "human"})
    run = world.submit(study, application)["run"]
    world.fr.run("study", "status", run, user="marie")
    for node in (world.fr, world.fi):
        waiting = world.wait_for_output(node, run)
        held = node.run("output", "show", run, waiting["round"], user="checker")
        assert held["would_leave"]["cells"]
        assert not [e for e in world.log(node)
                    if e["event"] == "release" and e["subject"]["run"] == run]
        node.run("output", "release", run, waiting["round"], "--reason", "only counts",
                 user="checker")
    status = world.fr.run("study", "status", run, "--wait", user="marie")
    assert status["status"] == "finished"


def test_who_assessed_a_case_neither_prepares_its_data_nor_checks_its_outputs(world):
    """Scenario 14 (Art. 55(3))."""
    fi = world.fi
    fi.add_person("sam", "assessor", "data_preparer", "output_checker")
    fi.add_person("ida", "output_checker")
    study = world.study(id="separate")
    # One dataset more, which is not in place: somebody has to prepare it.
    datasets = world.draft(study)["datasets"]
    application = world.apply(study, datasets=[*datasets, {
        **datasets[0], "id": "https://fi.example/dataset/delivered"}])
    body = Body(fi, world.data)
    applicant = world.as_applicant(application)
    body.act("desk", "take", application)
    body.act("desk", "complete", application)
    body.act("sam", "assess", application, world.file("findings.json", FINDINGS))
    for step in body.steps(application):
        if not step["done"] and step["type"] != "decision":
            body.do(application, step, applicant)
    body.grant(application, "Art. 69", {"review": "human"})
    applicant("accept", "--node", "fi")
    world.grant_at(world.fr, application)
    with pytest.raises(Refused) as refused:
        body.act("sam", "request-data", application, "--holder", "fi")
    assert refused.value.problem["code"] == "case_event.roles_not_separate"
    fi.add_person("petra", "data_preparer")
    body.act("petra", "request-data", application, "--holder", "fi")
    body.act("petra", "data-received", application)
    body.act("petra", "data-available", application)

    run = world.submit(study, application)["run"]
    waiting = world.wait_for_output(fi, run)
    # An interest that is declared locks out.
    body.act("ida", "conflict", application, "--reason", "A member of the team is a relative.")
    for words in (("show", run, waiting["round"]),
                  ("release", run, waiting["round"], "--reason", "only counts"),
                  ("refuse", run, waiting["round"], "--reason", "not mine")):
        for name, code in (("sam", "roles_not_separate"), ("ida", "conflict_of_interest")):
            with pytest.raises(Refused) as refused:
                fi.run("output", *words, user=name)
            assert refused.value.problem["code"] == f"case_event.{code}"
    with pytest.raises(Refused):
        fi.run("case", "show", application, user="ida")
    fi.run("output", "release", run, waiting["round"], "--reason", "only counts", user="checker")
    assert world.fr.run("study", "status", run, "--wait", user="marie")["status"] == "finished"
    # Who let it leave is in the case, so that this person cannot assess it later.
    used = next(e for e in fi.run("case", "show", application, user="desk")["history"]
                if e["event"] == "used")
    assert used["actor"] == {"role": "output_checker", "body": "findata", "person": "checker@fi"}


def test_a_permit_with_rows_wants_them_in_every_cohort(world):
    study = world.study(id="rows")
    study["cohorts"]["all"]["where"] = {"ge": ["age", 60]}
    application = world.apply(study)
    for node in (world.fr, world.fi):
        variables = ["age", "arm", "dead", "id", "time"]
        details = {"granted": {"datasets": [{
            "id": f"https://{node.id}.example/dataset/t", "variables": variables,
            "row_filter": {"ge": [{"column": "age"}, 60]}}]}}
        permit = world.grant_at(node, application, details=details, flag="--grant-part")
    assert world.submit(study, application, "--wait")["status"] == "finished"
    narrower = copy.deepcopy(study)
    narrower["cohorts"]["all"]["where"] = {"ge": ["age", 70]}
    said = refusal(world, world.order(narrower, permit, "fr-rows"), "permit.rows_not_covered")
    assert '"column":"age"' in said


def test_another_version_of_the_data_is_refused(world):
    study = world.study(id="version")
    application = world.apply(study)
    details = {"granted": {"datasets": [{
        "id": LIST, "variables": ["age", "arm", "dead", "id", "time"], "version": "0" * 64}]}}
    permit = world.grant_at(world.fi, application, details=details)
    refusal(world, world.order(study, permit, "fr-version"),
            "permit.version_not_covered")


def test_what_waits_for_a_person_does_not_leave_after_a_revocation(world):
    study = world.study(id="held")
    application = world.apply(study)
    permits = world.grant(application, {"review": "human"})
    run = world.submit(study, application)["run"]
    world.wait_for_output(world.fi, run)
    world.revoke(world.fi, application, permits["fi"], "misuse")
    assert not [o for o in world.fi.run("output", "list", user="checker")["outputs"]
                if o["run"] == run]
    failed = [e["subject"] for e in world.log(world.fi)
              if e["event"] == "order_failed" and e["subject"]["run"] == run]
    assert [f["reason"] for f in failed] == ["permit.revoked"]
    assert not [e for e in world.log(world.fi)
                if e["event"] == "release" and e["subject"]["run"] == run]


def test_a_permit_is_told_as_odrl_and_as_a_page(world, granted):
    _, _, permits = granted
    agreement = world.fi.run("permit", "show", permits["fi"], "--odrl")
    assert agreement["@graph"][0]["@type"] == "odrl:Agreement"
    out = world.data / "permit.html"
    world.fi.run("permit", "document", permits["fi"], "--lang", "fr", "--out", out)
    page = out.read_text()
    assert page.startswith("<!doctype html>") and '<html lang="fr">' in page
    assert permits["fi"] in page

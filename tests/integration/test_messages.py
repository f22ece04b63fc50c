"""Messages between nodes: delivered once, however long a node is away, and refused with a reason."""

import copy
import signal
import sqlite3
import time

import pytest
import support
from bodies import Body
from federation import Refused

PATH = "/federation/v1/messages"


def until(found, seconds=30):
    """Waits for what happens without anybody doing anything."""
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)
    return value


def part(world, application, node):
    shown = world.fr.run("application", "show", application, user="marie")
    return next(p for p in shown["parts"] if p["node"] == node.id)


def in_state(world, application, node, state):
    return until(lambda: (p := part(world, application, node))["state"] == state and p)


def events(world, node, event, **subject):
    return [e for e in world.log(node) if e["event"] == event
            and all(e["subject"].get(key) == value for key, value in subject.items())]


def message_about(world, application, node, kind="application_submitted"):
    sent = world.fr.run("message", "list", "--node", node.id)["sent"]
    return next(m for m in sent if m["application"] == application and m["type"] == kind)


def envelope_of(world, application):
    """What fr sent to fi, as fi can have it again."""
    position = message_about(world, application, world.fi)["position"]
    status, said = support.call(world.fi, world.fr, "GET", f"{PATH}?after={position - 1}")
    assert status == 200
    return said["messages"][0]["envelope"]


def refused(world, node, answer, code):
    status, problem = answer
    assert 400 <= status < 500
    assert problem["code"] == code
    logged = events(world, node, "message_refused", to=node.id)[-1]
    assert logged["subject"]["reason"] == code


@pytest.fixture
def fi_away(world):
    world.fi.stop()
    yield
    if world.fi.process is None:
        world.fi.start()


def test_a_submission_is_answered_with_the_state_of_every_part(world):
    study = world.study(id="messages")
    sent = world.fr.run("application", "submit", world.file("m.json", world.draft(study)),
                        user="marie")
    assert sent["status"] == "in_progress"
    assert {(p["node"], p["state"], p["waits_for"]) for p in sent["parts"]} == {
        ("fi", "submitted", "body"), ("fr", "submitted", "body")}
    for node in (world.fi, world.fr):
        assert message_about(world, sent["application"], node)["state"] == "delivered"
        assert events(world, node, "application_received", application=sent["application"])


def test_a_node_that_is_away_gets_its_part_when_it_is_back(world, fi_away):
    study = world.study(id="away")
    file = world.file("away.json", world.draft(study))
    begun = time.monotonic()
    sent = world.fr.run("application", "submit", file, user="marie")
    assert time.monotonic() - begun < 20
    states = {p["node"]: p for p in sent["parts"]}
    assert states["fr"]["state"] == "submitted"
    assert states["fi"]["state"] == "not_delivered"
    assert states["fi"]["reason"]
    waiting = world.fr.run("message", "list", "--undelivered")["sent"]
    assert [m["to"] for m in waiting if m["application"] == sent["application"]] == ["fi"]
    world.fi.start()
    in_state(world, sent["application"], world.fi, "submitted")
    assert len(events(world, world.fi, "application_received",
                      application=sent["application"])) == 1


def test_the_outbox_survives_the_death_of_its_node(world, fi_away):
    application = world.apply(world.study(id="death"))
    assert part(world, application, world.fi)["state"] == "not_delivered"
    world.fr.stop(signal.SIGKILL)
    world.fi.start()
    world.fr.start()
    in_state(world, application, world.fi, "submitted")


def test_an_applicant_can_have_a_part_sent_again_at_once(world, fi_away):
    application = world.apply(world.study(id="again"))
    for _ in range(3):
        sent = world.fr.run("application", "send", application, user="marie")
    assert {p["node"]: p["state"] for p in sent["parts"]}["fi"] == "not_delivered"
    world.fi.start()
    sent = world.fr.run("application", "send", application, user="marie")
    assert {p["state"] for p in sent["parts"]} == {"submitted"}


def test_what_a_body_decides_reaches_the_applicant_by_itself(world):
    application = world.apply(world.study(id="pushed"))
    body = Body(world.fi, world.data)
    body.prepare(application, world.as_applicant(application))
    body.grant(application, "Art. 69")
    assert in_state(world, application, world.fi, "decision_issued")["standing"] == "in_progress"
    world.as_applicant(application)("accept", "--node", "fi")
    granted = in_state(world, application, world.fi, "data_available")
    assert granted["standing"] == "granted"
    assert world.fr.run("application", "show", application, user="marie")["status"] == \
        "partly_granted"
    permit = granted["permit"]["body"]["id"]
    assert events(world, world.fr, "permit_received", permit=permit)
    world.change(world.fi, "suspend", permit, "a doubt")
    assert in_state(world, application, world.fi, "suspended")["reason"] == "a doubt"
    world.change(world.fi, "resume", permit, "no doubt")
    in_state(world, application, world.fi, "data_available")
    world.revoke(world.fi, application, permit, "Art. 63")
    assert in_state(world, application, world.fi, "revoked")["standing"] == "ended"


def test_a_decision_waits_for_an_applicant_that_is_away(world):
    application = world.apply(world.study(id="decided-meanwhile"))
    world.fr.stop(signal.SIGKILL)
    Body(world.fi, world.data).refuse(application, "Not Art. 53")
    world.fr.start()
    said = in_state(world, application, world.fi, "decision_issued")
    assert (said["standing"], said["reason"]) == ("refused", "Not Art. 53")


def test_an_applicant_withdraws(world):
    application = world.apply(world.study(id="withdrawn"))
    one = world.fr.run("application", "withdraw", application, "--node", "fi", user="marie")
    assert [(s["node"], s["state"]) for s in one["sent"]] == [("fi", "delivered")]
    assert {p["node"]: p["state"] for p in one["parts"]} == {"fi": "withdrawn", "fr": "submitted"}
    rest = world.fr.run("application", "withdraw", application, user="marie")
    assert [s["node"] for s in rest["sent"]] == ["fr"]
    assert rest["status"] == "withdrawn"
    with pytest.raises(Refused) as refusal:
        world.fr.run("application", "withdraw", application, user="marie")
    assert refusal.value.problem["code"] == "service.conflict"


def test_an_act_that_the_case_does_not_allow_is_refused_by_the_body(world):
    application = world.apply(world.study(id="too-late"))
    Body(world.fi, world.data).refuse(application, "x")
    said = world.fr.run("application", "withdraw", application, "--node", "fi", user="marie")
    assert said["sent"][0]["state"] == "refused"
    assert "case_event.impossible_now" in said["sent"][0]["reason"]
    # It does not hold up what comes after it.
    world.fi.run("message", "list")
    assert world.fr.run("application", "withdraw", application, "--node", "fr",
                        user="marie")["sent"][0]["state"] == "delivered"
    retried = world.fr.run("message", "retry", said["sent"][0]["message"])
    assert retried["state"] == "refused"


@pytest.mark.parametrize("words", [
    ("accept",), ("decline",), ("appeal", "--reason", "wrong"), ("choose", "go_on"),
    ("fee", "--accept"), ("fee", "--decline")])
def test_acts_that_the_state_of_a_case_does_not_know_are_refused_with_a_code(world, granted, words):
    _, application, _ = granted
    said = world.fr.run("application", words[0], application, *words[1:], "--node", "fi",
                        user="marie")
    assert said["sent"][0]["state"] == "refused"
    code = "service.conflict" if words[0] in ("choose", "fee") else "case_event.impossible_now"
    assert code in said["sent"][0]["reason"]


def test_acts_that_are_none_are_refused_before_they_are_sent(world, granted, tmp_path):
    _, application, _ = granted
    before = len(world.fr.run("message", "list")["sent"])
    answers = world.file("answers.json", {"no": "list"})
    for words, code in ((("accept", application), "service.bad_request"),
                        (("accept", application, "--node", "dk"), "service.not_found"),
                        (("accept", "fr-nothing"), "service.not_found"),
                        (("answer", application, "--file", answers, "--node", "fi"),
                         "service.bad_request")):
        with pytest.raises(Refused) as refusal:
            world.fr.run("application", *words, user="marie")
        assert refusal.value.problem["code"] == code, words
    assert len(world.fr.run("message", "list")["sent"]) == before


def test_somebody_elses_application_is_no_application(world, granted):
    _, application, _ = granted
    world.fr.ensure_person("eve", "applicant")
    for command in ("show", "withdraw", "send"):
        with pytest.raises(Refused) as refusal:
            world.fr.run("application", command, application, user="eve")
        assert refusal.value.problem["code"] == "service.not_found"
    assert world.fr.run("application", "list", user="eve")["applications"] == []


def test_a_person_of_the_application_sees_it_and_leaves_its_acts_to_who_applied(world):
    world.fr.ensure_person("lea", "applicant")
    persons = [*world.draft(world.study())["persons"], {"id": "lea@fr", "name": "Lea"}]
    application = world.apply(world.study(id="shared"), persons=persons)
    listed = world.fr.run("application", "list", user="lea")["applications"]
    assert [one["application"] for one in listed] == [application]
    assert world.fr.run("application", "show", application, user="lea")["parts"]
    with pytest.raises(Refused) as refusal:
        world.fr.run("application", "withdraw", application, user="lea")
    assert refusal.value.problem["code"] == "service.not_found"


def test_a_message_that_comes_twice_has_one_effect_and_one_acknowledgement(world):
    application = world.apply(world.study(id="twice"))
    envelope = envelope_of(world, application)
    before = len(world.log(world.fi))
    first = support.call(world.fr, world.fi, "POST", PATH, envelope)
    second = support.call(world.fr, world.fi, "POST", PATH, envelope)
    assert first == second
    assert first[0] == 200
    assert first[1]["message"] == envelope["body"]["id"]
    assert first[1]["case_view"]["state"] == "submitted"
    assert len(world.log(world.fi)) == before


def test_the_same_id_with_another_content_is_a_conflict(world):
    application = world.apply(world.study(id="conflict"))
    body = copy.deepcopy(envelope_of(world, application)["body"])
    body["sent_at"] = "2026-12-01T10:00:00.000Z"
    answer = support.call(world.fr, world.fi, "POST", PATH,
                          support.sign(world.fr, "message/1", body))
    refused(world, world.fi, answer, "message.conflict")


def test_a_message_that_was_changed_on_its_way_is_refused(world, granted):
    _, application, _ = granted
    envelope = copy.deepcopy(envelope_of(world, application))
    envelope["body"]["id"] = "fr-other"
    refused(world, world.fi, support.call(world.fr, world.fi, "POST", PATH, envelope),
            "crypto.bad_signature")


@pytest.mark.parametrize("changes, code", [
    ({"from": "dk"}, "message.wrong_sender"),
    ({"to": "dk"}, "message.wrong_recipient"),
    ({"type": "gossip"}, "base.malformed"),
    ({"type": "enforcement_notice"}, "base.malformed"),
    ({"priority": "high"}, "base.malformed"),
    ({}, "service.not_found"),
    ({"application": "fr-other"}, "message.wrong_subject"),
])
def test_a_message_that_is_not_what_it_should_be_is_refused(world, changes, code):
    body = {"application": "fr-x", "event": {"what": "withdrawn"}, "person": "marie@fr"}
    answer = support.send_message(world.fr, world.fi, "application_withdrawn", body, **changes)
    refused(world, world.fi, answer, code)


def test_a_message_is_its_senders_however_it_is_signed(world):
    """fi brings what fr has sealed: the seal is not fi's."""
    body = support.message(world.fr, world.fi, "application_withdrawn",
                           {"application": "fr-x", "event": {"what": "withdrawn"},
                            "person": "marie@fr"})
    answer = support.call(world.fi, world.fi, "POST", PATH,
                          support.sign(world.fr, "message/1", body))
    refused(world, world.fi, answer, "crypto.bad_signature")


def view(application, node, **changes):
    return {"passerelle": "case_view/1", "application": application, "node": node.id,
            "sequence": 100, "state": "processing", "since": "2026-12-01T10:00:00.000Z",
            "clocks": [], **changes}


def test_a_body_speaks_of_its_own_case_only(world):
    application = world.apply(world.study(id="own"))
    before = part(world, application, world.fr)
    for spoken, code in ((view(application, world.fr), "message.wrong_sender"),
                         (view("fr-nothing", world.fi), "service.not_found"),
                         (view(application, world.fi, gossip=1), "base.malformed")):
        answer = support.send_message(world.fi, world.fr, "status_changed", spoken)
        refused(world, world.fr, answer, code)
    assert part(world, application, world.fr) == before


def test_an_older_view_is_acknowledged_and_changes_nothing(world):
    application = world.apply(world.study(id="older"))
    for sequence, state, kept in ((9, "processing", "processing"), (8, "pre_screening",
                                                                    "processing")):
        status, _ = support.send_message(
            world.fi, world.fr, "status_changed",
            view(application, world.fi, sequence=sequence, state=state))
        assert status == 200
        assert part(world, application, world.fi)["state"] == kept


def test_a_permit_that_the_body_did_not_seal_is_refused(world, granted):
    _, application, _ = granted
    shown = part(world, application, world.fi)
    forged = copy.deepcopy(shown["permit"])
    forged["body"]["runs_max"] = 10**6
    answer = support.send_message(
        world.fi, world.fr, "permit_changed",
        view(application, world.fi, state="granted", permit=forged))
    refused(world, world.fr, answer, "crypto.bad_signature")
    other = part(world, world.apply(world.study(id="no-permit")), world.fi)
    assert "permit" not in other
    assert part(world, application, world.fi)["permit"] == shown["permit"]


def test_a_node_catches_up_with_what_was_sent_to_it(world):
    application = world.apply(world.study(id="replay"))
    again = world.fi.run("message", "fetch", "fr")
    assert again["refused"] == []
    assert again["received"] == 0
    assert again["known"] > 0
    # As after a restore from a backup of before this application.
    world.fi.stop()
    connection = sqlite3.connect(world.fi.home / "data/passerelle.db")
    for table in ("case_events", "case_documents"):
        connection.execute(f"delete from {table} where application = ?", (application,))
    connection.execute("delete from cases where application = ?", (application,))
    connection.execute("delete from messages_received where application = ?", (application,))
    connection.commit()
    connection.close()
    world.fi.start()
    assert world.fi.run("message", "fetch", "fr")["received"] == 1
    assert world.fi.run("case", "show", application, user="decider")["state"] == "submitted"
    assert world.fi.run("message", "fetch", "fr")["received"] == 0


def test_a_node_sees_only_its_own_messages(world):
    world.apply(world.study(id="private"))
    after, recipients = 0, set()
    while True:
        status, said = support.call(world.fi, world.fr, "GET", f"{PATH}?after={after}")
        assert status == 200
        if not said["messages"]:
            break
        recipients |= {m["envelope"]["body"]["to"] for m in said["messages"]}
        after = said["messages"][-1]["position"]
    assert recipients == {"fi"}


def test_only_the_node_that_applied_sees_the_case(world, granted):
    _, application, _ = granted
    path = f"/federation/v1/applications/{application}"
    assert support.call(world.fr, world.fi, "GET", path)[1]["node"] == "fi"
    status, problem = support.call(world.fi, world.fi, "GET", path)
    assert (status, problem["code"]) == (404, "service.not_found")


def test_messages_are_the_operators_to_see(world):
    for words in (("list",), ("retry", "x"), ("fetch", "fi")):
        with pytest.raises(Refused) as refusal:
            world.fr.run("message", *words, user="marie")
        assert refusal.value.problem["code"] == "service.not_allowed"
    with pytest.raises(Refused) as refusal:
        world.fr.run("message", "retry", "fr-nothing")
    assert refusal.value.problem["code"] == "message.unknown"


def test_an_application_made_while_the_node_does_not_run_is_sent_at_its_start(world):
    study = world.study(id="offline")
    file = world.file("offline.json", world.draft(study))
    world.fr.stop()
    try:
        sent = world.fr.run("application", "submit", file, user="marie")
        assert {p["state"] for p in sent["parts"]} == {"not_delivered"}
    finally:
        world.fr.start()
    for node in (world.fr, world.fi):
        in_state(world, sent["application"], node, "submitted")

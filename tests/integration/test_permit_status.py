"""A permit is known to be good, or nothing is done with it: revoked, suspended, expired or unheard
of for too long, a run under it stops, and what was received under it is not pooled."""

import contextlib
import datetime
import os
import pathlib
import signal
import sqlite3
import time

import pytest
import support
from conftest import make_world
from federation import Refused

PATH = "/federation/v1/permits/status"
AGE = 8  # seconds
SHORT = {"PASSERELLE_PERMITS_STATUS_AGE_SECONDS": str(AGE)}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A federation of its own: fr accepts words of a few seconds only."""
    with make_world(tmp_path_factory.mktemp("status"), (3000, 4000)) as made:
        made.fr.stop()
        made.fr.start(**SHORT)
        yield made


def until(found, seconds=30):
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)
    return value


def status(world, run):
    return world.fr.run("study", "status", run, user="marie")


def failed(world, run, seconds=30):
    """The reason why a run has ended without an answer."""
    ended = until(lambda: (s := status(world, run))["status"] != "running" and s, seconds)
    assert ended["status"] == "failed", ended
    return ended["reason"]


def events(world, node, event, **subject):
    return [e["subject"] for e in world.log(node) if e["event"] == event
            and all(e["subject"].get(key) == value for key, value in subject.items())]


def nothing_pooled(world, run):
    """Neither in the log nor to be had, also when what still waited is released."""
    for output in world.fr.run("output", "list", user="checker")["outputs"]:
        if output["run"] == run:
            world.fr.run("output", "release", run, output["round"], "--reason", "x",
                         user="checker")
    time.sleep(1)
    assert not events(world, world.fr, "answer_pooled", run=run)
    assert events(world, world.fr, "study_failed", run=run)
    with pytest.raises(Refused) as refused:
        world.result(run)
    assert refused.value.problem["code"] == "service.conflict"


def half_answered(world, name):
    """A run that fi has answered and that waits for a person at fr: (run, application, permits)."""
    study = world.study(id=name)
    application = world.apply(study)
    permits = {"fi": world.grant_at(world.fi, application),
               "fr": world.grant_at(world.fr, application, {"review": "human"})}
    run = world.submit(study, application)["run"]
    world.wait_for_output(world.fr, run)
    until(lambda: status(world, run).get("nodes", {}).get("fi", {}).get("state") == "answered")
    return run, application, permits


@contextlib.contextmanager
def frozen(node):
    """A node that takes connections and says nothing, as behind a network that swallows packets."""
    os.kill(node.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(node.process.pid, signal.SIGCONT)


def told(world, by, to):
    code, document = support.call(to, by, "GET", PATH)
    assert code == 200
    assert document["passerelle"] == "permit_status/1"
    assert (document["body"]["issuer"], document["body"]["recipient"]) == (by.id, to.id)
    return document["body"], {p["id"]: p for p in document["body"]["permits"]}


def test_a_run_that_lasts_longer_than_a_word_is_good_goes_on(world):
    run, _, permits = half_answered(world, "patient")
    time.sleep(AGE + 2)
    assert status(world, run)["status"] == "running"
    waiting = world.wait_for_output(world.fr, run)
    while status(world, run)["status"] == "running":
        for output in world.fr.run("output", "list", user="checker")["outputs"]:
            if output["run"] == run:
                waiting = output
                world.fr.run("output", "release", run, waiting["round"], "--reason", "only counts",
                             user="checker")
        time.sleep(0.1)
    assert status(world, run)["status"] == "finished"
    heard = events(world, world.fr, "permit_state_heard", permit=permits["fi"])
    assert [h["state"] for h in heard] == ["active"]


def test_each_node_tells_another_the_permits_that_concern_it(world):
    study = world.study(id="told")
    application = world.apply(study)
    permit = world.grant_at(world.fi, application)
    body, permits = told(world, world.fi, world.fr)
    assert permits[permit]["state"] == "active"
    assert body["issued_at"] < body["next_update"]
    world.change(world.fi, "suspend", permit, "a doubt")
    assert told(world, world.fi, world.fr)[1][permit]["state"] == "suspended"
    assert told(world, world.fi, world.fr)[1][permit]["reason"] == "a doubt"
    # fi only takes part, so it is not told why; fr gave no permit of that name.
    as_peer = told(world, world.fi, world.fi)[1][permit]
    assert as_peer["state"] == "suspended" and "reason" not in as_peer
    assert permit not in told(world, world.fr, world.fi)[1]


def test_people_and_strangers_are_not_told(world):
    assert world.fr.get(PATH).status == 404
    with pytest.raises(Exception):
        support.urllib.request.urlopen(
            f"https://127.0.0.1:{world.fi.federation_port}{PATH}",
            context=support.client_context(), timeout=10)


def test_a_revocation_ends_the_run_whose_other_half_still_waits(world):
    run, application, permits = half_answered(world, "revoked-half")
    world.revoke(world.fi, application, permits["fi"], "misuse")
    reason = failed(world, run, seconds=10)
    assert "permit.revoked" in reason and permits["fi"] in reason and "misuse" in reason
    nothing_pooled(world, run)
    # Peers are told, and everybody.
    heard = events(world, world.fr, "permit_state_heard", permit=permits["fi"])
    assert [h["state"] for h in heard] == ["active", "revoked"]
    entry = until(lambda: world.fi.run("register", "show", application))
    assert "revoked" in str(entry)


def test_a_suspension_that_no_message_told_is_heard_when_the_issuer_is_asked(world):
    run, _, permits = half_answered(world, "unpushed")
    world.fr.stop(signal.SIGKILL)
    world.change(world.fi, "suspend", permits["fi"], "a doubt")
    world.fi.stop()
    connection = sqlite3.connect(world.fi.home / "data/passerelle.db")
    connection.execute("update messages_sent set state = 'delivered'")
    connection.commit()
    connection.close()
    world.fi.start()
    world.fr.start(**SHORT)
    reason = failed(world, run)
    assert "permit.suspended" in reason and permits["fi"] in reason
    nothing_pooled(world, run)


def test_an_issuer_that_says_nothing_for_too_long_ends_the_run(world):
    run, _, permits = half_answered(world, "silent")
    with frozen(world.fi):
        reason = failed(world, run, seconds=AGE + 20)
        assert reason.startswith("permit.status_too_old: fi has said nothing of permit "
                                 + permits["fi"])
        assert " s ago" in reason
    nothing_pooled(world, run)


def test_an_issuer_that_is_away_for_too_long_ends_the_run(world):
    run, _, _ = half_answered(world, "away")
    world.fi.stop(signal.SIGKILL)
    try:
        assert "permit.status_too_old: fi" in failed(world, run, seconds=AGE + 20)
    finally:
        world.fi.start()
    nothing_pooled(world, run)


def test_an_issuer_that_is_away_for_a_moment_costs_time_only(world):
    run, _, _ = half_answered(world, "moment")
    with frozen(world.fi):
        time.sleep(2)
    time.sleep(AGE)
    assert status(world, run)["status"] == "running"
    world.fr.run("study", "cancel", run, user="marie")


def is_worker(pid):
    """A child has its own name once it runs its own program. Frozen earlier it would hold the thread
    that spawned it, which waits for just that (vfork)."""
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().startswith("passerelle-work")
    except OSError:
        return False


def workers_of(node):
    children = pathlib.Path(f"/proc/{node.process.pid}/task").glob("*/children")
    return {int(pid) for file in children for pid in file.read_text().split() if is_worker(pid)}


def test_the_end_of_a_title_stops_what_runs_under_it(world):
    """A worker at work, and an output that waits for a person, at the very end of the permit."""
    ends = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=60)
    study = world.study(id="ends")
    application = world.apply(study, valid_until=ends.strftime("%Y-%m-%dT%H:%M:%SZ"))
    permit = world.grant_at(world.fi, application, {"review": "human"})
    held = "fr-ends-held"
    assert world.order(study, permit, held)[0] == 202
    world.wait_for_output(world.fi, held)
    for attempt in range(20):
        run, before = f"fr-ends-{attempt}", workers_of(world.fi)
        assert world.order(study, permit, run)[0] == 202
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and not (fresh := workers_of(world.fi) - before):
            pass
        for pid in fresh:
            os.kill(pid, signal.SIGSTOP)
        if run not in [o["run"] for o in world.fi.run("output", "list", user="checker")["outputs"]]:
            break
        for pid in fresh:
            os.kill(pid, signal.SIGCONT)
    else:
        raise AssertionError("every run answered before its worker could be frozen")
    assert datetime.datetime.now(datetime.timezone.utc) < ends, "the test began too late"
    assert fresh <= workers_of(world.fi)
    time.sleep(max(0, (ends - datetime.datetime.now(datetime.timezone.utc)).total_seconds()))
    until(lambda: not fresh & workers_of(world.fi), seconds=2)
    for stopped in (run, held):
        reasons = until(lambda: events(world, world.fi, "order_failed", run=stopped), seconds=10)
        assert [r["reason"] for r in reasons] == ["permit.expired"]
        assert not events(world, world.fi, "release", run=stopped)
        code, problem = support.call(world.fr, world.fi, "GET",
                                     f"/federation/v1/orders/{stopped}/0")
        assert code == 422 and "permit.expired" in problem["detail"], problem
    assert held not in [o["run"] for o in
                        world.fi.run("output", "list", user="checker")["outputs"]]

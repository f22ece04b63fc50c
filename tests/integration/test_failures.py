"""Things that die: a worker, a node, a log that somebody edits."""

import json
import os
import signal
import sqlite3
import subprocess
import threading
import time

import pytest
import support
from federation import Refused, command


def workers_of(node):
    listed = subprocess.run(["pgrep", "-P", str(node.process.pid), "-f", "passerelle-worker"],
                            capture_output=True, text=True)
    return [int(pid) for pid in listed.stdout.split()]


def body_of(world, run):
    return (world.result(run) / "result.json").read_bytes()


def test_killed_workers_cost_time_never_an_answer(world, granted):
    study, application, _ = granted
    before = body_of(world, world.submit(study, application, "--wait")["run"])
    stop = threading.Event()

    def kill_some():
        killed = 0
        while not stop.is_set() and killed < 2:
            for pid in workers_of(world.fi)[:1]:
                subprocess.run(["kill", "-9", str(pid)], check=False)
                killed += 1
            time.sleep(0.05)

    killer = threading.Thread(target=kill_some)
    run = world.submit(study, application)["run"]
    killer.start()
    try:
        world.fr.run("study", "status", run, "--wait", user="marie")
    finally:
        stop.set()
        killer.join()
    assert body_of(world, run) == before


def test_a_revocation_stops_a_worker_at_work_at_once(world):
    study = world.study(id="stopped")
    application = world.apply(study)
    permit = world.grant(application)["fi"]
    run, frozen = frozen_run(world, study, permit)
    world.revoke(world.fi, application, permit, "misuse")
    # Long before the deadline of a step, which is what a frozen worker would otherwise wait for.
    deadline = time.monotonic() + 10
    while frozen & set(workers_of(world.fi)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not frozen & set(workers_of(world.fi))
    status, problem = support.call(world.fr, world.fi, "GET",
                                   f"/federation/v1/orders/{run}/0")
    assert status == 422 and "permit.revoked" in problem["detail"], problem
    events = [e["event"] for e in world.log(world.fi) if e["subject"].get("run") == run]
    assert "order_failed" in events and "release" not in events


def frozen_run(world, study, permit):
    """Orders runs until one has its worker frozen before it answered."""
    for attempt in range(20):
        run = f"fr-frozen-{attempt}"
        before = set(workers_of(world.fi))
        assert world.order(study, permit, run)[0] == 202
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and not (fresh := set(workers_of(world.fi)) - before):
            pass
        for pid in fresh:
            os.kill(pid, signal.SIGSTOP)
        if not [e for e in world.log(world.fi)
                if e["event"] == "release" and e["subject"]["run"] == run]:
            return run, fresh
        for pid in fresh:
            os.kill(pid, signal.SIGCONT)
    raise AssertionError("every run answered before its worker could be frozen")


def test_a_node_that_is_killed_goes_on_after_its_start(world):
    study = world.study(id="killed")
    application = world.title(study)
    world.fi.stop(signal.SIGKILL)
    run = world.submit(study, application)["run"]
    status = world.fr.run("study", "status", run, user="marie")
    assert status["status"] == "running"
    world.fr.stop(signal.SIGKILL)
    with pytest.raises(Refused) as refused:
        world.fr.run("study", "status", run, "--wait", user="marie", timeout=60)
    assert "halted: the node is not running" in refused.value.stderr
    world.fr.start()
    world.fi.start()
    finished = world.fr.run("study", "status", run, "--wait", user="marie")
    assert finished["status"] == "finished"
    for node in (world.fr, world.fi):
        assert node.run("audit", "verify")["whole"]


def releases_of(world, run):
    """Rounds of a run that each node released, in the order of its log."""
    return {node.id: [e["subject"]["round"] for e in world.log(node)
                      if e["event"] == "release" and e["subject"]["run"] == run]
            for node in world.nodes}


def test_rounds_go_on_where_killed_nodes_left_them_and_none_is_repeated(world):
    study = world.study(id="many-rounds")
    study["variables"]["rare"] = {"case": [[{"ge": ["age", 80]}, 1]], "else": 0}
    study["analysis_set"]["complete_on"].append("rare")
    study["analyses"] = [
        {"id": "logit", "type": "glm", "family": "binomial", "link": "cloglog", "outcome": "dead",
         "terms": ["arm", "rare", {"poly": "age", "degree": 3}]},
        {"id": "cox", "type": "cox", "time": "time", "event": "dead", "horizon": 1500,
         "terms": ["arm", {"poly": "age", "degree": 2}]}]
    application = world.title(study)
    whole = world.submit(study, application, "--wait")["run"]
    rounds = releases_of(world, whole)
    assert rounds["fi"] == rounds["fr"] == list(range(len(rounds["fr"])))
    assert len(rounds["fr"]) >= 4

    run = world.submit(study, application)["run"]
    for killed in ([world.fi], [world.fr], [world.fr, world.fi]):
        wait_for_a_round_more(world, run)
        for node in killed:
            node.stop(signal.SIGKILL)
        for node in killed:
            node.start()
    assert world.fr.run("study", "status", run, "--wait", user="marie")["status"] == "finished"
    assert releases_of(world, run) == rounds
    assert body_of(world, run) == body_of(world, whole)


def wait_for_a_round_more(world, run):
    """Until a node has released a round that it had not when this began, or the run is over."""
    before = releases_of(world, run)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and releases_of(world, run) == before:
        if world.fr.run("study", "status", run, user="marie")["status"] == "finished":
            return


def test_a_node_stops_cleanly(world):
    process = world.fi.process
    world.fi.stop()
    assert process.returncode == 0
    assert "stopped" in world.fi.log.read_text().splitlines()[-1]
    world.fi.start()


def test_commands_work_when_no_node_runs(world):
    world.fi.stop()
    assert world.fi.run("audit", "verify")["whole"]
    assert world.fi.run("config", "show")["node"]["id"] == "fi"
    world.fi.start()


def test_a_dataset_that_changed_is_not_read(world):
    study = world.study(id="changed")
    permits = world.grant(world.apply(study))
    file = world.data / "fi.csv"
    original = file.read_bytes()
    try:
        file.write_bytes(original + original.splitlines()[-1] + b"\r\n")
        status, problem = world.order(study, permits["fi"], "fr-changed")
        assert (status, problem["code"]) == (409, "service.dataset_changed")
    finally:
        file.write_bytes(original)
        world.fi.run("dataset", "attach", world.data / "fi.json")


def test_an_edited_log_is_found(world, tmp_path):
    world.fi.stop()
    database = world.fi.home / "data/passerelle.db"
    kept = database.read_bytes()
    try:
        connection = sqlite3.connect(database)
        connection.execute("drop trigger audit_entries_keep")
        connection.execute("update audit_entries set entry = replace(entry, 'fi', 'xx')"
                           " where idx = 0")
        connection.commit()
        connection.close()
        with pytest.raises(Refused):
            world.fi.run("audit", "verify")
    finally:
        database.write_bytes(kept)
        for extra in ("-wal", "-shm"):
            database.with_name(database.name + extra).unlink(missing_ok=True)
    assert world.fi.run("audit", "verify")["whole"]
    world.fi.start()


def test_a_truncated_log_is_found(world):
    world.fi.stop()
    database = world.fi.home / "data/passerelle.db"
    kept = database.read_bytes()
    try:
        connection = sqlite3.connect(database)
        for table in ("entries", "nodes", "heads"):
            connection.execute(f"drop trigger audit_{table}_hold")
        last = connection.execute("select max(idx) from audit_entries").fetchone()[0]
        connection.execute("delete from audit_entries where idx > ?", (last - 3,))
        connection.execute("delete from audit_heads where size > ?", (last - 2,))
        connection.commit()
        connection.close()
        with pytest.raises(Refused):
            world.fi.run("audit", "verify")
    finally:
        database.write_bytes(kept)
        for extra in ("-wal", "-shm"):
            database.with_name(database.name + extra).unlink(missing_ok=True)
    world.fi.start()


def test_nothing_leaves_and_nothing_is_decided_that_cannot_be_written_into_the_log(world, granted):
    """A log that is only kept where it is possible is none."""
    study, application, _ = granted
    waiting = world.apply(study)
    before = world.log(world.fi)
    connection = sqlite3.connect(world.fi.home / "data/passerelle.db", timeout=30)
    connection.execute("create trigger audit_is_full before insert on audit_entries begin"
                       " select raise(abort, 'the log is full'); end")
    connection.commit()
    try:
        with pytest.raises(Refused):
            world.submit(study, application, "--wait")
        with pytest.raises(Refused):
            world.fi.run("case", "take", waiting, user="desk")
    finally:
        connection.execute("drop trigger audit_is_full")
        connection.commit()
        connection.close()
    assert world.fi.run("case", "show", waiting, user="desk")["view"]["state"] == "submitted"
    assert world.log(world.fi) == before
    assert world.submit(study, application, "--wait")["status"] == "finished"


def edited(lines):
    lines[0] = lines[0].replace("fi", "xx")


def deleted(lines):
    del lines[1]
    for index, line in enumerate(lines):
        lines[index] = json.dumps({**json.loads(line), "index": index})


def reordered(lines):
    first, second = (json.loads(line)["entry"] for line in lines[:2])
    lines[:2] = [json.dumps({"entry": second, "index": 0}), json.dumps({"entry": first, "index": 1})]


def cut_off(lines):
    del lines[-1]


@pytest.mark.parametrize("tamper", [edited, deleted, reordered, cut_off])
def test_a_third_party_with_published_heads_finds_a_log_that_was_changed(world, tmp_path, tamper):
    """Scenario 12. The third party has the key of the log, heads and what it is given as the log."""
    key = world.fi.run("audit", "verify")["log"]
    head = tmp_path / "head"
    with world.fi.get("/log/head") as answer:
        head.write_bytes(answer.read())
    export = tmp_path / "log.jsonl"
    world.fi.run("audit", "export", "--out", export)

    def check():
        return command("audit", "check", export, "--head", head, "--key", key, home=tmp_path)

    assert check()["proved"] == len(export.read_text().splitlines())
    lines = export.read_text().splitlines()
    tamper(lines)
    export.write_text("".join(line + "\n" for line in lines))
    with pytest.raises(Refused) as refused:
        check()
    assert len(refused.value.problem["findings"]) == 1
    # A head that another key signed is no head.
    with world.fr.get("/log/head") as answer:
        head.write_bytes(answer.read())
    with pytest.raises(Refused) as refused:
        check()
    assert refused.value.problem["code"] == "service.bad_request"
    assert str(head) in refused.value.problem["detail"]


def test_a_command_that_fails_inside_answers_one_document_all_the_same(tmp_path):
    home = tmp_path / "fr"
    command("init", "--id", "fr", "--country", "FR", "--kind", "national_platform", "--name", "N",
            home=home)
    connection = sqlite3.connect(home / "data/passerelle.db")
    connection.execute("drop table application_parts")
    connection.execute("drop table applications")
    connection.commit()
    connection.close()
    password = tmp_path / "password"
    password.write_text("a long enough password")
    command("user", "add", "marie", "--role", "applicant", "--password-file", password, home=home)
    command("login", "marie", "--password-file", password, home=home)
    with pytest.raises(Refused) as refused:
        command("application", "list", home=home, user="marie")
    assert refused.value.problem["code"] == "internal"
    assert "request_failed" in refused.value.stderr

"""Holders check the description of each dataset at least once a year (Art. 60(3)): asked of a home
whose node does not run, at times that the test sets."""

import datetime

import pytest
from federation import Refused, command
from moved_clock import MovedClock
from test_catalogue import DATASET, described


@pytest.fixture
def holder(tmp_path, monkeypatch):
    """`run(*words)` on a home of its own, and its clock."""
    clock = MovedClock(tmp_path)
    for name, value in clock.variables.items():
        monkeypatch.setenv(name, value)
    home = tmp_path / "fr"
    command("init", "--id", "fr", "--country", "FR", "--kind", "national_platform", "--name",
            "Health Data Hub", home=home)

    def run(*words, **more):
        return command(*words, home=home, **more)

    file = tmp_path / "description.ttl"
    file.write_text(described("One"))
    run("catalogue", "import", file)
    return run, clock


def day(clock):
    return clock.now().strftime("%Y-%m-%d")


def test_a_description_is_checked_due_late_and_checked_again(holder):
    run, clock = holder
    described_on = day(clock)
    assert run("catalogue", "due")["checks"] == []
    [check] = run("catalogue", "due", "--all")["checks"]
    assert (check["dataset"], check["standing"]) == (DATASET, "checked")
    assert check["last"].startswith(described_on)
    clock.move(days=340)
    assert [c["standing"] for c in run("catalogue", "due")["checks"]] == ["due"]
    clock.move(days=30)
    assert [c["standing"] for c in run("catalogue", "due")["checks"]] == ["late"]
    assert run("catalogue", "quality", DATASET)["check"]["standing"] == "late"
    said = run("catalogue", "checked", DATASET)
    assert said["standing"] == "checked" and said["last"].startswith(day(clock))
    due = datetime.date.fromisoformat(said["due"][:10])
    assert 366 <= (due - clock.now().date()).days <= 367
    assert run("catalogue", "due")["checks"] == []
    logged = [e["entry"] for e in run("audit", "export")["entries"]
              if e["entry"]["event"] == "catalogue_checked"]
    assert [e["subject"] for e in logged] == [{"dataset": DATASET}]


def test_what_is_not_in_the_catalogue_is_not_checked(holder):
    run, _ = holder
    for dataset in ("https://fr.example/dataset/none", DATASET):
        if dataset == DATASET:
            run("catalogue", "withdraw", dataset, "--citation", "Decree of today")
        with pytest.raises(Refused) as refused:
            run("catalogue", "checked", dataset)
        assert refused.value.problem["code"] == "record.unknown"
    assert "check" not in run("catalogue", "quality", DATASET)


def test_only_the_operator_says_that_a_description_was_checked(holder, tmp_path):
    run, _ = holder
    password = tmp_path / "password"
    password.write_text("a long enough password")
    run("user", "add", "marie", "--role", "applicant", "--password-file", password)
    run("login", "marie", "--password-file", password)
    with pytest.raises(Refused) as refused:
        run("catalogue", "checked", DATASET, user="marie")
    assert refused.value.problem["code"] == "service.not_allowed"
    assert run("catalogue", "due", user="marie")["checks"] == []

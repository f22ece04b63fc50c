"""Time limits of cases: whoever is waited for is reminded before the end and when it is over, once,
and everybody sees what comes next."""

import datetime
import time

import pytest
import support
from conftest import make_world
from federation import Refused
from moved_clock import MovedClock


class Duties:
    """A federation whose clocks the tests move; who is logged in is so again afterwards."""

    def __init__(self, world, clock):
        self.world = world
        self.clock = clock
        self.fr, self.fi = world.fr, world.fi
        world.federation.install_trust(world.federation.sign_trust(80, "long.json"))
        for node in (self.fr, self.fi):
            self.restart(node)

    def restart(self, node):
        node.stop()
        node.start(**self.clock.variables)

    def move(self, **periods):
        self.clock.move(**periods)
        for node in (self.fr, self.fi):
            for name, password in node.passwords.items():
                file = node.home / "run" / "password"
                file.touch(mode=0o600)
                file.write_text(password)
                node.run("login", name, "--password-file", file)
                file.unlink()

    def apply(self, name, days=9):
        """For a title of so many days from now, by the nodes' clock."""
        now = self.clock.now()
        return self.world.apply(
            self.world.study(id=name), valid_from=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            valid_until=(now + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ"))

    def of_body(self, application):
        duties = self.fi.run("case", "duties", user="desk")["duties"]
        assert duties == sorted(duties, key=lambda d: d["due"])
        return {d["rule"]: d for d in duties if d["application"] == application}

    def of_applicant(self, application):
        duties = self.fr.run("application", "duties", user="marie")["duties"]
        assert duties == sorted(duties, key=lambda d: d["due"])
        return {d["rule"]: d for d in duties if d["application"] == application}

    def shown(self, application):
        parts = self.fr.run("application", "show", application, user="marie")["parts"]
        part = next(p for p in parts if p["node"] == "fi")
        return {d["rule"]: d for d in part["duties"]}

    def given(self, application, rule):
        return [e["subject"] for e in self.world.log(self.fi) if e["event"] == "reminder_given"
                and e["subject"]["application"] == application and e["subject"]["rule"] == rule]


@pytest.fixture(scope="module")
def duties(tmp_path_factory):
    folder = tmp_path_factory.mktemp("duties")
    with make_world(folder, (5000, 6000)) as world:
        yield Duties(world, MovedClock(folder))


def until(found, seconds=30):
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)
    return value


def test_what_comes_next_is_listed_with_whom_it_waits_for(duties):
    application = duties.apply("listed")
    take_up = duties.of_body(application)["take_up"]
    assert (take_up["waits_for"], take_up["standing"]) == ("desk_officer", "running")
    assert {"law", "force", "due", "last_day"} <= set(take_up)
    assert "reminded" not in take_up
    # What waits for the body is no duty of the applicant.
    assert "take_up" not in duties.of_applicant(application)
    duties.fi.run("case", "take", application, user="desk")
    assert "take_up" not in duties.of_body(application)


def test_staff_are_reminded_once_when_a_limit_is_over(duties):
    application = duties.apply("late", days=90)
    due = datetime.datetime.fromisoformat(duties.of_body(application)["take_up"]["due"])
    assert duties.given(application, "take_up") == []
    duties.move(days=(due - duties.clock.now()).days + 1)
    reminder = until(lambda: duties.given(application, "take_up"))
    assert [(r["whom"], r["distance"]) for r in reminder] == [("desk_officer", "it is over")]
    shown = duties.of_body(application)["take_up"]
    assert (shown["standing"], shown["reminded"]) == ("missed", "it is over")
    duties.restart(duties.fi)
    time.sleep(12)  # two looks at what has fallen due
    assert len(duties.given(application, "take_up")) == 1


def test_the_applicant_is_reminded_of_the_end_of_the_title_before_it(duties):
    application = duties.apply("ending", days=32)
    duties.world.grant_at(duties.fi, application)
    until(lambda: "title_end" in duties.shown(application))
    assert "reminded" not in duties.shown(application)["title_end"]
    for days, distance in ((3, "30 days before"), (23, "7 days before")):
        duties.move(days=days)
        reminded = until(lambda: duties.shown(application)["title_end"].get("reminded") == distance)
        assert reminded
        assert duties.of_applicant(application)["title_end"]["reminded"] == distance
        assert duties.of_applicant(application)["title_end"]["node"] == "fi"
    given = duties.given(application, "title_end")
    assert [(g["whom"], g["distance"]) for g in given] == [
        ("applicant", "30 days before"), ("applicant", "7 days before")]
    sent = duties.fi.run("message", "list", "--node", "fr")["sent"]
    assert len([m for m in sent if m["type"] == "duty_reminded"
                and m["application"] == application]) == 2


def test_a_duty_of_many_months_follows_the_end_of_the_title(duties):
    """Art. 68(12) and 61(4), on a case of its own that ends soon."""
    application = duties.apply("afterwards", days=1)
    end = duties.clock.now() + datetime.timedelta(days=1)
    duties.world.grant_at(duties.fi, application)
    duties.move(days=2)
    after = until(lambda: (d := duties.of_body(application)).get("deletion") and d)
    assert after["deletion"]["last_day"] > (end + datetime.timedelta(days=175)).strftime("%F")
    assert "title_end" not in after


def test_duties_are_shown_to_those_who_have_them(duties):
    for node, words, user in ((duties.fr, ("case", "duties"), "marie"),
                              (duties.fi, ("application", "duties"), "desk")):
        with pytest.raises(Refused) as refused:
            node.run(*words, user=user)
        assert refused.value.problem["code"] == "service.not_allowed"


@pytest.mark.parametrize("changes, about, code", [
    ({"node": "fr"}, None, "message.wrong_sender"),
    ({"application": "fr-nothing"}, None, "service.not_found"),
    ({}, "fr-other", "message.wrong_subject"),
    ({"rule": "lunch"}, None, "base.malformed"),
    ({"gossip": 1}, None, "base.malformed"),
])
def test_a_reminder_that_is_not_the_bodys_own_is_refused(duties, changes, about, code):
    application = duties.apply("forged")
    body = {"passerelle": "duty_reminder/1", "application": application, "node": "fi",
            "rule": "information", "due": "2027-01-01T00:00:00.000Z", "last_day": "2026-12-31",
            **changes}
    more = {"application": about} if about else {}
    status, problem = support.send_message(duties.fi, duties.fr, "duty_reminded", body, **more)
    assert 400 <= status < 500 and problem["code"] == code
    refused = [e["subject"] for e in duties.world.log(duties.fr)
               if e["event"] == "message_refused"][-1]
    assert refused["reason"] == code

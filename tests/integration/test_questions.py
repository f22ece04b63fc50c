"""Questions of a body about fields of an application, the answers with their files, and the
application as both sides have it since."""

import pytest
from bodies import Body
from federation import Refused
from test_messages import until
from test_papers import LIST, PLAN, case_of, digest, document, new_draft, submit, write


def asked(world, application, *questions):
    body = Body(world.fi, world.data)
    body.act("desk", "take", application)
    words = [word for q in questions for word in ("--question", q)]
    body.act("desk", "ask", application, *words)
    return until(lambda: next(
        p for p in world.fr.run("application", "show", application, user="marie")["parts"]
        if p["node"] == "fi").get("request"))


def answer(world, application, *words):
    said = world.fr.run("application", "answer", application, "--node", "fi", *words,
                        user="marie")
    return said["sent"][0]


def test_an_answer_brings_a_file_and_changes_the_application_on_both_sides(world):
    application = submit(world, new_draft(world, world.study(id="asked-papers")))
    before = world.fr.run("application", "part", application, "fi", user="marie")["versions"]
    assert [v["cause"] for v in before] == ["submission"]
    request = asked(world, application, "need: why the age?", "plan_file: the plan as a file",
                    "variables_file: the list")
    assert [(q["field"], q.get("country"), q["comment"]) for q in request["questions"]] == [
        ("need", None, "why the age?"), ("plan_file", None, "the plan as a file"),
        ("variables_file", "FI", "the list")]
    answers = world.file("a.json", [{"field": "need", "value": "Because age tells the risk."}])
    sent = answer(world, application, "--file", answers, "--attach",
                  f"plan_file={write(world, 'plan.pdf', PLAN)}", "--attach",
                  f"FI/variables_file={write(world, 'list.pdf', LIST)}")
    assert sent["state"] == "delivered"
    case = until(lambda: (c := case_of(world.fi, application)) and
                 all(f["is_here"] for f in c["files"]) and c)
    assert case["state"] == "pre_screening"
    assert case["application"]["answers"]["need"] == "Because age tells the risk."
    assert document(world, world.fi, application, digest(LIST)) == LIST
    mine = world.fr.run("application", "part", application, "fi", user="marie")["versions"]
    assert [v["cause"] for v in mine] == ["submission", request["id"]]
    assert mine[-1]["application"] == case["application"]
    other = world.fr.run("application", "part", application, "fr", user="marie")["versions"]
    assert len(other) == 1, "an answer to one body does not change what another one has"


def test_an_answer_that_answers_nothing_that_was_asked_is_refused_before_it_is_sent(world):
    application = submit(world, new_draft(world, world.study(id="mute-papers")))
    right = world.file("right.json", [{"field": "need", "value": "So."}])
    with pytest.raises(Refused) as refused:
        answer(world, application, "--file", right)
    assert refused.value.problem["code"] == "service.conflict"
    asked(world, application, "need: why?")
    plan = write(world, "plan.pdf", PLAN)
    for words, code in ((["--attach", f"plan_file={plan}"], "form.not_asked"),
                        (["--file", world.file("e.json", [])], "form.unanswered"),
                        (["--file", world.file("w.json", [{"field": "need", "value": 7}])],
                         "form.bad_value"),
                        (["--file", world.file("n.json", [{"field": "need"}])],
                         "form.incomplete"),
                        ([], "service.bad_request"),
                        (["--attach", "plan_file"], "base.malformed")):
        with pytest.raises(Refused) as refused:
            answer(world, application, *words)
        assert refused.value.problem.get("code") == code or code in refused.value.stderr, words
    assert answer(world, application, "--file", right)["state"] == "delivered"


@pytest.mark.parametrize("question, code", [
    ("no_field: what?", "form.unknown_field"),
    ("tools: which?", "form.bad_question"),
])
def test_a_question_about_no_field_of_the_application_is_refused(world, question, code):
    application = submit(world, new_draft(world, world.study(id="bad-question")))
    body = Body(world.fi, world.data)
    body.act("desk", "take", application)
    with pytest.raises(Refused) as refused:
        body.act("desk", "ask", application, "--question", question)
    assert refused.value.problem["code"] == code

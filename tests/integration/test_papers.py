"""The files of an application: attached to a draft, frozen at submission, brought to the bodies
that they concern and to no other."""

import base64
import hashlib

import pytest
import support
from bodies import Body
from federation import Refused
from test_drafts import as_changes
from test_messages import events, until

PLAN = b"%PDF-1.7 the plan of the study"
LIST = b"%PDF-1.7 the variables that Finland extracts"
LARGEST = 1_000_000


def digest(content):
    return hashlib.sha256(content).hexdigest()


def write(world, name, content):
    file = world.data / name
    file.write_bytes(content)
    return file


def new_draft(world, study, **changes):
    """A draft that lacks nothing: (id, the application that it is)."""
    wanted = world.draft(study, **changes)
    draft = world.fr.run("application", "new", user="marie")["draft"]["id"]
    form = world.fr.run("application", "form")
    shown = world.fr.run("application", "edit", draft,
                         world.file("changes.json", as_changes(form, wanted)), user="marie")
    assert shown["problems"] == []
    return draft


def attach(world, draft, field, file, *words):
    return world.fr.run("application", "attach", draft, field, file, *words, user="marie")


def submit(world, draft):
    return world.fr.run("application", "submit", "--draft", draft, user="marie")["application"]


def case_of(node, application):
    return node.run("case", "show", application, user="desk")


def document(world, node, application, wanted):
    out = world.data / f"document-{node.id}"
    node.run("case", "document", application, wanted, "--out", out, user="desk")
    return out.read_bytes()


@pytest.fixture(scope="module")
def attached(world):
    """An application with a file for every body, and one for the Finnish one."""
    draft = new_draft(world, world.study(id="papers"))
    attach(world, draft, "plan_file", write(world, "plan.pdf", PLAN))
    attach(world, draft, "variables_file", write(world, "list.pdf", LIST), "--country", "FI")
    return draft, submit(world, draft)


def test_a_file_reaches_the_bodies_that_it_concerns_and_no_other(world, attached):
    _, application = attached
    common = {"field": "plan_file", "name": "plan.pdf", "bytes": len(PLAN), "digest": digest(PLAN),
              "is_here": True}
    national = {"field": "variables_file", "country": "FI", "name": "list.pdf",
                "bytes": len(LIST), "digest": digest(LIST), "is_here": True}
    assert case_of(world.fi, application)["files"] == [common, national]
    assert case_of(world.fr, application)["files"] == [common]
    assert document(world, world.fi, application, digest(LIST)) == LIST
    assert document(world, world.fr, application, digest(PLAN)) == PLAN
    with pytest.raises(Refused) as refused:
        document(world, world.fr, application, digest(LIST))
    assert refused.value.problem["code"] == "service.not_found"
    assert {e["subject"]["digest"]
            for e in events(world, world.fi, "file_received", application=application)} == {
                digest(PLAN), digest(LIST)}
    # Nor did the bytes go that way: the proxy before fi saw them, so it would have seen them.
    kept = case_of(world.fi, application)["application"]
    assert kept["answers"]["plan_file"]["digest"] == digest(PLAN)


def test_a_confidential_file_goes_only_to_the_countries_that_it_is_for(world):
    draft = new_draft(world, world.study(id="secret-papers"))
    attach(world, draft, "further_file", write(world, "secret.pdf", b"%PDF-1.7 secret"))
    claim = {"field": "further_file", "reason": "A trade secret", "only_for": ["FI"]}
    world.fr.run("application", "edit", draft, world.file("c.json", {"confidential": [claim]}),
                 user="marie")
    application = submit(world, draft)
    assert [f["name"] for f in case_of(world.fi, application)["files"]] == ["secret.pdf"]
    assert case_of(world.fr, application)["files"] == []
    assert digest(b"%PDF-1.7 secret") not in str(case_of(world.fr, application))


def test_the_applicant_sees_the_files_of_an_application_and_of_its_draft(world, attached):
    draft, application = attached
    files = world.fr.run("application", "show", application, user="marie")["files"]
    assert [(f["field"], f["digest"]) for f in files] == [
        ("plan_file", digest(PLAN)), ("variables_file", digest(LIST))]
    out = world.data / "mine.pdf"
    world.fr.run("application", "file", application, digest(PLAN), "--out", out, user="marie")
    assert out.read_bytes() == PLAN
    of_draft = world.fr.run("application", "attachments", draft, user="marie")["files"]
    assert of_draft == files
    world.fr.run("application", "attachments", draft, digest(LIST), "--out", out, user="marie")
    assert out.read_bytes() == LIST
    for words in (("file", application, "0" * 64), ("attachments", draft, "0" * 64)):
        with pytest.raises(Refused) as refused:
            world.fr.run("application", *words, "--out", out, user="marie")
        assert refused.value.problem["code"] == "service.not_found"


def test_a_file_is_taken_out_of_a_draft_and_a_copy_keeps_those_that_stay(world):
    draft = new_draft(world, world.study(id="copied-papers"))
    attach(world, draft, "plan_file", write(world, "plan.pdf", PLAN))
    attach(world, draft, "further_file", write(world, "further.pdf", b"%PDF-1.7 further"))
    world.fr.run("application", "detach", draft, "further_file", user="marie")
    files = world.fr.run("application", "attachments", draft, user="marie")["files"]
    assert [f["name"] for f in files] == ["plan.pdf"]
    copy = world.fr.run("application", "new", "--copy-of", draft, user="marie")["draft"]["id"]
    world.fr.run("application", "detach", draft, "plan_file", user="marie")
    out = world.data / "copy.pdf"
    world.fr.run("application", "attachments", copy, digest(PLAN), "--out", out, user="marie")
    assert out.read_bytes() == PLAN


@pytest.mark.parametrize("field, name, content, code", [
    ("plan_file", "plan.pdf", b"%PDF-" + b"x" * LARGEST, "form.file_too_large"),
    ("plan_file", "plan.exe", PLAN, "form.bad_file"),
    ("plan_file", "plan.pdf", b"#!/bin/sh", "form.bad_file"),
    ("plan_file", "plan.docx", PLAN, "form.bad_file"),
    ("plan", "plan.pdf", PLAN, "form.bad_value"),
    ("no_field", "plan.pdf", PLAN, "form.unknown_field"),
    ("variables_file", "plan.pdf", PLAN, "form.misplaced"),
], ids=["too large", "other ending", "no pdf", "other type", "no file field", "no field",
        "of a country"])
def test_what_is_no_file_of_a_field_is_refused(world, field, name, content, code):
    draft = world.fr.run("application", "new", user="marie")["draft"]["id"]
    with pytest.raises(Refused) as refused:
        attach(world, draft, field, write(world, name, content))
    assert refused.value.problem["code"] == code
    assert world.fr.run("application", "attachments", draft, user="marie")["files"] == []


def test_a_file_as_large_as_the_form_allows_arrives_whole(world):
    content = b"%PDF-" + b"x" * (LARGEST - 5)
    draft = new_draft(world, world.study(id="large-papers"))
    attach(world, draft, "plan_file", write(world, "large.pdf", content))
    application = submit(world, draft)
    assert document(world, world.fi, application, digest(content)) == content


def test_a_file_named_by_its_digest_alone_is_refused(world, attached):
    """Who knows the digest of somebody else's file does not get the file by it."""
    named = {"name": "plan.pdf", "bytes": len(PLAN), "digest": digest(PLAN)}
    draft = world.fr.run("application", "new", user="marie")["draft"]["id"]
    change = world.file("f.json", {"fields": [{"field": "plan_file", "value": named}]})
    whole = world.draft(world.study(id="by-digest"))
    whole["answers"] = {**whole["answers"], "plan_file": named}
    for words in (("edit", draft, change), ("submit", world.file("whole.json", whole))):
        with pytest.raises(Refused) as refused:
            world.fr.run("application", *words, user="marie")
        assert refused.value.problem["code"] == "form.file_missing"


def test_files_of_others_are_no_files(world, attached):
    draft, application = attached
    world.fr.ensure_person("eve", "applicant")
    out = world.data / "eve.pdf"
    for words in (("attachments", draft), ("attachments", draft, digest(PLAN), "--out", out),
                  ("attach", draft, "plan_file", write(world, "plan.pdf", PLAN)),
                  ("file", application, digest(PLAN), "--out", out),
                  ("part", application, "fi"),
                  ("study", application, world.file("s.json", world.study(id="papers")))):
        with pytest.raises(Refused) as refused:
            world.fr.run("application", *words, user="eve")
        assert refused.value.problem["code"] == "service.not_found", words
    assert not out.exists()


def test_files_wait_for_a_body_that_is_away_and_nothing_is_complete_without_them(world):
    draft = new_draft(world, world.study(id="late-papers"))
    attach(world, draft, "plan_file", write(world, "plan.pdf", PLAN))
    world.fi.stop()
    application = submit(world, draft)
    part = next(p for p in world.fr.run("application", "show", application, user="marie")["parts"]
                if p["node"] == "fi")
    assert part["files_on_the_way"] == 1
    world.fr.stop()
    world.fi.start()
    world.fr.start()
    until(lambda: (fi := world.fi.run("case", "list", user="desk")["cases"]) and
          any(c["application"] == application for c in fi))
    until(lambda: case_of(world.fi, application)["files"][0]["is_here"])
    until(lambda: "files_on_the_way" not in next(
        p for p in world.fr.run("application", "show", application, user="marie")["parts"]
        if p["node"] == "fi"))


def forged_part(world, application, **answers):
    part = case_of(world.fi, application)["application"]
    part["id"] = f"fr-forged-{len(answers)}-{application[-6:]}"
    part["answers"] = {**part["answers"], **answers}
    return part


def send_forged(world, part):
    status, _ = support.send_message(
        world.fr, world.fi, "application_submitted",
        {"application": support.sign(world.fr, "application/2", part)}, application=part["id"])
    assert status == 200


def file_body(application, name, content, **changes):
    return {"application": application, "content": base64.b64encode(content).decode(),
            "file": {"name": name, "bytes": len(content), "digest": digest(content), **changes}}


def test_a_case_is_not_complete_while_a_file_that_it_names_is_missing(world, attached):
    """As a node would send it that forgets the file."""
    late = b"%PDF-1.7 comes late"
    part = forged_part(world, attached[1], further_file={
        "name": "late.pdf", "bytes": len(late), "digest": digest(late)})
    send_forged(world, part)
    desk = Body(world.fi, world.data)
    desk.act("desk", "take", part["id"])
    with pytest.raises(Refused) as refused:
        desk.act("desk", "complete", part["id"])
    assert refused.value.problem["code"] == "form.file_missing"
    assert "has not come yet" in refused.value.problem["detail"]
    for name, content in (("late.pdf", late), ("plan.pdf", PLAN), ("list.pdf", LIST)):
        for _ in range(2):  # twice is once
            status, _ = support.send_message(world.fr, world.fi, "file_sent",
                                             file_body(part["id"], name, content))
            assert status == 200
    assert desk.act("desk", "complete", part["id"])["state"] == "processing"


@pytest.mark.parametrize("spoil, status, code", [
    (lambda b: b.update(content="JVBERi0xLjcgb3RoZXI="), 400, "form.file_altered"),
    (lambda b: b["file"].update(digest="0" * 64), 400, "form.file_altered"),
    (lambda b: b["file"].update(name="other.pdf"), 400, "form.not_named"),
    (lambda b: b.update(file_body(b["application"], "x.pdf", b"%PDF-1.7 x")), 400,
     "form.not_named"),
    (lambda b: b.update(file_body(b["application"], "study.json", b"{}")), 400, "form.not_named"),
    (lambda b: b.update(content="no base64!"), 400, "base.malformed"),
    (lambda b: b.pop("file"), 400, "base.malformed"),
    (lambda b: b.update(application="fr-nothing"), 404, "service.not_found"),
])
def test_a_file_that_is_not_the_applications_is_refused(world, attached, spoil, status, code):
    body = file_body(attached[1], "plan.pdf", PLAN)
    spoil(body)
    answer = support.send_message(world.fr, world.fi, "file_sent", body)
    assert (answer[0], answer[1]["code"]) == (status, code)


def test_only_the_node_that_applied_sends_files(world, attached):
    body = file_body(attached[1], "plan.pdf", PLAN)
    status, problem = support.send_message(world.fi, world.fi, "file_sent", body)
    assert (status, problem["code"]) == (404, "service.not_found")


def test_the_study_document_goes_to_the_bodies_when_it_is_the_one_that_is_named(world, attached):
    _, application = attached
    with pytest.raises(Refused) as refused:
        world.fr.run("application", "study", application,
                     world.file("other.json", world.study(id="other")), user="marie")
    assert refused.value.problem["code"] == "form.not_named"
    study = world.study(id="papers")
    world.fr.run("application", "study", application, world.file("papers.json", study),
                 user="marie")
    for node in (world.fi, world.fr):
        kept = [f for f in case_of(node, application)["files"] if f["name"] == "study.json"]
        assert document(world, node, application, kept[0]["digest"]).decode() == \
            support.canonical(study)

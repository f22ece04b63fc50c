"""Applications while they are written: the form, drafts, copies, members, and what is refused."""

import copy

import pytest
import support
from federation import Refused


def value_at(document, pointer):
    for step in pointer.strip("/").split("/"):
        if not isinstance(document, dict) or step not in document:
            return None
        document = document[step]
    return document


def as_changes(form, application):
    """The application as an applicant would type it, field by field."""
    fields = []
    for section in form["sections"]:
        for field in section["fields"]:
            where = {"field": field["id"]}
            if "binds" in field:
                value = value_at(application, field["binds"])
                if value is not None:
                    fields.append({**where, "value": value})
            elif field.get("per_country"):
                for country, part in application["countries"].items():
                    if field["id"] in part["answers"]:
                        fields.append({**where, "country": country,
                                       "value": part["answers"][field["id"]]})
            elif field["id"] in application["answers"]:
                fields.append({**where, "value": application["answers"][field["id"]]})
    countries = {code: part["nodes"] for code, part in application["countries"].items()}
    return {"countries": countries, "fields": fields}


@pytest.fixture(scope="module")
def people(world):
    for name in ("paul", "eve"):
        world.fr.ensure_person(name, "applicant")
    return world


def test_a_draft_is_written_field_by_field_and_becomes_one_application(people):
    fr = people.fr
    form = fr.run("application", "form")
    draft = fr.run("application", "new", user="marie")["draft"]["id"]
    lacking = fr.run("application", "draft", draft, user="marie")["problems"]
    assert {p["code"] for p in lacking} >= {"missing"}
    with pytest.raises(Refused) as refused:
        fr.run("application", "submit", "--draft", draft, user="marie")
    assert refused.value.problem["code"] == "form.incomplete"

    wanted = people.draft(people.study(id="drafted"))
    changes = people.file("changes.json", as_changes(form, wanted))
    shown = fr.run("application", "edit", draft, changes, user="marie")
    assert shown["problems"] == []
    assert "53-1-e-i" in shown["purposes_offered"]
    sent = fr.run("application", "submit", "--draft", draft, user="marie")
    assert [p["state"] for p in sent["parts"]] == ["submitted", "submitted"]
    case = people.fi.run("case", "show", sent["application"], user="decider")
    kept = case["application"]
    assert kept["answers"] == wanted["answers"]
    assert list(kept["countries"]) == ["FI"], "a body sees nothing of another country's part"
    with pytest.raises(Refused) as refused:
        fr.run("application", "submit", "--draft", draft, user="marie")
    assert refused.value.problem["code"] == "form.not_open"

    copied = fr.run("application", "new", "--copy-of", draft, user="marie")["draft"]
    assert copied["copied_from"] == draft and copied["state"] == "open"
    assert copied["application"]["title"] == wanted["title"]


def test_a_private_company_is_not_offered_the_purposes_of_public_bodies(people):
    """Scenario 4, at the applicant's node (Art. 53(2)); the receiving node's part is below."""
    fr = people.fr
    form = fr.run("application", "form")
    draft = fr.run("application", "new", user="marie")["draft"]["id"]
    wanted = people.draft(people.study(id="private"), purpose="53-1-a", applicant={
        "name": "Marie", "organisation": "Company", "public_body": False, "category": "company"})
    shown = fr.run("application", "edit", draft, people.file(
        "private.json", as_changes(form, wanted)), user="marie")
    assert "53-1-a" not in shown["purposes_offered"] and "53-1-e-i" in shown["purposes_offered"]
    problem = next(p for p in shown["problems"] if p.get("field") == "purpose")
    assert problem["code"] == "purpose_not_open"
    with pytest.raises(Refused) as refused:
        fr.run("application", "submit", "--draft", draft, user="marie")
    assert refused.value.problem["code"] == "form.incomplete"


def test_members_write_and_only_the_owner_submits(people):
    fr = people.fr
    draft = fr.run("application", "new", user="marie")["draft"]["id"]
    title = people.file("title.json", {"fields": [{"field": "title", "value": {"en": "Ours"}}]})
    for act in (("draft", draft), ("edit", draft, title), ("discard", draft)):
        with pytest.raises(Refused) as refused:
            fr.run("application", *act, user="paul")
        assert refused.value.problem["code"] == "service.not_found"
    fr.run("application", "edit", draft, people.file("m.json", {"add_members": ["paul"]}),
           user="marie")
    shown = fr.run("application", "edit", draft, title, user="paul")
    assert shown["draft"]["application"]["title"] == {"en": "Ours"}
    assert draft in [d["draft"] for d in fr.run("application", "drafts", user="paul")["drafts"]]
    assert fr.run("application", "drafts", user="eve")["drafts"] == []
    with pytest.raises(Refused) as refused:
        fr.run("application", "discard", draft, user="paul")
    assert refused.value.problem["code"] == "form.not_allowed"
    assert fr.run("application", "discard", draft, user="marie")["draft"]["state"] == "withdrawn"


def test_a_change_that_fails_leaves_the_draft_as_it_was(people):
    fr = people.fr
    draft = fr.run("application", "new", user="marie")["draft"]["id"]
    before = fr.run("application", "draft", draft, user="marie")
    bad = [{"field": "title", "value": {"en": "A"}}, {"field": "no_such", "value": 1}]
    for fields, code in ((bad, "form.unknown_field"),
                         ([{"field": "title", "value": 7}], "form.bad_value"),
                         ([{"field": "title"}], "base.malformed"),
                         ([{"field": "title", "country": "FI", "value": {"en": "A"}}],
                          "form.misplaced")):
        with pytest.raises(Refused) as refused:
            fr.run("application", "edit", draft, people.file("bad.json", {"fields": fields}),
                   user="marie")
        assert refused.value.problem["code"] == code
    assert fr.run("application", "draft", draft, user="marie") == before


@pytest.mark.parametrize("spoil, code", [
    (lambda a: a["answers"].pop(sorted(a["answers"])[0]), "form.incomplete"),
    (lambda a: a["answers"].update(no_such_field=1), "form.incomplete"),
    (lambda a: a.update(form="ehds-5"), "form.incomplete"),
    (lambda a: a["countries"].pop("FI"), "form.incomplete"),
])
def test_an_application_that_does_not_answer_its_form_is_refused(people, spoil, code):
    application = copy.deepcopy(people.draft(people.study(id="spoilt")))
    spoil(application)
    file = people.file("spoilt.json", application)
    with pytest.raises(Refused) as refused:
        people.fr.run("application", "submit", file, user="marie")
    assert refused.value.problem["code"] == code
    assert people.fr.run("application", "check", file)["problems"]


@pytest.mark.parametrize("spoil, code", [
    (lambda a: a["answers"].pop(sorted(a["answers"])[0]), "form.incomplete"),
    (lambda a: (a.update(purpose="53-1-a"), a["applicant"].update(public_body=False)),
     "purpose"),
])
def test_a_forged_part_is_refused_by_the_body_that_receives_it(people, spoil, code):
    """As a dishonest node would send it, past its own checks."""
    study = people.study(id="forged")
    application = people.apply(study)
    part = people.fi.run("case", "show", application, user="decider")["application"]
    part["id"] = f"fr-forged-{code}"
    spoil(part)
    status, problem = support.send_message(
        people.fr, people.fi, "application_submitted",
        {"application": support.sign(people.fr, "application/2", part)}, application=part["id"])
    assert status == 400
    assert code in problem["code"] or code in problem["detail"]
    with pytest.raises(Refused):
        people.fi.run("case", "show", part["id"], user="decider")

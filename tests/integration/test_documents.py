"""Papers for people: decision, permit, statement of fees and the committee's sheet, for the body's
staff and for the applicant, as signed documents and as pages in English and French."""

import json

import pytest
from bodies import Body
from federation import Refused
from test_messages import in_state

FEES = {"reference": "INV-7", "currency": "EUR", "body_cents": 120000, "holder_cents": 45050}


def paper(node, user, kind, application, *words, out="paper"):
    """What a command writes: text of a page, or the JSON of a signed document."""
    file = node.home.parent / f"{node.id}-{out}"
    node.run(kind, *([words[0], application, *words[1:]]), "--out", file, user=user)
    text = file.read_text()
    return json.loads(text) if "--signed" in words else text


def of_case(world, application, what, *words, user="desk"):
    return paper(world.fi, user, "case", application, "document", what, *words)


def of_applicant(world, application, what, *words, user="marie", node="fi"):
    return paper(world.fr, user, "application", application, "document", what, "--node", node,
                 *words)


@pytest.fixture(scope="module")
def with_fees(world):
    """A grant with fees of which the holder gets a part (Art. 62)."""
    application = world.apply(world.study(id="documents"))
    world.grant_at(world.fi, application, details={"fees": FEES})
    in_state(world, application, world.fi, "data_available")
    return application


@pytest.mark.parametrize("what, english, french", [
    ("decision", ["Decision of Findata (FI)", "Granted", "Art. 69"],
     ["Décision", "Accordée"]),
    ("permit", ["Approval of a health data request", "Findata"],
     ["Approbation d’une demande de données de santé"]),
    ("fee", ["Fee statement of Findata (FI)", "For the access body", "EUR 1,200.00",
             "For the data holder", "EUR 450.50", "EUR 1,650.50", "Art. 62"],
     ["1\u202f650,50\u202fEUR"]),
])
def test_staff_and_applicant_read_the_same_page(world, with_fees, what, english, french):
    page = of_case(world, with_fees, what)
    assert page.startswith("<!doctype html>") and '<html lang="en">' in page
    for text in english:
        assert text in page
    in_french = of_case(world, with_fees, what, "--language", "fr")
    assert '<html lang="fr">' in in_french
    for text in french:
        assert text in in_french
    assert of_applicant(world, with_fees, what) == page
    assert of_applicant(world, with_fees, what, "--lang", "fr") == in_french


def test_the_signed_twins_are_those_that_the_pages_name(world, with_fees):
    shown = world.fr.run("application", "show", with_fees, user="marie")
    part = next(p for p in shown["parts"] if p["node"] == "fi")
    for what, envelope in (("decision", part["decision"]), ("permit", part["permit"]),
                           ("fee", part["decision"])):
        assert of_case(world, with_fees, what, "--signed") == envelope
        assert of_applicant(world, with_fees, what, "--signed") == envelope
        assert envelope["key"] in of_case(world, with_fees, what)
    assert part["decision"]["body"]["fees"] == FEES


def test_a_paper_that_is_not_made_yet_is_not_found(world):
    application = world.apply(world.study(id="no-documents"))
    for what in ("decision", "permit", "fee"):
        for read in (of_case, of_applicant):
            with pytest.raises(Refused) as refused:
                read(world, application, what)
            assert refused.value.problem["code"] == "service.not_found"
    Body(world.fi, world.data).refuse(application, "Not needed.")
    in_state(world, application, world.fi, "decision_issued")
    assert "Not needed." in of_case(world, application, "decision")
    assert "Not needed." in of_applicant(world, application, "decision")
    for what in ("permit", "fee"):
        with pytest.raises(Refused) as refused:
            of_applicant(world, application, what)
        assert refused.value.problem["code"] == "service.not_found"


def test_papers_are_for_the_staff_and_for_the_one_who_applied(world, with_fees):
    world.fr.ensure_person("eve", "applicant")
    for what in ("decision", "permit", "fee"):
        with pytest.raises(Refused) as refused:
            of_applicant(world, with_fees, what, user="eve")
        assert refused.value.problem["code"] == "service.not_found"
        with pytest.raises(Refused) as refused:
            of_applicant(world, with_fees, what, node="dk")
        assert refused.value.problem["code"] == "service.not_found"
    with pytest.raises(Refused) as refused:
        paper(world.fr, "marie", "case", with_fees, "document", "decision")
    assert refused.value.problem["code"] == "service.not_allowed"
    with pytest.raises(Refused) as refused:
        paper(world.fr, "marie", "case", with_fees, "sheet")
    assert refused.value.problem["code"] == "service.not_allowed"
    with pytest.raises(Refused) as refused:
        of_applicant(world, with_fees, "sheet")
    assert refused.value.problem["code"] == "service.bad_request"


def sheet(world, application, *words):
    return paper(world.fi, "desk", "case", application, "sheet", *words)


def test_the_sheet_tells_what_can_leave_as_far_as_it_is_known(world, with_fees):
    study = world.study(id="sheet")
    application = world.apply(study)
    rows = of_case(world, application, "sheet", "--signed")["body"]
    assert rows["application"] == application
    assert rows["min_cell"] == 5
    assert rows["outputs"][-1]["en"].startswith("The study document itself has not been sent")
    world.fr.run("application", "study", application, world.file("sheet.json", study),
                 user="marie")
    said = sheet(world, application, "--signed")["body"]["outputs"]
    assert [o["en"] for o in said[:4]] == [
        "n: numbers of rows and persons, of arm (2)",
        "deaths: cross table, of arm (2), dead (2)",
        "age: means and standard deviations, of age, arm (2)",
        "cox: proportional hazards model, of time, dead (2), arm (2), age"]
    assert said[1]["fr"] == "deaths : tableau croisé, sur arm (2), dead (2)"
    assert said[-1]["en"].startswith("At most ")
    page = sheet(world, application, "--language", "fr")
    assert '<html lang="fr">' in page and "one-page" in page
    assert "deaths : tableau croisé, sur arm (2), dead (2)" in page
    assert study["study"]["version"] in page


def test_the_sheet_tells_like_decisions_and_close_releases(world, with_fees):
    study = world.study(id="sheet-earlier")
    earlier = world.apply(study)
    world.grant(earlier)
    world.submit(study, earlier, "--wait")
    in_state(world, earlier, world.fi, "in_use")
    refused = world.apply(world.study(id="sheet-refused"))
    Body(world.fi, world.data).refuse(refused, "Too many variables. " * 40)
    application = world.apply(world.study(id="sheet-now"))
    said = sheet(world, application, "--signed")["body"]
    assert said["earlier_releases"], "a run under an earlier permit left answers"
    assert all("https://fi.example/dataset/t: 5 of 5 variables are the same" in r["closeness"]["en"]
               for r in said["earlier_releases"])
    outcomes = {d["outcome"] for d in said["similar_decisions"]}
    assert "refused" in outcomes
    reason = next(d["reason"] for d in said["similar_decisions"] if d["outcome"] == "refused"
                  and d["reason"].startswith("Too many"))
    assert reason.endswith("…") and len(reason.encode()) <= 250
    assert len(said["similar_decisions"]) <= 4
    page = sheet(world, application)
    assert "Too many variables." in page


def test_the_sheet_of_the_node_that_applied_knows_what_other_bodies_decided(world):
    application = world.apply(world.study(id="sheet-abroad"))
    Body(world.fi, world.data).refuse(application, "Not in Finland.")
    in_state(world, application, world.fi, "decision_issued")
    said = paper(world.fr, "desk", "case", application, "sheet", "--signed")["body"]
    first = said["similar_decisions"][0]
    assert first["body"] == {"name": "Findata", "country": "FI"}
    assert (first["outcome"], first["reason"]) == ("refused", "Not in Finland.")


def test_who_declared_an_interest_gets_no_paper(world, with_fees):
    world.fi.add_person("partial", "desk_officer")
    application = world.apply(world.study(id="partial"))
    world.fi.run("case", "conflict", application, "--reason", "A friend", user="partial")
    for words in (("document", "decision"), ("sheet",)):
        with pytest.raises(Refused) as refused:
            paper(world.fi, "partial", "case", application, *words)
        assert refused.value.problem["code"] == "service.not_allowed"

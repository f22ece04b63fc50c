"""Search over the datasets of two nodes: facets, corrections, what is known of a peer that is down."""

import signal

import pytest
from federation import Refused

DATASET = """
@prefix csvw: <http://www.w3.org/ns/csvw#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix h: <http://healthdataportal.eu/ns/health#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://{node}.example/dataset/{name}> a dcat:Dataset ;
  dct:title "{title}"@en ; dct:description "Rows about {title}."@en ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC> ;
  h:hasCodingSystem <https://hdeu-dcat.data.health.europa.eu/resource/authority/coding-system/{code}> ;
  h:minTypicalAge 18 ;
  dct:temporal [ dcat:startDate "2001-01-01"^^xsd:date ; dcat:endDate "2005-12-31"^^xsd:date ] ;
  h:hasVariables [ csvw:table [ csvw:column [ csvw:name "gestation_weeks" ] ] ] .
"""


def describe(world, node, name, title, code):
    file = world.data / f"{name}.ttl"
    file.write_text(DATASET.format(node=node.id, name=name, title=title, code=code))
    node.run("catalogue", "import", file)


def search(world, *words):
    return world.fr.run("catalogue", "search", *words, user="marie")


def names(answer):
    return sorted(result["dataset"].rsplit("/", 1)[1] for result in answer["results"])


def counts(answer, facet):
    values = next(f for f in answer["facets"] if f["name"] == facet)["values"]
    return {value["value"]: value["count"] for value in values}


@pytest.fixture(scope="module")
def births(world):
    describe(world, world.fr, "okapi", "Okapi births, a registry", "ICD-10")
    describe(world, world.fi, "okapit", "Okapi pregnancies, a registry", "ICD-O")
    return world


def test_facets_count_the_results_of_all_nodes(births):
    answer = search(births, "okapi registries")
    assert answer["total"] == 2
    assert names(answer) == ["okapi", "okapit"]
    assert answer["not_reached"] == {}
    assert counts(answer, "coding_system") == {"ICD-10": 1, "ICD-O": 1}
    assert counts(answer, "period") == {"2000-2009": 2}
    assert counts(answer, "age_group") == {"18-39": 2, "40-64": 2, "65+": 2}
    assert answer["results"][0]["highlights"]["title"]["en"][:2] == ["", "Okapi"]


def test_a_peer_that_has_nothing_new_says_so_in_a_word(births):
    assert names(search(births, "okapi")) == ["okapi", "okapit"]
    before = len(births.proxy.down)
    assert names(search(births, "okapi")) == ["okapi", "okapit"]
    said = births.proxy.down[before:]
    assert said.count(b"HTTP/1.1 304") == said.count(b"HTTP/1.1 ") == 1
    describe(births, births.fi, "bongot", "Bongo pregnancies", "ICD-O")
    assert names(search(births, "bongo")) == ["bongot"]
    births.fi.run("catalogue", "withdraw", "https://fi.example/dataset/bongot")
    assert names(search(births, "bongot")) == []


def test_a_filter_narrows_and_its_own_facet_shows_what_else_there_is(births):
    answer = search(births, "okapi", "--coding-system", "ICD-O")
    assert names(answer) == ["okapit"]
    assert counts(answer, "coding_system") == {"ICD-10": 1, "ICD-O": 1}
    assert counts(answer, "access_right") == {"NON_PUBLIC": 1}
    both = search(births, "okapi", "--coding-system", "ICD-O", "--coding-system", "ICD-10")
    assert names(both) == ["okapi", "okapit"]
    assert names(search(births, "okapi", "--from", "2006")) == []
    assert names(search(births, "--all-variables", "Gestation-Weeks")) == ["okapi", "okapit"]


def test_a_slip_of_the_pen_is_corrected_and_said(births):
    answer = search(births, "okpai pregnancy")
    assert names(answer) == ["okapit"]
    assert answer["corrections"] == [{"typed": "okpai", "used": "okapi"}]
    assert answer["answered"] == "okapi pregnancy"


@pytest.mark.parametrize("words, code", [
    (["x" * 2000], "search.too_long"), (["?!"], "search.no_words"),
    (["okapi", "--size", "1000"], "search.bad_page"),
    (["okapi", "--sort", "random"], "search.unknown_parameter"),
    (["okapi", "--from", "2010", "--to", "2001"], "search.bad_range")])
def test_a_question_that_cannot_be_answered_is_refused(births, words, code):
    with pytest.raises(Refused) as refused:
        search(births, *words)
    assert refused.value.problem["code"] == code
    assert refused.value.problem["status"] == 400


def test_a_peer_that_is_down_is_named_and_what_it_told_is_still_found(births):
    assert names(search(births, "okapi")) == ["okapi", "okapit"]
    births.fi.stop(signal.SIGTERM)
    try:
        answer = search(births, "okapi")
        assert list(answer["not_reached"]) == ["fi"]
        assert names(answer) == ["okapi", "okapit"]
        assert search(births, "okapi", "--known")["not_reached"] == {}
    finally:
        births.fi.start()
    assert search(births, "okapi")["not_reached"] == {}

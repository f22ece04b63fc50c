"""Two catalogues that know each other: read in pages, found once, labels seen."""

import re

import pytest
from catalogue_server import PREFIXES, CatalogueServer, dataset
from conftest import FI, FR
from federation import Federation

COUNT = 230  # three pages of a peer's catalogue
NON_PUBLIC = ("; dct:accessRights"
              " <http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC>")


def iri(node, name):
    return f"https://{node}.example/dataset/{name}"


class Pair:
    """fr asks and harvests fi; harvests only when told to."""

    def __init__(self, federation, folder):
        self.fr, self.fi = (federation.nodes[name] for name in ("fr", "fi"))
        self.folder = folder

    def bring(self, node, *texts):
        file = self.folder / "import.ttl"
        file.write_text(PREFIXES + "".join(texts))
        return node.run("catalogue", "import", file)

    def search(self, *words):
        return self.fr.run("catalogue", "search", *words, user="marie")

    def found(self, *words):
        answer = self.search(*words)
        return sorted((r["dataset"].rsplit("/", 1)[1], r["node"]) for r in answer["results"])


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    with Federation([FR, FI]) as federation:
        made = Pair(federation, tmp_path_factory.mktemp("pair"))
        for node in federation.nodes.values():
            node.start(PASSERELLE_HARVEST_PEERS="never")
        federation.make_trust()
        made.fr.add_person("marie", "applicant")
        yield made


def test_every_page_of_a_peer_is_harvested_and_asked_for_in_a_word_the_next_time(pair):
    names = [f"p{number:03d}" for number in range(COUNT)]
    pair.bring(pair.fi, *(dataset(iri("fi", name), f"Paged {name}") for name in names))
    report = pair.fr.run("catalogue", "harvest", "peer:fi")
    assert (report["state"], report["pages"]) == ("done", 3)
    assert sorted(e["dataset"] for e in report["added"]) == [iri("fi", name) for name in names]
    again = pair.fr.run("catalogue", "harvest", "peer:fi")
    assert (again["unchanged"], again["not_modified"]) == (COUNT, 3)
    pair.fi.run("catalogue", "withdraw", iri("fi", "p229"))
    third = pair.fr.run("catalogue", "harvest", "peer:fi")
    assert [e["dataset"] for e in third["removed"]] == [iri("fi", "p229")]
    assert pair.search("paged", "--size", "1")["total"] == COUNT - 1


def test_a_peer_that_is_asked_tells_all_its_pages(pair):
    pair.bring(pair.fi, dataset(iri("fi", "zz-last"), "Quagga, on the last page"))
    answer = pair.search("quagga")
    assert [r["dataset"] for r in answer["results"]] == [iri("fi", "zz-last")]
    assert answer["not_reached"] == {}


def test_what_a_peer_tells_and_what_was_harvested_from_it_is_found_once(pair):
    pair.bring(pair.fi, dataset(iri("fi", "numbat"), "Numbat births"))
    assert pair.found("numbat") == [("numbat", "fi")]
    pair.fr.run("catalogue", "harvest", "peer:fi")
    assert pair.found("numbat") == pair.found("numbat", "--known") == [("numbat", "fi")]
    assert pair.found("numbat", "--country", "FI", "--known") == [("numbat", "fi")]
    # Newer words than those that were harvested.
    pair.bring(pair.fi, dataset(iri("fi", "numbat"), "Numbat deaths"))
    assert [r["title"]["en"] for r in pair.search("numbat")["results"]] == ["Numbat deaths"]
    pair.fi.run("catalogue", "withdraw", iri("fi", "numbat"))
    assert pair.found("numbat") == []


def test_the_nearer_source_of_a_dataset_is_the_one_that_is_found(pair):
    with CatalogueServer() as server:
        shared = server.iri("takin")
        server.put_file("/all.ttl", {"takin": "Takin, from a portal"})
        # A name that is also a node's.
        pair.fr.run("catalogue", "source", "add", "fi", server.url + "/all.ttl", "--kind", "file",
                    "--allow-http", "--allow-private")
        pair.fr.run("catalogue", "harvest", "fi")
        assert pair.found("takin") == [("takin", "source:fi")]
        # The node that has the data says it itself: its word is taken at the next harvest.
        pair.bring(pair.fi, dataset(shared, "Takin, from the holder"))
        assert len(pair.found("takin")) == 1
        pair.fr.run("catalogue", "harvest", "peer:fi")
        assert pair.found("takin") == pair.found("takin", "--known") == [("takin", "fi")]
        pair.bring(pair.fr, dataset(shared, "Takin, of our own"))
        assert pair.found("takin") == pair.found("takin", "--known") == [("takin", "fr")]
        pair.fr.run("catalogue", "source", "remove", "fi")
        assert pair.found("takin") == [("takin", "fr")]


def test_a_label_of_quality_is_published_with_its_dataset_and_harvested_by_peers(pair):
    labelled = iri("fi", "labelled")
    pair.bring(pair.fi, dataset(labelled, "Labelled", NON_PUBLIC))
    path = "/catalogue/datasets/" + labelled.replace(":", "%3A").replace("/", "%2F") + ".nt"
    before = pair.fi.get(path)
    assert "art_78" not in before.read().decode()
    label = pair.folder / "label.json"
    label.write_text('{"issuer": "https://thl.example/", "issued": "2026-11-25T08:00:00Z",'
                     ' "elements": {"completeness": 98.5}}')
    pair.fi.run("catalogue", "label", labelled, label)
    after = pair.fi.get(path)
    text = after.read().decode()
    assert after.headers["ETag"] != before.headers["ETag"]
    [certificate] = re.findall(rf"<{labelled}> <http://www.w3.org/ns/dqv#hasQualityAnnotation> "
                               r"(_:\S+) \.", text)
    assert (f"{certificate} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
            " <http://www.w3.org/ns/dqv#QualityCertificate> .") in text
    assert '<http://www.w3.org/ns/dqv#value> "98.50"^^' in text
    pair.fr.run("catalogue", "harvest", "peer:fi")
    assert '"98.50"^^' in pair.fr.run("catalogue", "show", labelled, "--format", "nt")
    pair.fi.run("catalogue", "label", labelled, "--revoke", "audit of 2026")
    assert "art_78" not in pair.fi.get(path).read().decode()

"""What others read of a node's catalogue, over real connections: HTTP by the book, and by the
clients that others really use (rdflib, ckanext-dcat's parser, fairdatapoint-client)."""

import contextlib
import gzip
import http.client
import json
import os
import pathlib
import re
import sqlite3
import ssl
import subprocess
import urllib.parse

import pytest
from federation import TOP, Federation

CLIENTS = pathlib.Path(__file__).parent / "clients"
COUNT = 230
NODE = {"id": "pub", "country": "FR", "kind": "national_platform", "name": "Health Data Hub"}
SYNTAXES = {"ttl": ("text/turtle", "turtle"), "nt": ("application/n-triples", "nt"),
            "trig": ("application/trig", "trig"), "nq": ("application/n-quads", "nquads"),
            "rdf": ("application/rdf+xml", "xml"), "jsonld": ("application/ld+json", "json-ld")}


def dataset_iri(number):
    return f"https://registry.example/dataset/{number:03d}"


def turtle_of(numbers, title="Registry"):
    text = """@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix healthdcatap: <http://healthdataportal.eu/ns/health#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
    for number in numbers:
        iri = dataset_iri(number)
        text += f"""
<{iri}> a dcat:Dataset ; dct:title "{title} {number}"@en, "Registre n° {number}"@fr ;
  dct:description "About & <more> \\"{number}\\""@en, "À propos"@fr ; dct:identifier "R-{number}" ;
  dct:publisher [ a foaf:Agent ; foaf:name "Registre du cancer"@fr, "Cancer registry"@en ] ;
  dcat:keyword "cancer"@en, "côlon"@fr ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC> ;
  healthdcatap:numberOfRecords "1200"^^xsd:nonNegativeInteger ;
  dcat:distribution <{iri}/csv>, [ a dcat:Distribution ; dct:title "Second"@en ;
    dcat:accessURL <https://registry.example/apply> ] .
<{iri}/csv> a dcat:Distribution ; dct:title "As CSV"@en ;
  dcat:accessURL <https://registry.example/apply> .
"""
    return text


class Publisher:
    def __init__(self, node, folder):
        self.node = node
        self.folder = folder
        self.tls = ssl.create_default_context()
        self.tls.check_hostname = False
        self.tls.verify_mode = ssl.CERT_NONE

    def take(self, numbers, **more):
        file = self.folder / "import.ttl"
        file.write_text(turtle_of(numbers, **more))
        return self.node.run("catalogue", "import", file)

    def ask(self, path, method="GET", **headers):
        """(status, headers, bytes); header names with underscores."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.node.public_port,
                                                 context=self.tls, timeout=60)
        connection.request(method, path,
                           headers={n.replace("_", "-"): v for n, v in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body


@pytest.fixture(scope="module")
def publisher(tmp_path_factory):
    with Federation([NODE]) as federation:
        federation.start()
        made = Publisher(federation.nodes["pub"], pathlib.Path(tmp_path_factory.mktemp("pub")))
        made.take(range(COUNT))
        yield made


@pytest.fixture(scope="session")
def clients():
    """Runs a script of clients/ in an environment of its own, made from pinned packages."""
    folder = TOP / "build/clients"
    pinned = CLIENTS / "requirements.txt"
    mark = folder / "made-from.txt"
    if not mark.exists() or mark.read_text() != pinned.read_text():
        subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", folder], check=True)
        subprocess.run([folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check",
                        "--no-deps", "--require-hashes", "-r", pinned], check=True)
        mark.write_text(pinned.read_text())

    def run(script, *words, certificate=None):
        environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
        if certificate:
            environment["REQUESTS_CA_BUNDLE"] = str(certificate)
        done = subprocess.run([folder / "bin/python", CLIENTS / script, *map(str, words)],
                              env=environment, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout)

    return run


def certificate(publisher):
    return publisher.node.home / "keys/tls.pem"


def path_of(iri):
    return "/catalogue/datasets/" + urllib.parse.quote(iri, safe="")


def test_the_syntax_follows_weights_and_the_ending_wins(publisher):
    for ending, (media_type, _) in SYNTAXES.items():
        status, headers, _ = publisher.ask(path_of(dataset_iri(1)), Accept=media_type)
        assert (status, headers["Content-Type"].split(";")[0]) == (200, media_type)
        assert headers["Vary"] == "Accept, Accept-Encoding"
        status, headers, _ = publisher.ask(path_of(dataset_iri(1)) + "." + ending,
                                           Accept="text/html")
        assert (status, headers["Content-Type"].split(";")[0]) == (200, media_type)
        assert headers["Vary"] == "Accept-Encoding"
    _, headers, _ = publisher.ask("/catalogue", Accept="text/turtle;q=0.4, application/n-triples")
    assert headers["Content-Type"] == "application/n-triples"
    _, headers, _ = publisher.ask("/catalogue")
    assert headers["Content-Type"] == "text/turtle; charset=utf-8"


def test_who_wants_something_else_is_told_what_there_is(publisher):
    status, headers, body = publisher.ask("/catalogue", Accept="text/html")
    assert status == 406
    problem = json.loads(body)
    assert headers["Content-Type"] == "application/problem+json"
    assert problem["code"] == "service.not_acceptable"
    for media_type, _ in SYNTAXES.values():
        assert media_type in problem["detail"]


def test_a_reader_that_is_up_to_date_gets_304(publisher):
    status, headers, body = publisher.ask("/catalogue?page=2")
    assert status == 200 and body
    while "Last-Modified" not in headers:  # the second of the last change is not over
        headers = publisher.ask("/catalogue?page=2")[1]
    tag, modified = headers["ETag"], headers["Last-Modified"]
    assert tag.startswith('"') and headers["Cache-Control"] == "no-cache"
    for condition in ({"If_None_Match": tag}, {"If_None_Match": f'"x", W/{tag}'},
                      {"If_Modified_Since": modified}):
        status, headers, body = publisher.ask("/catalogue?page=2", **condition)
        assert (status, body, headers["ETag"]) == (304, b"", tag)
        assert headers["Vary"] == "Accept, Accept-Encoding"
    status, _, body = publisher.ask("/catalogue?page=2", If_None_Match='"other"')
    assert status == 200 and body
    assert publisher.ask("/catalogue?page=2", If_Match='"other"')[0] == 412
    # Another syntax and another coding are other representations.
    assert publisher.ask("/catalogue.nt?page=2")[1]["ETag"] != tag
    assert publisher.ask("/catalogue?page=2", Accept_Encoding="gzip")[1]["ETag"] != tag


def test_gzip_holds_the_same_bytes_in_less(publisher):
    _, _, plain = publisher.ask("/catalogue")
    for _ in range(2):  # built, then found
        status, headers, packed = publisher.ask("/catalogue", Accept_Encoding="gzip, deflate")
        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert gzip.decompress(packed) == plain
        assert len(packed) * 5 < len(plain)
    assert "Content-Encoding" not in publisher.ask("/catalogue", Accept_Encoding="gzip;q=0")[1]


def test_head_is_get_without_the_body(publisher):
    _, headers, body = publisher.ask("/catalogue.ttl")
    status, head, nothing = publisher.ask("/catalogue.ttl", method="HEAD")
    assert (status, nothing) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Vary"):
        assert head[name] == headers[name]
    assert int(head["Content-Length"]) == len(body)
    status, headers, _ = publisher.ask("/catalogue", method="DELETE")
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def test_pages_that_do_not_exist_are_refused(publisher):
    assert publisher.ask("/catalogue?page=3")[0] == 200
    for path, status in (("/catalogue?page=4", 404), ("/catalogue?page=0", 400),
                         ("/catalogue?page=x", 400), ("/catalogue?modified_since=x", 400),
                         ("/catalogue/feed?page=9", 404), ("/catalogue/datasets/urn:x", 404),
                         ("/fdp/catalog/other", 404), ("/fdp/dataset/urn:x", 404),
                         ("/fdp/distribution/urn:x~1", 404)):
        answer = publisher.ask(path)
        assert answer[0] == status, path
        assert answer[1]["Cache-Control"] == "no-store"


def test_rdflib_reads_one_graph_in_every_syntax(publisher, clients, tmp_path):
    for path in ("/catalogue", path_of(dataset_iri(1)), "/fdp", "/fdp/catalog/all"):
        words = []
        for ending, (media_type, form) in SYNTAXES.items():
            file = tmp_path / ("document." + ending)
            status, _, body = publisher.ask(path, Accept=media_type)
            assert status == 200
            file.write_bytes(body)
            words.append(f"{form}={file}")
        found = clients("read_rdf.py", *words)
        assert found[0][0] > 10
        assert all(one == found[0] for one in found), (path, found)


@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf", "jsonld"])
def test_ckan_harvests_every_page(publisher, clients, ending):
    read = clients("read_ckan.py", publisher.node.public_url + "/catalogue." + ending,
                   "euro_dcat_ap_3,euro_health_dcat_ap", certificate=certificate(publisher))
    assert len(read["pages"]) == 3
    assert {t.split(";")[0] for t in read["types"]} == {SYNTAXES[ending][0]}
    by_uri = {extra["value"]: dataset for dataset in read["datasets"]
              for extra in dataset["extras"] if extra["key"] == "uri"}
    assert sorted(by_uri) == [dataset_iri(n) for n in range(COUNT)]
    one = by_uri[dataset_iri(7)]
    assert one["title"] in ("Registry 7", "Registre n° 7")
    assert {tag["name"] for tag in one["tags"]} == {"cancer", "côlon"}
    assert {r["access_url"] for r in one["resources"]} == {"https://registry.example/apply"}
    extras = {extra["key"]: extra["value"] for extra in one["extras"]}
    assert extras["identifier"] == "R-7"
    assert extras["access_rights"].endswith("/NON_PUBLIC")


def test_a_fair_data_point_client_walks_from_the_root_to_the_distributions(publisher, clients):
    root = publisher.node.public_url + "/fdp"
    read = clients("read_fdp.py", root, certificate=certificate(publisher))
    client, walk = read["client"], read["walk"]
    assert {kind: len(found) for kind, found in client.items()} == {
        "fdp": 1, "catalog": 1, "dataset": COUNT, "distribution": 2 * COUNT}
    assert all(title != "None" for found in client.values() for title in found.values())
    assert set(walk) == {iri for found in client.values() for iri in found}
    kinds = {"catalog": "Catalog", "dataset": "Dataset", "distribution": "Distribution"}
    for kind, name in kinds.items():
        for iri in client[kind]:
            assert walk[iri] == ["http://www.w3.org/ns/dcat#" + name]


def test_children_of_a_record_come_in_pages_with_links(publisher):
    _, headers, body = publisher.ask("/fdp/catalog/all/page/dataset?page=1&size=20")
    page = publisher.node.public_url + "/fdp/catalog/all/page/dataset?page="
    assert headers["Link"] == ", ".join(
        f'<{page}{number}&size=20>; rel="{name}"'
        for number, name in ((0, "first"), (11, "last"), (0, "prev"), (2, "next")))
    assert body.count(b"dct:isPartOf") == 20
    _, _, body = publisher.ask("/fdp/catalog/all/meta")
    meta = json.loads(body)
    assert meta["state"]["current"] == "PUBLISHED"
    assert meta["path"][publisher.node.public_url + "/fdp/catalog/all"]["parent"].endswith("/fdp")


def test_a_profile_leads_to_its_shapes(publisher):
    status, headers, body = publisher.ask("/fdp/profile/dataset")
    assert status == 200
    artifact = re.search(rb"prof:hasArtifact <([^>]+)>", body)[1].decode()
    path = artifact.removeprefix(publisher.node.public_url)
    assert path.startswith("/shapes/")
    status, headers, shapes = publisher.ask(path)
    assert (status, headers["Content-Type"]) == (200, "text/turtle; charset=utf-8")
    assert b"sh:NodeShape" in shapes
    assert publisher.ask("/fdp/dataset/spec", Accept="text/turtle")[2] == shapes
    assert publisher.ask(path + ".nt")[1]["Content-Type"] == "application/n-triples"
    for path in ("/shapes/none", "/fdp/profile/none"):
        assert publisher.ask(path)[0] == 404


def test_a_profile_that_comes_or_goes_changes_what_is_published_at_once(publisher):
    """A record names the profile that its dataset conforms to."""
    pack = publisher.folder / "pack"
    pack.mkdir()
    (pack / "shapes.ttl").write_text("""@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:s> a sh:NodeShape ; sh:targetClass <http://www.w3.org/ns/dcat#Dataset> ;
  sh:property [ sh:path <http://purl.org/dc/terms/title> ; sh:minCount 1 ] .""")
    (pack / "pack.json").write_text(json.dumps({
        "pack": "passerelle-profile/1", "name": "ours/1", "release": "1", "shapes": ["shapes.ttl"],
        "appliesTo": {"accessRights": [
            "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC"]}}))

    def asked():
        path = path_of(dataset_iri(1))
        _, headers, body = publisher.ask(path)
        while "Last-Modified" not in headers:
            _, headers, body = publisher.ask(path)
        return headers["ETag"], headers["Last-Modified"], b"/shapes/ours%2F1>" in body

    before = asked()
    assert publisher.ask("/shapes/ours%2F1")[0] == 404
    publisher.node.run("profile", "add", pack)
    during = asked()
    assert publisher.ask("/shapes/ours%2F1")[0] == 200
    publisher.node.run("profile", "remove", "ours/1")
    after = asked()
    assert publisher.ask("/shapes/ours%2F1")[0] == 404
    assert [is_named for _, _, is_named in (before, during, after)] == [False, True, False]
    assert before[0] != during[0] != after[0]
    assert publisher.ask(path_of(dataset_iri(1)), If_Modified_Since=before[1])[0] == 200


@pytest.mark.parametrize("form", ["trig", "json-ld"])
def test_a_follower_of_the_feed_has_the_catalogue(publisher, clients, form):
    read = clients("read_feed.py", publisher.node.public_url + "/catalogue/feed", form,
                   certificate=certificate(publisher))
    alive = [iri for iri, last in read["objects"].items() if last["kind"] != "Delete"]
    assert sorted(alive) == [dataset_iri(n) for n in range(COUNT)]
    assert read["objects"][dataset_iri(7)]["titles"] == ["Registre n° 7", "Registry 7"]


def test_a_change_is_seen_at_once_and_only_where_it_happened(publisher, clients):
    before = {path: publisher.ask(path)[1]["ETag"]
              for path in ("/catalogue?page=1", "/catalogue?page=2", path_of(dataset_iri(150)))}
    _, headers, _ = publisher.ask("/catalogue")
    publisher.take([150], title="Changed")
    publisher.take([COUNT], title="New")
    publisher.node.run("catalogue", "withdraw", dataset_iri(COUNT))
    after = {path: publisher.ask(path)[1]["ETag"] for path in before}
    assert after[path_of(dataset_iri(150))] != before[path_of(dataset_iri(150))]
    assert after["/catalogue?page=2"] != before["/catalogue?page=2"]
    assert b"Changed 150" in publisher.ask("/catalogue?page=2")[2]
    assert publisher.ask(path_of(dataset_iri(COUNT)))[0] == 404
    read = clients("read_feed.py", publisher.node.public_url + "/catalogue/feed", "trig",
                   certificate=certificate(publisher))
    assert read["objects"][dataset_iri(150)]["kind"] == "Update"
    assert read["objects"][dataset_iri(COUNT)]["kind"] == "Delete"
    assert len(read["objects"]) == COUNT + 1
    published = read["objects"][dataset_iri(150)]["published"]
    _, _, body = publisher.ask("/catalogue.nt?modified_since=" + urllib.parse.quote(published))
    assert body.count(b"#dataset> ") == 1


def test_what_is_published_leaves_a_node_as_it_was(publisher):
    """Nothing of the catalogue is lost between import and export, in any language."""
    text = publisher.node.run("catalogue", "export")
    for number in (0, COUNT - 1):
        assert f'"Registre n° {number}"@fr' in text
        assert f'\\"{number}\\""@en' in text
    assert "hydra:" not in text


def test_one_broken_record_leaves_all_others_in_every_export(tmp_path):
    about = {"id": "brk", "country": "FR", "kind": "national_platform", "name": "Broken"}
    with Federation([about]) as federation:
        node = federation.nodes["brk"]
        made = Publisher(node, tmp_path)
        made.take(range(3))
        with contextlib.closing(sqlite3.connect(node.home / "data/passerelle.db")) as database:
            database.execute("drop trigger dataset_versions_keep")
            database.execute("update dataset_versions set description = '<no triples' where"
                             " dataset = ?", [dataset_iri(1)])
            database.commit()
        node.start()
        for path in ("/catalogue.nt", "/catalogue/feed.nq?page=1",
                     "/fdp/catalog/all/page/dataset?page=0"):
            status, _, body = made.ask(path)
            assert status == 200, path
            for number in (0, 2):
                assert f"Registry {number}".encode() in body, path
            assert b"Registry 1" not in body, path
        exported = node.run("catalogue", "export")
        assert "Registry 0" in exported and "Registry 1" not in exported
        assert made.ask(path_of(dataset_iri(1)))[0] == 500
        assert "dataset_not_published" in node.log.read_text()
        # A new description mends it.
        made.take([1], title="Mended")
        assert b"Mended 1" in made.ask("/catalogue.nt")[2]

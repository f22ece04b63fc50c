"""Harvest of the catalogues of others: what comes, what goes, and what a bad source cannot do."""

import json
import subprocess
import time

import pytest
from catalogue_server import PREFIXES, CatalogueServer, Page, dataset
from federation import Federation, Refused, command


@pytest.fixture(scope="module")
def node():
    about = {"id": "fr", "country": "FR", "kind": "national_platform", "name": "Health Data Hub"}
    with Federation([about]) as federation:
        federation.start()
        yield federation.nodes["fr"]


@pytest.fixture
def server():
    with CatalogueServer() as made:
        yield made


@pytest.fixture
def add(node, server, request):
    """Adds a source of the server under the name of the test; it goes with its datasets."""
    added = []

    def add_source(path, kind, *words, name=None):
        source = name or request.node.name.replace("_", "-").replace("[", "-").strip("]")[:64]
        node.run("catalogue", "source", "add", source, server.url + path, "--kind", kind,
                 "--allow-http", "--allow-private", *words)
        added.append(source)
        return source

    yield add_source
    for source in added:
        node.run("catalogue", "source", "remove", source)


def harvest(node, source, *words):
    """The report of a harvest, also of one that was not good."""
    try:
        return node.run("catalogue", "harvest", source, *words)
    except Refused as refused:
        if "harvest" not in refused.problem:
            raise
        return refused.problem


def names(entries):
    return sorted(entry["dataset"].rsplit("/", 1)[1] for entry in entries)


def titles_in_catalogue(node):
    records = json.load(node.get("/api/v1/catalogue/records?status=in_force&size=1000"))["records"]
    return {node.run("catalogue", "show", record["dataset"])["title"] for record in records}


# --- what comes and goes ---

@pytest.mark.parametrize("kind", ["file", "ckan", "fdp", "feed"])
def test_every_kind_of_source_comes_into_the_catalogue(node, server, add, kind):
    titles = {"a": f"First {kind}", "b": f"Second {kind}", "c": f"Third {kind}"}
    if kind == "file":
        server.put_file("/all.ttl", titles)
        path = "/all.ttl"
    elif kind == "ckan":
        server.put_ckan([{"a": titles["a"], "b": titles["b"]}, {"c": titles["c"]}])
        path = "/"
    elif kind == "fdp":
        server.put_fdp(titles)
        path = "/fdp"
    else:
        server.put_feed([("Create", name, title, "2026-01-01T00:00:00Z")
                         for name, title in titles.items()])
        path = "/feed"
    report = harvest(node, add(path, kind))
    assert report["state"] == "done", report
    assert names(report["added"]) == ["a", "b", "c"]
    assert set(titles.values()) <= titles_in_catalogue(node)


def test_a_dry_run_shows_what_would_change_and_changes_nothing(node, server, add):
    server.put_file("/all.ttl", {"keep": "Keep", "change": "Before", "go": "Go"})
    source = add("/all.ttl", "file")
    preview = harvest(node, source, "--dry-run")
    assert preview["dry_run"] and names(preview["added"]) == ["change", "go", "keep"]
    assert "Before" not in titles_in_catalogue(node)

    harvest(node, source)
    server.put_file("/all.ttl", {"keep": "Keep", "change": "After", "new": "New"})
    preview = harvest(node, source, "--dry-run")
    assert names(preview["added"]) == ["new"]
    assert names(preview["removed"]) == ["go"]
    assert preview["unchanged"] == 1
    [change] = preview["changed"]
    [field] = [f for f in change["fields"] if f["field"] == "Title"]
    assert field["removed"] == [{"text": "Before", "language": "en"}]
    assert field["added"] == [{"text": "After", "language": "en"}]
    assert {"Before", "Go"} <= titles_in_catalogue(node)

    report = harvest(node, source)
    assert {"After", "New"} <= titles_in_catalogue(node)
    assert not {"Before", "Go"} & titles_in_catalogue(node)
    for word in ("added", "changed", "removed", "unchanged"):
        assert report[word] == preview[word]


def test_a_harvest_without_news_changes_nothing(node, server, add):
    server.put_file("/all.ttl", {"a": "A"})
    source = add("/all.ttl", "file")
    harvest(node, source)
    history = node.run("catalogue", "history", server.iri("a"))
    # Another order of the same statements, and other labels.
    server.put("/all.ttl", PREFIXES + dataset(server.iri("a"), "A")
               + f"<{server.root}> a dcat:Catalog ; dcat:dataset <{server.iri('a')}> .\n")
    report = harvest(node, source)
    assert report["unchanged"] == 1
    assert not report["added"] and not report["changed"] and not report["removed"]
    assert node.run("catalogue", "history", server.iri("a")) == history


def test_a_server_that_has_nothing_new_is_asked_in_a_word(node, server, add):
    server.put_ckan([{"a": "A"}, {"b": "B"}])
    source = add("/", "ckan")
    harvest(node, source)
    server.requests.clear()
    report = harvest(node, source)
    assert [status for _, _, status in server.requests] == [304, 304]
    assert report["not_modified"] == 2 and report["unchanged"] == 2
    assert report["state"] == "done"


def test_a_dataset_deleted_at_the_source_goes_and_may_come_back(node, server, add):
    activities = [("Create", name, name, "2026-01-01T00:00:00Z") for name in ("x", "y", "z")]
    server.put_feed(activities)
    source = add("/feed", "feed")
    harvest(node, source)
    server.put_feed(activities + [("Delete", "y", "", "2026-02-01T00:00:00Z")])
    assert names(harvest(node, source)["removed"]) == ["y"]
    assert "y" not in titles_in_catalogue(node)
    kinds = [v["kind"] for v in node.run("catalogue", "history", server.iri("y"))["versions"]]
    assert kinds == ["created", "withdrawn"]
    server.put_feed(activities + [("Delete", "y", "", "2026-02-01T00:00:00Z"),
                                  ("Create", "y", "y", "2026-03-01T00:00:00Z")])
    assert names(harvest(node, source)["restored"]) == ["y"]
    assert "y" in titles_in_catalogue(node)


def test_the_first_identifier_is_kept_and_never_made_anew(node, server, add):
    more = {"a": ' ; dct:identifier "FIRST-1" ; adms:identifier [ skos:notation "doi:10.1/x" ]'}
    server.put_file("/all.ttl", {"a": "A"}, more)
    harvest(node, add("/all.ttl", "file"))
    text = node.run("catalogue", "show", server.iri("a"), "--format", "application/n-triples")
    assert f'<{server.iri("a")}> <http://purl.org/dc/terms/identifier> "FIRST-1"' in text
    assert '"doi:10.1/x"' in text


# --- bad sources ---

def test_a_broken_page_ends_the_harvest_and_what_was_good_is_kept(node, server, add):
    server.put_ckan([{"a": "A"}, {"b": "B"}, {"c": "C"}])
    source = add("/", "ckan")
    harvest(node, source)
    server.put_ckan([{"a": "A", "n": "New"}, {"b": "B"}, {"c": "C"}])
    server.put("/catalog.ttl?page=2", Page("<oops> <", status=200))
    report = harvest(node, source)
    assert report["state"] == "incomplete"
    assert report["reason"]["code"] == "rdf.bad_syntax"
    assert report["reason"]["place"].endswith("/catalog.ttl?page=2")
    assert names(report["added"]) == ["n"]
    assert report["removed"] == []
    assert {"A", "B", "C", "New"} <= titles_in_catalogue(node)


def test_pages_in_a_circle_end_the_harvest_with_the_reason(node, server, add):
    server.put_ckan([{"a": "A"}, {"b": "B"}], next_of_last=server.url + "/catalog.ttl")
    report = harvest(node, add("/", "ckan"))
    assert report["reason"]["code"] == "harvest.page_loop"
    assert names(report["added"]) == ["a", "b"]
    assert server.asked() == ["/catalog.ttl", "/catalog.ttl?page=2"]


def test_a_page_repeated_for_ever_ends_the_harvest_with_the_reason(node, server, add):
    for number in range(1, 20):
        server.put(f"/catalog.ttl?page={number}", PREFIXES + f"<{server.url}> a dcat:Catalog ;"
                   f' hydra:next "{server.url}/catalog.ttl?page={number + 1}" .\n'
                   + dataset(server.iri("a"), "A"))
    report = harvest(node, add("/catalog.ttl?page=1", "ckan"))
    assert report["reason"]["code"] == "harvest.repeated_page"
    assert len(server.requests) == 2


def test_a_slow_page_ends_the_harvest_with_the_reason(node, server, add):
    server.put_ckan([{"a": "A"}, {"b": "B"}])
    server.pages["/catalog.ttl?page=2"].before = lambda: time.sleep(5)
    report = harvest(node, add("/", "ckan", "--patience", "1"))
    assert report["reason"]["code"] == "net.timeout"
    assert names(report["added"]) == ["a"]
    assert report["duration_ms"] < 4500


def test_a_source_that_suddenly_shrinks_waits_for_the_operator(node, server, add):
    server.put_file("/all.ttl", {name: name.upper() for name in "abcd"})
    source = add("/all.ttl", "file")
    harvest(node, source)
    server.put_file("/all.ttl", {"a": "A", "e": "E"})
    report = harvest(node, source)
    assert report["state"] == "held"
    assert names(report["held"]) == ["b", "c", "d"]
    assert names(report["added"]) == ["e"]
    assert {"B", "C", "D"} <= titles_in_catalogue(node)
    report = harvest(node, source, "--accept-loss")
    assert report["state"] == "done"
    assert names(report["removed"]) == ["b", "c", "d"]
    assert not {"B", "C", "D"} & titles_in_catalogue(node)


def test_fewer_datasets_than_announced_remove_nothing(node, server, add):
    server.put_ckan([{"a": "A", "b": "B", "c": "C"}])
    source = add("/", "ckan")
    harvest(node, source)
    server.put_ckan([{"a": "A", "b": "B"}], total=3)
    report = harvest(node, source)
    assert report["reason"]["code"] == "harvest.fewer_than_announced"
    assert "C" in titles_in_catalogue(node)


def test_one_bad_record_harms_no_other(node, server, add):
    server.put_file("/all.ttl", {"good": "Good"})
    page = server.pages["/all.ttl"]
    page.body += (f"<{server.root}> dcat:dataset <{server.iri('bad')}> .\n"
                  f"<{server.iri('bad')}> a dcat:Dataset .\n").encode()
    report = harvest(node, add("/all.ttl", "file"))
    assert report["state"] == "done"
    assert names(report["added"]) == ["good"]
    [problem] = report["problems"]
    assert problem["code"] == "catalogue.no_title"
    assert problem["dataset"] == server.iri("bad")


def test_a_source_that_is_down_has_failed(node, server, add):
    source = add("/nothing", "file")
    report = harvest(node, source)
    assert report["state"] == "failed"
    assert report["reason"]["code"] == "harvest.bad_status"


# --- where a harvest may go ---

def test_a_source_without_tls_or_inside_is_refused_unless_allowed(node, server):
    with pytest.raises(Refused) as refused:
        node.run("catalogue", "source", "add", "plain", server.url + "/x", "--kind", "file")
    assert refused.value.problem["code"] == "source.plain_http"
    node.run("catalogue", "source", "add", "inside", server.url + "/x", "--kind", "file",
             "--allow-http")
    report = harvest(node, "inside")
    assert report["reason"]["code"] == "net.private_address"
    assert server.requests == []
    node.run("catalogue", "source", "remove", "inside")


def test_a_source_inside_cannot_lead_to_its_neighbours(node, server, add):
    with CatalogueServer() as neighbour:
        neighbour.put_file("/secret.ttl", {"secret": "Secret"})
        server.put("/all.ttl", PREFIXES + f"<{server.url}> a dcat:Catalog ; hydra:next "
                   f"<{neighbour.url}/secret.ttl> .\n" + dataset(server.iri("a"), "A"))
        server.put("/moved.ttl", Page("", status=302,
                                      headers={"Location": neighbour.url + "/secret.ttl"}))
        report = harvest(node, add("/all.ttl", "file", name="leads"))
        assert report["reason"]["code"] == "net.private_address"
        assert names(report["added"]) == ["a"]
        report = harvest(node, add("/moved.ttl", "file", name="moved"))
        assert report["reason"]["code"] == "net.private_address"
        assert neighbour.requests == []


def test_redirections_are_followed_a_few_times(node, server, add):
    server.put_file("/new.ttl", {"a": "A"})
    server.put("/old.ttl", Page("", status=301, headers={"Location": "/new.ttl"}))
    server.put("/round.ttl", Page("", status=302, headers={"Location": "/round.ttl"}))
    assert harvest(node, add("/old.ttl", "file", name="old"))["state"] == "done"
    report = harvest(node, add("/round.ttl", "file", name="round"))
    assert report["reason"]["code"] == "source.bad_redirect"


def test_a_server_is_known_by_a_certificate_that_the_system_trusts(tmp_path):
    certificate, key = tmp_path / "c.pem", tmp_path / "c.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost", "-days", "2",
                    "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                    "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    about = {"id": "fi", "country": "FI", "kind": "national_platform", "name": "Findata"}
    with CatalogueServer(certificate, key) as server, Federation([about]) as federation:
        server.put_file("/all.ttl", {"a": "A"})
        node = federation.nodes["fi"]
        node.start()
        node.run("catalogue", "source", "add", "s", server.url + "/all.ttl", "--kind", "file",
                 "--allow-private")
        report = harvest(node, "s")
        assert report["reason"]["code"] == "net.wrong_certificate"
        assert server.requests == []
        node.stop()
        node.start(SSL_CERT_FILE=str(certificate))
        assert harvest(node, "s")["state"] == "done"


# --- sources of one dataset ---

def test_of_two_sources_of_one_dataset_the_first_is_believed(node, server, add):
    server.put_file("/one.ttl", {"a": "From one", "o": "Only one"})
    server.put_file("/two.ttl", {"a": "From two"})
    first, second = add("/one.ttl", "file", name="one"), add("/two.ttl", "file", name="two")
    harvest(node, first)
    report = harvest(node, second)
    assert report["added"] == []
    assert report["left"] == [
        {"dataset": server.iri("a"), "reason": "nearer_source", "source": first}]
    assert "From two" not in titles_in_catalogue(node)
    # What the first no longer has, the second may give.
    server.put_file("/one.ttl", {"o": "Only one"})
    harvest(node, first)
    assert names(harvest(node, second)["restored"]) == ["a"]
    assert "From two" in titles_in_catalogue(node)


def test_datasets_that_look_like_one_are_proposed_and_never_merged(node, server, add):
    same = ' ; adms:identifier [ skos:notation "https://doi.org/10.5281/ZENODO.7" ]'
    server.put_file("/one.ttl", {"p": "Cancer of the colon"}, {"p": same})
    server.put_file("/two.ttl", {"q": "Colorectal cancers"}, {"q": same})
    harvest(node, add("/one.ttl", "file", name="one"))
    report = harvest(node, add("/two.ttl", "file", name="two"))
    pair = {"one": server.iri("p"), "other": server.iri("q"), "evidence": "identifier",
            "shared": "doi:10.5281/zenodo.7"}
    assert report["alike"] == [pair]
    assert {"Cancer of the colon", "Colorectal cancers"} <= titles_in_catalogue(node)
    [proposal] = [p for p in node.run("catalogue", "same", "list")["pairs"]
                  if p["one"] == pair["one"]]
    assert proposal["state"] == "proposed"
    node.run("catalogue", "same", "reject", pair["one"], pair["other"])
    # What a person has decided is not proposed again.
    server.put_file("/two.ttl", {"q": "Colorectal cancers, new edition"}, {"q": same})
    assert harvest(node, "two")["alike"] == []


# --- runs ---

def test_every_harvest_leaves_a_report_and_an_entry_in_the_log(node, server, add):
    server.put_file("/all.ttl", {"a": "A"})
    source = add("/all.ttl", "file")
    done = harvest(node, source)
    runs = node.run("catalogue", "source", "runs", source)["harvests"]
    assert [(run["harvest"], run["state"]) for run in runs] == [(done["harvest"], "done")]
    assert node.run("catalogue", "source", "report", done["harvest"]) == done
    entries = [e["entry"]["subject"] for e in node.run("audit", "export")["entries"]
               if e["entry"]["event"] == "catalogue_harvested"]
    assert [e for e in entries if e["harvest"] == done["harvest"] and e.get("state") == "done"]


def test_a_source_with_a_schedule_is_harvested_by_itself(node, server, add):
    server.put_file("/all.ttl", {"s": "By schedule"})
    add("/all.ttl", "file", "--every", "1h")
    limit = time.monotonic() + 60
    while "By schedule" not in titles_in_catalogue(node):
        assert time.monotonic() < limit, "the schedule did not begin"
        time.sleep(0.2)


def test_a_source_that_is_removed_takes_its_datasets_along_unless_they_are_kept(node, server, add):
    server.put_file("/all.ttl", {"m": "Mine no more"})
    node.run("catalogue", "source", "add", "leaving", server.url + "/all.ttl", "--kind", "file",
             "--allow-http", "--allow-private")
    harvest(node, "leaving")
    node.run("catalogue", "source", "remove", "leaving")
    assert "Mine no more" not in titles_in_catalogue(node)
    assert "leaving" not in [s["source"] for s in node.run("catalogue", "source", "list")["sources"]]


def test_a_harvest_needs_a_source_and_an_operator(node, server):
    with pytest.raises(Refused) as refused:
        node.run("catalogue", "harvest", "nobody")
    assert refused.value.problem["code"] == "source.unknown"
    node.add_person("reader", "applicant")
    with pytest.raises(Refused) as refused:
        node.run("catalogue", "harvest", "nobody", user="reader")
    assert refused.value.problem["code"] == "service.not_allowed"


def test_a_node_stops_in_the_middle_of_a_harvest(server):
    about = {"id": "de", "country": "DE", "kind": "national_platform", "name": "FDZ"}
    with Federation([about]) as federation:
        node = federation.nodes["de"]
        node.start()
        server.put_file("/all.ttl", {"a": "A"})
        server.pages["/all.ttl"].before = lambda: time.sleep(20)
        node.run("catalogue", "source", "add", "slow", server.url + "/all.ttl", "--kind", "file",
                 "--allow-http", "--allow-private", "--every", "1h")
        limit = time.monotonic() + 30
        while not [r for r in node.run("catalogue", "source", "runs", "slow")["harvests"]]:
            assert time.monotonic() < limit
            time.sleep(0.1)
        began = time.monotonic()
        node.stop()
        assert time.monotonic() - began < 10
        node.start()
        [run] = node.run("catalogue", "source", "runs", "slow")["harvests"]
        assert run["state"] == "failed"


# --- other nodes ---

def test_the_catalogue_of_a_peer_comes_over_mutual_tls(world, tmp_path):
    for number in range(3):
        file = tmp_path / f"{number}.ttl"
        file.write_text(PREFIXES + dataset(f"https://fi.example/dataset/p{number}",
                                           f"Peer set {number}"))
        world.fi.run("catalogue", "import", file)
    report = world.fr.run("catalogue", "harvest", "--peers")
    [one] = report["harvests"]
    assert one["source"] == "peer:fi" and one["state"] == "done"
    assert {"p0", "p1", "p2"} <= set(names(one["added"]))
    assert {f"Peer set {n}" for n in range(3)} <= titles_in_catalogue(world.fr)
    again = world.fr.run("catalogue", "harvest", "peer:fi")
    assert again["added"] == [] and again["changed"] == []


def test_a_peer_that_is_down_is_said_to_be(world):
    world.fi.stop()
    try:
        report = harvest(world.fr, "peer:fi")
        assert report["state"] == "failed"
        assert report["reason"]["code"] == "federation.lost"
        assert report["removed"] == []
    finally:
        world.fi.start()

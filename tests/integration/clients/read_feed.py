"""Follows a DCAT-AP Feed from its root and replays it: what is left are the datasets of the
catalogue.

    read_feed.py URL FORMAT

Prints {"objects": {IRI: {"kind", "published", "title"}}, "pages": [IRI, …]}.
"""

import json
import sys

import rdflib
import requests
from rdflib import DCTERMS, RDF, Namespace, URIRef

ACTIVITY = Namespace("https://www.w3.org/ns/activitystreams#")
LDES = Namespace("https://w3id.org/ldes#")
TREE = Namespace("https://w3id.org/tree#")
TYPES = {"trig": "application/trig", "json-ld": "application/ld+json"}


def read(url, form):
    answer = requests.get(url, headers={"Accept": TYPES[form]})
    answer.raise_for_status()
    assert answer.headers["content-type"] == TYPES[form], answer.headers
    page = rdflib.Dataset(default_union=False)
    page.parse(data=answer.content, format=form)
    return page


def main(url, form):
    root = read(url, form)
    top = root.default_graph
    stream = top.value(predicate=RDF.type, object=LDES.EventStream)
    assert top.value(stream, LDES.timestampPath) == ACTIVITY.published
    assert top.value(stream, LDES.versionOfPath) == ACTIVITY.object
    pages = sorted({str(top.value(relation, TREE.node))
                    for relation in top.objects(URIRef(url), TREE.relation)})
    objects = {}
    for page in pages:
        content = read(page, form)
        members = content.default_graph
        for member in members.objects(stream, TREE.member):
            about = members.value(member, ACTIVITY.object)
            payload = content.graph(member)
            assert not any(isinstance(term, rdflib.BNode) for triple in payload for term in triple)
            objects[str(about)] = {
                "kind": str(members.value(member, RDF.type)).removeprefix(str(ACTIVITY)),
                "published": str(members.value(member, ACTIVITY.published)),
                "titles": sorted(str(t) for t in payload.objects(about, DCTERMS.title))}
    print(json.dumps({"objects": objects, "pages": pages}))


main(*sys.argv[1:])

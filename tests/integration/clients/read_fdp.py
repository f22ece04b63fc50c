"""Reads a FAIR Data Point in two ways: with fairdatapoint-client, kind by kind, and breadth first
over ldp:contains, as the harvester of the Genomic Data Infrastructure does.

    read_fdp.py URL

Prints {"client": {kind: {IRI: title}}, "walk": {IRI: [types]}}.
"""

import collections
import json
import sys

import requests
from fdpclient.client import Client
from rdflib import DCAT, DCTERMS, RDF, Graph, Namespace, URIRef

LDP = Namespace("http://www.w3.org/ns/ldp#")


def with_client(url):
    client = Client(url)
    read = {"catalog": client.read_catalog, "dataset": client.read_dataset,
            "distribution": client.read_distribution}
    found = collections.defaultdict(dict)
    root = client.read_fdp()
    found["fdp"][url] = str(root.value(URIRef(url), DCTERMS.title))
    queue = list(root.objects(None, LDP.contains))
    while queue:
        iri = queue.pop()
        kind, segment = str(iri).removeprefix(url + "/").split("/", 1)
        record = read[kind](segment)
        found[kind][str(iri)] = str(record.value(iri, DCTERMS.title))
        queue += record.objects(None, LDP.contains)
    return found


def walk(url):
    session = requests.Session()
    found, queue = {}, collections.deque([url])
    while queue:
        url = queue.popleft()
        if url in found:
            continue
        answer = session.get(url, headers={"Accept": "text/turtle"})
        answer.raise_for_status()
        graph = Graph().parse(data=answer.content, format="turtle")
        known = (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution)
        found[url] = [str(kind) for kind in graph.objects(URIRef(url), RDF.type) if kind in known]
        queue.extend(str(child) for child in graph.objects(None, LDP.contains))
    return found


print(json.dumps({"client": with_client(sys.argv[1]), "walk": walk(sys.argv[1])}))

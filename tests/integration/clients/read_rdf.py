"""Reads documents with rdflib and prints, for each, how many triples it has and the digest of its
canonical form, which is the same whatever the syntax.

    read_rdf.py FORMAT=FILE …
"""

import json
import sys

import rdflib
from rdflib.compare import to_canonical_graph


def digest(graph):
    canonical = to_canonical_graph(graph)
    return len(graph), hash_of(sorted(canonical.serialize(format="nt").splitlines()))


def hash_of(lines):
    import hashlib
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def main(words):
    found = []
    for word in words:
        form, file = word.split("=", 1)
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(file, format=form)
        graph = rdflib.Graph()
        for triple in dataset.triples((None, None, None)):
            graph.add(triple[:3])
        found.append(digest(graph))
    print(json.dumps(found))


main(sys.argv[1:])

"""What pySHACL finds in the catalogues of this folder with the official pack → expected.json.

  python3 -m venv V && V/bin/pip install pyshacl==0.40.1
  V/bin/python tests/conformance/variants/expect.py SHARED/data/healthdcat-ap

An engine that shares no line with ours; run it when a catalogue is added. Results about nodes that
only the vocabularies describe are left out, as in the reports of the samples.
"""

import importlib.metadata
import json
import pathlib
import sys

import pyshacl
import rdflib
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.plugins.serializers.nt import _quoteLiteral

SH = Namespace("http://www.w3.org/ns/shacl#")
HERE = pathlib.Path(__file__).parent
PACK = "healthdcat-ap-r8-non-public"
FORMATS = {".ttl": "turtle", ".nt": "nt", ".rdf": "xml", ".jsonld": "json-ld"}


def term(node):
    if node is None or isinstance(node, BNode):
        return None if node is None else "_:"
    return _quoteLiteral(node) if isinstance(node, Literal) else f"<{node}>"


def path(graph, node):
    if node is None or isinstance(node, URIRef):
        return term(node)
    if inverse := graph.value(node, SH.inversePath):
        return "^" + path(graph, inverse)
    parts = Collection(graph, graph.value(node, SH.alternativePath))
    return "|".join(path(graph, part) for part in parts)


def name(node):
    return str(node).rsplit("#")[-1]


def results(file, shapes, vocabularies):
    data = Graph().parse(file, format=FORMATS[file.suffix])
    described = set(data.subjects())
    data += vocabularies
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    found = []
    for result in report.objects(None, SH.result):
        focus = report.value(result, SH.focusNode)
        if focus in set(vocabularies.subjects()) - described:
            continue
        found.append([term(focus), path(report, report.value(result, SH.resultPath)),
                      name(report.value(result, SH.sourceConstraintComponent)),
                      name(report.value(result, SH.resultSeverity)),
                      term(report.value(result, SH.value))])
    return sorted(found, key=str)


def main():
    rdflib.NORMALIZE_LITERALS = False
    pack = pathlib.Path(sys.argv[1]) / "packs" / PACK
    listed = json.loads((pack / "pack.json").read_text())
    shapes, vocabularies = Graph(), Graph()
    for file in listed["shapes"]:
        shapes.parse(pack / file)
    for file in listed["background"]:
        vocabularies.parse(pack / file)
    files = sorted(file for file in HERE.iterdir() if file.suffix in FORMATS)
    rows = {file.name: results(file, shapes, vocabularies) for file in files}
    lists = ",\n".join(f' {json.dumps(file)}: [\n' + ",\n".join(
        "  " + json.dumps(row, ensure_ascii=False) for row in found) + "]"
        for file, found in rows.items())
    (HERE / "expected.json").write_text(
        f'{{"pySHACL": "{importlib.metadata.version("pyshacl")}", "pack": "{PACK}", "results": {{\n'
        + lists + "}}\n")


if __name__ == "__main__":
    main()

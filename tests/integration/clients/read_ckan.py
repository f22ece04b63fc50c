"""Reads a catalogue as ckanext-dcat's harvester does: with its own RDFParser, HEAD then GET, page
after page along `next_page()`.

    read_ckan.py URL PROFILE,PROFILE…

Prints {"datasets": [as CKAN would keep them], "pages": [URL, …], "types": [Content-Type, …]}.
"""

import json
import sys

import requests
from ckanext.dcat.processors import RDFParser


def main(url, profiles):
    session = requests.Session()
    datasets, pages, types = [], [], []
    rdf_format = None
    while url:
        session.head(url).raise_for_status()
        answer = session.get(url)
        answer.raise_for_status()
        # The harvester remembers the type of the first page for all of them.
        rdf_format = rdf_format or answer.headers["content-type"].split(";", 1)[0]
        parser = RDFParser(profiles=profiles.split(","))
        parser.parse(answer.content.decode("utf-8"), _format=rdf_format)
        datasets += parser.datasets()
        pages.append(url)
        types.append(answer.headers["content-type"])
        url = parser.next_page()
    print(json.dumps({"datasets": datasets, "pages": pages, "types": types}))


main(*sys.argv[1:])

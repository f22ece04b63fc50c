"""A server that plays the catalogues of others: files, CKAN, FAIR Data Points, feeds, and what goes
wrong with them. Pages are set by path; every request is remembered."""

import hashlib
import http.server
import ssl
import threading
import uuid

PREFIXES = """@prefix as: <https://www.w3.org/ns/activitystreams#> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix fdp: <https://w3id.org/fdp/fdp-o#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix ldp: <http://www.w3.org/ns/ldp#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tree: <https://w3id.org/tree#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def dataset(iri, title, more=""):
    return (f'<{iri}> a dcat:Dataset ; dct:title "{title}"@en ; '
            f'dct:description "About {title}"@en{more} .\n')


class Page:
    def __init__(self, body, content_type="text/turtle", status=200, headers=None, etag=True,
                 before=None):
        self.body = body.encode() if isinstance(body, str) else body
        self.content_type = content_type
        self.status = status
        self.headers = headers or {}
        self.etag = f'"{hashlib.sha256(self.body).hexdigest()[:16]}"' if etag else None
        self.before = before  # called before the answer: to be slow


class CatalogueServer:
    """`with CatalogueServer() as server: server.put("/x", Page(…))`; TLS with a certificate."""

    def __init__(self, certificate=None, key=None):
        # No two servers speak of the same datasets.
        self.root = f"https://data.example/{uuid.uuid4()}"
        self.pages = {}
        self.requests = []  # (path, headers, status)
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                page = outer.pages.get(self.path) or Page("nothing here", "text/plain", 404)
                if page.before:
                    page.before()
                is_known = page.etag and self.headers.get("If-None-Match") == page.etag
                status = 304 if is_known and page.status == 200 else page.status
                outer.requests.append((self.path, dict(self.headers), status))
                self.send_response(status)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                if page.etag:
                    self.send_header("ETag", page.etag)
                if status != 304:
                    self.send_header("Content-Type", page.content_type)
                    self.send_header("Content-Length", str(len(page.body)))
                self.end_headers()
                if status != 304:
                    self.wfile.write(page.body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def put(self, path, page):
        self.pages[path] = page if isinstance(page, Page) else Page(page)

    def asked(self):
        """The paths asked for since the last call, and forgets them."""
        paths = [path for path, _, _ in self.requests]
        self.requests.clear()
        return paths

    # --- catalogues ---

    def iri(self, name):
        return f"{self.root}/dataset/{name}"

    def put_file(self, path, titles, more=None):
        """A DCAT-AP file; titles: {name: title}."""
        text = PREFIXES + f"<{self.root}> a dcat:Catalog .\n"
        for name, title in titles.items():
            text += f"<{self.root}> dcat:dataset <{self.iri(name)}> .\n"
            text += dataset(self.iri(name), title, (more or {}).get(name, ""))
        self.put(path, text)

    def put_ckan(self, pages, total=None, next_of_last=None):
        """Pages as ckanext-dcat writes them; pages: [{name: title}, …]."""
        count = total if total is not None else sum(len(page) for page in pages)
        for number, titles in enumerate(pages, start=1):
            following = (f"{self.url}/catalog.ttl?page={number + 1}" if number < len(pages)
                         else next_of_last)
            text = PREFIXES + f"<{self.url}> a dcat:Catalog .\n"
            text += f'[] a hydra:PagedCollection ; hydra:totalItems "{count}"'
            text += f' ; hydra:next "{following}" .\n' if following else " .\n"
            for name, title in titles.items():
                text += f"<{self.url}> dcat:dataset <{self.iri(name)}> .\n"
                text += dataset(self.iri(name), title)
            self.put("/catalog.ttl" if number == 1 else f"/catalog.ttl?page={number}", text)

    def put_fdp(self, titles):
        """A FAIR Data Point with one catalogue; titles: {name: title}."""
        def container(kind, members):
            return (f"<{self.url}/{kind}/> a ldp:DirectContainer"
                    + "".join(f" ; ldp:contains <{self.url}{m}>" for m in members) + " .\n")
        self.put("/fdp", PREFIXES + f"<{self.url}/fdp> a fdp:FAIRDataPoint .\n"
                 + container("catalog", ["/catalog/c"]))
        self.put("/catalog/c", PREFIXES + f"<{self.url}/catalog/c> a dcat:Catalog .\n"
                 + container("dataset", [f"/dataset/{name}" for name in titles]))
        for name, title in titles.items():
            self.put(f"/dataset/{name}", PREFIXES + dataset(
                f"{self.url}/dataset/{name}", title,
                f" ; dcat:distribution <{self.url}/distribution/{name}>")
                + container("distribution", [f"/distribution/{name}"]))
            self.put(f"/distribution/{name}", PREFIXES
                     + f"<{self.url}/distribution/{name}> a dcat:Distribution ;"
                       f" dcat:accessURL <https://access.example/{name}> .\n")

    def put_feed(self, activities):
        """A feed; activities: [(type, name, title, published), …]."""
        text = PREFIXES + f"<{self.url}/feed> tree:view <{self.url}/feed> .\n"
        for number, (kind, name, title, published) in enumerate(activities):
            activity = f"{self.url}/feed#{number}"
            text += (f"<{self.url}/feed> tree:member <{activity}> .\n<{activity}> a as:{kind} ;"
                     f" as:object <{self.iri(name)}> ; as:published "
                     f'"{published}"^^xsd:dateTime .\n')
            if kind != "Delete":
                text += f"<{activity}> {{ {dataset(self.iri(name), title)} }}\n"
        self.put("/feed", Page(text, "application/trig"))

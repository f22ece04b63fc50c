"""One node, as a person with an account there sees it."""

import http.client
import json
import ssl
import urllib.parse

from .run import Run


class Problem(Exception):
    """The node said no. `document` is its problem (RFC 9457), `code` the word for programs."""

    def __init__(self, status, document):
        self.status = status
        self.document = document
        self.code = document.get("code", "")
        self.detail = document.get("detail") or document.get("title") or ""
        super().__init__(f"{self.code or status}: {self.detail}")


class Node:
    """A node at its public address, "https://fr.example:8443".

    `certificate` is a file with the node's own certificate, for a node that no public authority
    vouches for: then this certificate and no other is accepted. Without it the authorities of this
    machine decide, as in a browser. One connection; one thread at a time."""

    def __init__(self, url, certificate=None, token=None, timeout=60):
        address = urllib.parse.urlsplit(url)
        if address.scheme != "https" or not address.hostname or address.path.strip("/"):
            raise ValueError(f"{url}: the address of a node is https://HOST:PORT")
        self.url = url.rstrip("/")
        self.token = token
        self._connection = http.client.HTTPSConnection(
            address.hostname, address.port or 443, timeout=timeout, context=_context(certificate))

    # -- accounts

    def login(self, name, password):
        """Logs in for the calls that follow; returns until when, as the node writes it."""
        session = self._post("/api/v1/login", {"name": name, "password": password})
        self.token = session["token"]
        return session["expires"]

    def logout(self):
        self._post("/api/v1/logout", {})
        self.token = None

    # -- catalogue

    def search(self, words="", **options):
        """Datasets of all nodes that hold all words: a list of results, the best first.

        Options are those of the search, such as size=50, sort="modified" or theme=…; a list means
        one of its values."""
        return self.search_answer(words, **options)["results"]

    def search_answer(self, words="", **options):
        """The same with facets, and which nodes did not answer."""
        query = urllib.parse.urlencode(
            {"words": words, **{name: _one_of(value)
                               for name, value in options.items()}})
        return self._get("/api/v1/catalogue/search?" + query)

    def analysis_sets(self, dataset=""):
        """The sets of rows that this node publishes with a dataset, or with all of them: what a
        study names by `"analysis_set": NAME`. Withdrawn ones are marked."""
        return self._get("/api/v1/analysis-sets?" +
                         urllib.parse.urlencode({"dataset": dataset}))["analysis_sets"]

    # -- applications and permits

    def application_problems(self, application):
        """What an application still lacks by the form in force: a list, empty when nothing."""
        return self._post("/api/v1/form/check", application)["problems"]

    def apply(self, application):
        """Submits an application to every body concerned; returns its id."""
        return self._post("/api/v1/applications", application)["application"]

    def applications(self):
        return self._get("/api/v1/applications")["applications"]

    def application(self, application, refresh=False):
        """Where every part stands; `refresh` asks every body first."""
        return self._get(_path("applications", application) +
                         ("?refresh=true" if refresh else ""))

    def accept(self, application, node):
        """Accepts the grant of one body."""
        return self._post(_path("applications", application, "acts"),
                          {"event": {"event": "accepted"}, "node": node})

    def permits(self, application):
        """The signed permits of an application, by node."""
        return {part["node"]: part["permit"] for part in self.application(application)["parts"]
                if part.get("permit")}

    # -- studies

    def check(self, study, application=None):
        """What a study would do at every node, and what the permits lack; touches no data."""
        request = {"study": study}
        if application is not None:
            request["application"] = application
        return self._post("/api/v1/studies/check", request)

    def submit(self, study, application):
        """Runs a study under the permits of an application."""
        started = self._post("/api/v1/studies", {"study": study, "application": application})
        return Run(self, started["run"])

    def run(self, run):
        """A run that was begun before, by its id."""
        return Run(self, run)

    def runs(self):
        return self._get("/api/v1/studies")["runs"]

    # -- how it is said

    def _get(self, path):
        return json.loads(self._ask("GET", path))

    def _post(self, path, body):
        return json.loads(self._ask("POST", path, json.dumps(body).encode()))

    def _ask(self, method, path, body=None, accept="application/json"):
        headers = {"Accept": accept}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        answer = self._exchange(method, path, body, headers)
        content = answer.read()
        if answer.status < 400:
            return content
        try:
            document = json.loads(content)
        except ValueError:
            document = {}
        raise Problem(answer.status, document if isinstance(document, dict) else {})

    def _exchange(self, method, path, body, headers):
        kept = self._connection.sock is not None
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The node closed a connection that was idle. Only what changes nothing is asked again.
            self._connection.close()
            if not kept or method != "GET":
                raise
        except BaseException:
            self._connection.close()  # an answer that comes later would be taken for another's
            raise
        self._connection.request(method, path, body, headers)
        return self._connection.getresponse()


def _path(*steps):
    return "/api/v1/" + "/".join(urllib.parse.quote(step, safe="") for step in steps)


def _context(certificate):
    if certificate is None:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # the key decides, not the name
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(certificate)
    return context


def _one_of(values):
    return "|".join(map(str, values)) if isinstance(values, (list, tuple)) else str(values)

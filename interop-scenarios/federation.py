"""Nodes on this machine, driven through their commands and HTTP like any client's.

Standard library only. Used by runner.py and by the integration tests.
"""

import fcntl
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

TOP = pathlib.Path(__file__).resolve().parent.parent
BIN = pathlib.Path(os.environ.get("PASSERELLE_BIN", TOP / "build/release/bin"))
READY_SECONDS = 60


class Refused(Exception):
    """A command said no; `problem` is the RFC 9457 object."""

    def __init__(self, command, problem, stderr):
        said = " ".join(map(str, command))
        super().__init__(f"{said}: {problem.get('code')}: {problem.get('detail', '')}"
                         if problem else f"{said}: {stderr.strip()}")
        self.problem = problem
        self.stderr = stderr


def command(*words, home=None, user=None, stdin=None, timeout=600):
    """Runs `passerelle …  --json` and returns its JSON answer, or its text when it is no JSON."""
    call = [str(BIN / "passerelle"), *map(str, words), "--json"]
    if home:
        call += ["--home", str(home)]
    if user:
        call += ["--as", user]
    try:
        done = subprocess.run(call, capture_output=True, encoding="utf-8", timeout=timeout,
                              input=stdin if stdin is not None else "")
    except subprocess.TimeoutExpired:
        raise Refused(words, {}, f"no answer within {timeout} s; the nodes' logs say more") from None
    if done.returncode != 0:
        try:
            problem = json.loads(done.stdout)
        except ValueError:
            problem = {}
        raise Refused(words, problem, done.stderr)
    try:
        return json.loads(done.stdout)
    except ValueError as problem:
        if not done.stdout or done.stdout[0] in "{[":
            raise RuntimeError(f"{' '.join(call)}: {problem}: {done.stdout!r}; {done.stderr}")
        return done.stdout


def listening_socket():
    """A listening socket with a descriptor above 10, so that bash can move it to 3 and 4."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", 0))
    made.listen(128)
    port = made.getsockname()[1]
    descriptor = fcntl.fcntl(made.fileno(), fcntl.F_DUPFD, 10)
    made.close()
    return descriptor, port


class Node:
    """One node: its home, its sockets, its process, its people."""

    def __init__(self, folder, about, rules=None, federation_url=None):
        self.id = about["id"]
        self.about = about
        self.home = folder / self.id
        self.log = folder / f"{self.id}.log"
        self.public_socket, self.public_port = listening_socket()
        self.federation_socket, self.federation_port = listening_socket()
        self.public_url = f"https://127.0.0.1:{self.public_port}"
        self.federation_url = federation_url or f"https://127.0.0.1:{self.federation_port}"
        self.process = None
        self.passwords = {}
        command("init", "--id", self.id, "--country", about["country"], "--kind",
                about.get("kind", "national_platform"), "--name", about.get("name", self.id),
                "--public-url", self.public_url,
                "--federation-url", self.federation_url, home=self.home)
        if rules:
            (self.home / "policies/disclosure.json").write_text(json.dumps(rules, indent=1) + "\n")

    def start(self, **variables):
        """Starts `serve` on the sockets bound before; returns the seconds until it was ready.

        `variables` are added to its environment."""
        sockets = (self.public_socket, self.federation_socket)
        script = f'exec 3<&{sockets[0]} 4<&{sockets[1]} && exec "$0" "$@"'
        environment = {**os.environ, "LISTEN_FDS": "2", "LISTEN_FDNAMES": "public:federation",
                       **variables}
        environment.pop("LISTEN_PID", None)
        started = time.monotonic()
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                ["bash", "-c", script, str(BIN / "passerelle"), "serve", "--home", str(self.home)],
                env=environment, pass_fds=sockets, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log)
        while time.monotonic() - started < READY_SECONDS:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.id} ended at once:\n{self.log.read_text()[-2000:]}")
            try:
                if self.get("/health/ready").status == 200:
                    return time.monotonic() - started
            except OSError:
                pass
            time.sleep(0.01)
        raise RuntimeError(f"{self.id} was not ready after {READY_SECONDS} s, see {self.log}")

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)
        self.process = None

    def run(self, *words, user=None, **more):
        return command(*words, home=self.home, user=user, **more)

    def get(self, path, accept="*/*", token=None):
        """A request to the public listener, as anybody can make it."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        request = urllib.request.Request(self.public_url + path, headers={"Accept": accept})
        if token:
            request.add_header("Authorization", "Bearer " + token)
        try:
            return urllib.request.urlopen(request, context=context, timeout=30)
        except urllib.error.HTTPError as answer:
            return answer

    def add_person(self, name, *roles, body=None):
        """Adds an account and logs it in; later commands take user=name."""
        password = secrets.token_urlsafe(18)
        self.passwords[name] = password
        file = self.home / "run" / f"password-{name}"
        file.touch(mode=0o600)
        file.write_text(password)
        words = [word for role in roles for word in ("--role", role)]
        if body:
            words += ["--body", body]
        self.run("user", "add", name, *words, "--password-file", file)
        self.run("login", name, "--password-file", file)
        file.unlink()

    def ensure_person(self, name, *roles):
        if name not in self.passwords:
            self.add_person(name, *roles)


class Federation:
    """Nodes that trust each other, in a short-lived folder."""

    def __init__(self, abouts, rules=None, keep=False, federation_urls=None):
        # A short path: the address of a Unix socket has at most 107 bytes.
        short = "/tmp" if len(tempfile.gettempdir()) > 40 else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="passerelle-", dir=short))
        self.keep = keep
        self.nodes = {}
        for about in abouts:
            self.nodes[about["id"]] = Node(self.folder, about, (rules or {}).get(about["id"]),
                                           (federation_urls or {}).get(about["id"]))
        self.authority = self.folder / "authority"
        self.anchor = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self.keep:
            self.stop()
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        return {node.id: node.start() for node in self.nodes.values()}

    def stop(self):
        for node in self.nodes.values():
            node.stop()
            for descriptor in (node.public_socket, node.federation_socket):
                os.close(descriptor)

    def make_trust(self, days=30):
        """Every node's card goes to the authority; every node installs the signed list."""
        if self.anchor is None:
            self.anchor = command("trust", "create", home=self.authority)["anchor"]
        for node in self.nodes.values():
            card = self.folder / f"{node.id}.card.json"
            card.write_text(json.dumps(node.run("node", "card")))
            command("trust", "add", card, home=self.authority)
        return self.install_trust(self.sign_trust(days))

    def sign_trust(self, days=30, name="trust-list.json"):
        file = self.folder / name
        command("trust", "sign", "--out", file, "--days", str(days), home=self.authority)
        return file

    def install_trust(self, file):
        for node in self.nodes.values():
            node.run("trust", "install", file, "--anchor", self.anchor)
        return file

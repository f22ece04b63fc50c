"""What the integration tests need beside the nodes: orders made by hand, and a proxy that reads
everything two nodes say to each other.

An attacker is played with the keys of a node's own home, as if that node were dishonest.
"""

import base64
import json
import pathlib
import secrets
import socket
import ssl
import sys
import threading
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "interop-scenarios"))


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def canonical(value):
    """RFC 8785 for documents without fractions and with plain keys, which is all tests sign."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal_key(node):
    text = (node.home / "keys/seal.key").read_text().split()[-1].split(":")[-1]
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(text + "=="))


def sign(node, kind, body):
    """A signed document as the node of that home would make it."""
    key = seal_key(node)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    message = b"passerelle/" + kind.encode() + b"\0" + canonical(body).encode()
    return {"passerelle": kind, "body": body, "key": base64url(public),
            "signature": base64url(key.sign(message))}


def client_context(certificate=None, key=None, version=ssl.TLSVersion.TLSv1_3):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = version
    if certificate:
        context.load_cert_chain(certificate, key)
    return context


def context_of(node):
    return client_context(node.home / "keys/tls.pem", node.home / "keys/tls.key")


def call(caller, target, method, path, body=None):
    """A request of one node to another's federation listener: (status, JSON)."""
    request = urllib.request.Request(
        f"https://127.0.0.1:{target.federation_port}{path}", method=method,
        data=canonical(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, context=context_of(caller), timeout=60) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read() or b"null")


def message(sender, to, kind, body, /, **changes):
    """The body of a message as `sender` would write it to node `to`."""
    about = {"application": body["application"]} if isinstance(body.get("application"), str) else {}
    return {"id": f"{sender.id}-{secrets.token_hex(8)}", "type": kind, "from": sender.id,
            "to": to.id, "sent_at": "2026-12-01T10:00:00.000Z", "body": body, **about, **changes}


def send_message(sender, to, kind, body, /, **changes):
    """Brings a message to another node's federation listener: (status, JSON)."""
    return call(sender, to, "POST", "/federation/v1/messages",
                sign(sender, "message/1", message(sender, to, kind, body, **changes)))


class RecordingProxy:
    """Stands between two nodes with the keys of both and keeps every byte in clear.

    It takes `victim`'s place for callers, and calls `victim` as `caller`. `change(bytes)` may alter
    what goes back.
    """

    def __init__(self, port_socket, certificate, key):
        self.listener = port_socket
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.minimum_version = ssl.TLSVersion.TLSv1_3
        self.server.load_cert_chain(certificate, key)
        self.up = self.down = b""
        self.change = lambda data: data
        self.caller_context = None
        self.target = None
        self.lock = threading.Lock()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                plain, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(plain,), daemon=True).start()

    def serve(self, plain):
        try:
            inside = self.server.wrap_socket(plain, server_side=True)
            outside = self.caller_context.wrap_socket(
                socket.create_connection(self.target, timeout=60))
        except OSError:
            return
        one = threading.Thread(target=self.pump, args=(inside, outside, "up"), daemon=True)
        one.start()
        self.pump(outside, inside, "down")
        # Closed when nobody reads any more: the number of a closed descriptor is soon another
        # file's, and a thread that still waits on it would take that file's bytes.
        one.join()
        inside.close()
        outside.close()

    def pump(self, source, sink, way):
        try:
            while data := source.recv(65536):
                with self.lock:
                    setattr(self, way, getattr(self, way) + data)
                sink.sendall(self.change(data) if way == "down" else data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

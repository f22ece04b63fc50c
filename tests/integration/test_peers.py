"""Who may speak to a node: the key of a certificate in the trust list in force, nobody else."""

import http.client
import json
import socket
import ssl
import subprocess

import pytest
import support
from federation import Refused, command


def stranger(tmp_path):
    certificate, key = tmp_path / "x.pem", tmp_path / "x.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=fr", "-days", "2",
                    "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return certificate, key


def test_no_certificate_fails_in_tls(world):
    with pytest.raises((ssl.SSLError, ConnectionError)):
        plain = socket.create_connection(("127.0.0.1", world.fi.federation_port))
        with support.client_context().wrap_socket(plain) as connection:
            connection.sendall(b"GET /federation/v1/node HTTP/1.1\r\nHost: x\r\n\r\n")
            if not connection.recv(1):
                raise ConnectionError("closed")


def test_tls_1_2_fails_in_tls(world):
    context = support.client_context(world.fr.home / "keys/tls.pem", world.fr.home / "keys/tls.key",
                                     ssl.TLSVersion.TLSv1_2)
    with pytest.raises((ssl.SSLError, ConnectionError)):
        plain = socket.create_connection(("127.0.0.1", world.fi.federation_port))
        context.wrap_socket(plain)


def test_an_unknown_certificate_gets_one_403_before_its_body_is_read(world, tmp_path):
    context = support.client_context(*stranger(tmp_path))
    plain = socket.create_connection(("127.0.0.1", world.fi.federation_port))
    with context.wrap_socket(plain) as connection:
        connection.settimeout(20)
        # The body is announced and never sent.
        connection.sendall(b"POST /federation/v1/orders HTTP/1.1\r\nHost: x\r\n"
                           b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        answer = b""
        while chunk := connection.recv(4096):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 403 " in head.split(b"\r\n")[0]
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == 403
    refused = [e for e in world.log(world.fi) if e["event"] == "peer_refused"]
    assert refused and refused[-1]["subject"]["reason"] == "identity.unknown_certificate"


def test_a_peer_is_who_the_list_says_never_who_the_message_says(world):
    # fi calls itself fr: its certificate says fi, so fr's signature does not help.
    body = {"run": "x", "round": 0, "permit": "p", "study": world.study(), "person": "marie@fr",
            "nodes": ["fi", "fr"], "transcript": [], "deadline": "2099-01-01T00:00:00.000Z"}
    status, problem = support.call(world.fi, world.fi, "POST", "/federation/v1/orders",
                                   support.sign(world.fr, "order/1", body))
    assert status in (400, 403)
    assert problem["code"].startswith("crypto.")


def test_a_node_that_answers_with_another_certificate_is_refused(world, tmp_path):
    certificate, key = stranger(tmp_path)
    before = world.proxy.server
    other = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    other.load_cert_chain(certificate, key)
    try:
        world.fr.stop()
        world.proxy.server = other
        world.fr.start()
        with pytest.raises(Refused) as refused:
            world.fr.run("peer", "check", "fi")
        assert "wrong_certificate" in str(refused.value)
    finally:
        world.proxy.server = before
    assert world.fr.run("peer", "check", "fi")["node"]["id"] == "fi"


def test_an_older_list_is_refused_also_after_a_restart(world):
    folder = world.federation.folder
    older = folder / "trust-list.json"
    newer = world.federation.sign_trust(name="newer.json")
    world.federation.install_trust(newer)
    world.fi.stop()
    world.fi.start()
    with pytest.raises(Refused) as refused:
        world.fi.run("trust", "install", older, "--anchor", world.federation.anchor)
    assert refused.value.problem["code"] == "identity.older_list"


def test_a_list_with_a_bad_signature_or_another_anchor_is_refused(world, tmp_path):
    signed = json.loads(world.federation.sign_trust(name="changed.json").read_text())
    signed["body"]["entries"][0]["name"] = "Somebody else"
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(signed))
    with pytest.raises(Refused) as refused:
        world.fi.run("trust", "install", file)
    assert refused.value.problem["code"] in ("identity.bad_signature", "crypto.bad_signature")
    anchor = command("trust", "create", home=tmp_path / "other")["anchor"]
    other = tmp_path / "other.json"
    card = tmp_path / "card.json"
    card.write_text(json.dumps(world.fi.run("node", "card")))
    command("trust", "add", card, home=tmp_path / "other")
    command("trust", "sign", "--out", other, home=tmp_path / "other")
    with pytest.raises(Refused) as refused:
        world.fi.run("trust", "install", other, "--anchor", anchor)
    assert refused.value.problem["code"] == "identity.wrong_anchor"


def test_the_catalogue_is_published_and_negotiated(world, tmp_path):
    draft = tmp_path / "draft.json"
    draft.write_text(json.dumps({
        "dataset": "https://fi.example/dataset/t", "table": "t", "titles": {"en": "A zebrafish"},
        "columns": [{"name": "age", "titles": {"en": "age"}, "datatype": "integer"}]}))
    turtle = tmp_path / "t.ttl"
    turtle.write_text(world.fi.run("catalogue", "draft", draft))
    world.fi.run("catalogue", "import", turtle)
    for accept, sign in (("text/turtle", b"@prefix"), ("application/n-triples", b"<http")):
        answer = world.fi.get("/catalogue", accept)
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith(accept)
        assert sign in answer.read()
    assert world.fi.get("/catalogue", "image/png").status == 406
    found = world.fr.run("catalogue", "search", "zebra", user="marie")
    assert [r["dataset"] for r in found["results"]] == ["https://fi.example/dataset/t"]


def test_a_request_that_is_no_http_or_too_large_is_refused(world):
    connection = http.client.HTTPSConnection("127.0.0.1", world.fi.federation_port, timeout=30,
                                             context=support.context_of(world.fr))
    connection.putrequest("POST", "/federation/v1/orders")
    connection.putheader("Content-Length", str(10**9))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_health(world):
    assert json.loads(world.fi.get("/health/live").read())["live"]
    assert json.loads(world.fi.get("/health/ready").read())["trust_list"]
    assert world.fi.get("/nothing").status == 404

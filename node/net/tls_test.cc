// Who gets through which door.
#include "node/net/tls.h"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <fstream>
#include <future>

#include "node/crypto/certificate.h"
#include "node/net/test_node.h"

namespace passerelle::net {
namespace {

TEST_CASE("without a certificate the federation listener ends TLS") {
  TestNode node;
  node.serve_federation();
  auto peer = RawPeer::connect_tcp(node.server().port());
  // In TLS 1.3 the client is done before the server has looked; the refusal comes with the read.
  peer.start_tls(nullptr, TLS1_3_VERSION);
  peer.write(get("/"));
  CHECK(peer.read_to_end().empty());
  CHECK(peer.last_error() == "tlsv13 alert certificate required");
  CHECK(node.handler.handled == 0);
}

TEST_CASE("TLS 1.2 is refused by the federation listener, whatever the certificate") {
  TestNode node;
  node.serve_federation();
  auto peer = RawPeer::connect_tcp(node.server().port());
  CHECK(peer.start_tls(&certificate("fi").files, TLS1_2_VERSION) == "tlsv1 alert protocol version");
  CHECK(node.handler.handled == 0);
}

TEST_CASE("an unknown certificate gets one fixed 403 before its body is read") {
  TestNode node;
  const auto& known = certificate("fi").identity.pin();
  node.handler.admit = [&](const Connection& peer) { return peer.peer_pin == known; };
  node.serve_federation();
  auto peer = node.connect(&certificate("stranger").files);
  REQUIRE(
      peer.write("POST /federation/v1/orders HTTP/1.1\r\nHost: localhost\r\n"
                 "Content-Length: 1000000\r\n\r\n"));
  const auto all = peer.read_to_end();
  CHECK(all.starts_with("HTTP/1.1 403 Forbidden\r\n"));
  CHECK(all.find("Content-Type: application/problem+json\r\n") != std::string::npos);
  CHECK(all.find("Connection: close\r\n") != std::string::npos);
  CHECK(all.find("HTTP/1.1", 8) == std::string::npos);
  CHECK(node.handler.handled == 0);
}

TEST_CASE("a stranger gets the same answer to a request that cannot be read") {
  TestNode node;
  node.handler.admit = [](const Connection&) { return false; };
  node.serve_federation();
  auto peer = node.connect(&certificate("stranger").files);
  REQUIRE(peer.write("BREW /pot HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  CHECK(peer.read_to_end().starts_with("HTTP/1.1 403 "));
}

TEST_CASE("a peer that is no longer admitted is refused on the connection it has") {
  TestNode node;
  std::atomic<bool> is_known = true;
  node.handler.admit = [&](const Connection&) { return is_known.load(); };
  node.serve_federation();
  auto peer = node.connect(&certificate("fi").files);
  REQUIRE(peer.write(get("/a")));
  CHECK(peer.read_response().starts_with("HTTP/1.1 200 "));
  is_known = false;
  REQUIRE(peer.write(get("/a")));
  CHECK(peer.read_to_end().starts_with("HTTP/1.1 403 "));
  CHECK(node.handler.handled == 1);
}

TEST_CASE("a peer is known by the pin of its key, even when its certificate has expired") {
  TestNode node;
  std::promise<Connection> seen;
  node.handler.answer = [&](http::Request, const Connection& connection, Reply reply) {
    seen.set_value(connection);
    reply(http::text_response(200, "ok"));
  };
  node.serve_federation();
  const auto& old = certificate("fi", Validity::long_ago);
  auto peer = node.connect(&old.files);
  REQUIRE(peer.write(get("/")));
  CHECK(peer.read_response().ends_with("ok"));
  const auto connection = seen.get_future().get();
  CHECK(connection.peer_pin == old.identity.pin());
  CHECK(connection.peer_pin == *crypto::pin_of_certificate_file(old.files.certificate));
  CHECK(connection.remote.starts_with("127.0.0.1:"));
  CHECK(!connection.peer_uid);
}

TEST_CASE("the public listener speaks TLS 1.2 and 1.3 and asks for no certificate") {
  TestNode node;
  node.serve_public();
  for (const auto& [version, name] :
       {std::pair{TLS1_2_VERSION, "TLSv1.2"}, std::pair{TLS1_3_VERSION, "TLSv1.3"}}) {
    auto peer = RawPeer::connect_tcp(node.server().port());
    CHECK(peer.start_tls(nullptr, version).empty());
    CHECK(peer.tls_version() == name);
    REQUIRE(peer.write(get("/hello")));
    CHECK(peer.read_response().ends_with("/hello"));
  }
  auto old = RawPeer::connect_tcp(node.server().port());
  CHECK(!old.start_tls(nullptr, TLS1_1_VERSION).empty());
}

TEST_CASE("bytes that are not TLS end the connection and nothing else") {
  TestNode node;
  node.serve_public();
  auto plain = RawPeer::connect_tcp(node.server().port());
  REQUIRE(plain.write(get("/")));
  plain.read_to_end();
  auto peer = node.connect();
  REQUIRE(peer.write(get("/")));
  CHECK(peer.read_response().starts_with("HTTP/1.1 200 "));
}

TEST_CASE("an identity is refused when its key is missing, open to others or of another node") {
  const auto& fr = certificate("fr").files;
  const auto& fi = certificate("fi").files;
  const auto name = [](const PemFiles& files) {
    const auto identity = TlsIdentity::load(files.certificate, files.key);
    return identity ? "accepted" : identity.error().text();
  };
  CHECK(name(fr) == "accepted");
  CHECK(name({fr.certificate, fi.key}) ==
        "net.bad_identity: the TLS key does not belong to the TLS certificate");
  CHECK(name({fr.key, fr.key}) == "net.bad_identity: the TLS certificate is not a PEM certificate");
  CHECK(name({fr.certificate, "/nowhere"}) == "net.bad_identity: cannot read /nowhere");

  const TestFolder folder;
  const auto open_key = folder.path() / "open.key";
  std::filesystem::copy_file(fr.key, open_key);
  std::filesystem::permissions(open_key, std::filesystem::perms(0644));
  CHECK(name({fr.certificate, open_key}) ==
        "net.bad_identity: others may read or write " + open_key.string());
}

TEST_CASE("the pin of a PEM text is the pin that TLS shows") {
  std::ifstream in(certificate("fr").files.certificate);
  const std::string pem{std::istreambuf_iterator<char>(in), {}};
  CHECK(*pin_of_pem(pem) == certificate("fr").identity.pin());
  CHECK(certificate("fr").identity.pin().size() == 64);
  CHECK(!pin_of_pem("-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n"));
}

}  // namespace
}  // namespace passerelle::net

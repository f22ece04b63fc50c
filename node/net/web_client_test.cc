#include "node/net/web_client.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <future>

#include "node/net/test_node.h"

namespace passerelle::net {
namespace {

// Has OpenSSL take these certificates for the system's authorities while it lives.
class SystemTrust {
 public:
  explicit SystemTrust(const std::filesystem::path& file) {
    ::setenv("SSL_CERT_FILE", file.c_str(), 1);
    ::setenv("SSL_CERT_DIR", "/nowhere", 1);
  }
  ~SystemTrust() {
    ::unsetenv("SSL_CERT_FILE");
    ::unsetenv("SSL_CERT_DIR");
  }
  SystemTrust(const SystemTrust&) = delete;
  SystemTrust& operator=(const SystemTrust&) = delete;
};

std::unique_ptr<WebClient> web_client_of(TestNode& node,
                                         Reach reach = Reach::every_address,
                                         ClientOptions options = {}) {
  auto client = WebClient::make(node.runtime, reach, options);
  REQUIRE(client);
  return std::move(*client);
}

http::Url web_address(const std::string& text) { return *http::Url::parse_web(text); }

http::Url local_feed(std::uint16_t port, const std::string& scheme = "http") {
  return web_address(scheme + "://127.0.0.1:" + std::to_string(port) + "/feed?page=2");
}

TEST_CASE("a server whose certificate the system trusts is asked, and the connection is kept") {
  const SystemTrust trust(certificate("fr").files.certificate);
  TestNode node;
  std::promise<std::optional<std::string>> presented;
  std::string first;
  node.handler.answer = [&](http::Request, const Connection& connection, Reply reply) {
    if (first.empty()) {
      first = connection.remote;
      presented.set_value(connection.peer_pin);
    }
    reply(http::text_response(200, first == connection.remote ? "same" : "another"));
  };
  node.serve_public();
  const auto client = web_client_of(node);
  for (const char* host : {"127.0.0.1", "127.0.0.1", "localhost"}) {
    const auto url = "https://" + std::string(host) + ":" + std::to_string(node.server().port());
    const auto response = client->fetch(web_address(url), {}, kPlenty);
    REQUIRE(response);
    CHECK(response->body == (std::string(host) == "localhost" ? "another" : "same"));
  }
  CHECK(!presented.get_future().get());
}

TEST_CASE("a certificate that the system does not trust ends the request before it is sent") {
  std::string heard = "not closed yet";
  {
    RawServer server([&](RawPeer& peer) {
      peer.accept_tls(certificate("stranger").files, RawTrust::anyone);
      heard = peer.read_to_end();
    });
    const SystemTrust trust(certificate("fr").files.certificate);
    TestNode node;
    const auto response =
        web_client_of(node)->fetch(local_feed(server.port(), "https"), {}, kPlenty);
    REQUIRE(!response);
    CHECK(response.error().text() ==
          "net.wrong_certificate: 127.0.0.1:" + std::to_string(server.port()) +
              ": certificate that this system does not trust: self-signed certificate");
  }
  CHECK(heard.empty());
}

TEST_CASE("a trusted certificate of another host is refused") {
  const SystemTrust trust(certificate("fr").files.certificate);
  TestNode node;
  node.serve_public();
  // The resolver reads 127.1 as 127.0.0.1; the certificate names only the latter.
  const auto url = "https://127.1:" + std::to_string(node.server().port()) + "/";
  const auto response = web_client_of(node)->fetch(web_address(url), {}, kPlenty);
  REQUIRE(!response);
  CHECK(response.error().code == NetError::wrong_certificate);
  CHECK(response.error().detail.ends_with("hostname mismatch"));
  CHECK(node.handler.handled == 0);
}

TEST_CASE("an expired certificate is refused although the system knows it") {
  const auto& old = certificate("fr", Validity::long_ago);
  RawServer server([&](RawPeer& peer) {
    peer.accept_tls(old.files, RawTrust::anyone);
    peer.read_to_end();
  });
  const SystemTrust trust(old.files.certificate);
  TestNode node;
  const auto response = web_client_of(node)->fetch(local_feed(server.port(), "https"), {}, kPlenty);
  REQUIRE(!response);
  CHECK(response.error().detail.ends_with("certificate has expired"));
}

TEST_CASE("a server without TLS is asked when the address says http") {
  std::string heard;
  RawServer server([&](RawPeer& peer) {
    heard = peer.read_some();
    peer.write("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 9\r\n\r\n");
  });
  TestNode node;
  auto request = http::make_request(http::Method::get, "/");
  request->set_header("If-None-Match", "\"a\"");
  const auto response = web_client_of(node)->fetch(local_feed(server.port()), *request, kPlenty);
  REQUIRE(response);
  CHECK(response->status == 304);
  CHECK(response->header("ETag") == "\"a\"");
  CHECK(heard.starts_with("GET /feed?page=2 HTTP/1.1\r\n"));
  CHECK(heard.find("Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n") !=
        std::string::npos);
  CHECK(heard.find("If-None-Match: \"a\"\r\n") != std::string::npos);
}

TEST_CASE("without leave, an address that only we can reach is refused in every spelling") {
  TestNode node;
  node.serve_public();
  const auto client = web_client_of(node, Reach::public_addresses);
  const auto port = ":" + std::to_string(node.server().port()) + "/";
  for (const char* host : {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]",
                           "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0"}) {
    CAPTURE(host);
    const auto response =
        client->fetch(web_address("https://" + std::string(host) + port), {}, kPlenty);
    REQUIRE(!response);
    CHECK(response.error().name() == "net.private_address");
  }
  CHECK(node.handler.handled == 0);
}

TEST_CASE("a body that ends with the connection is whole only when its end is announced") {
  const SystemTrust trust(certificate("fr").files.certificate);
  for (const bool is_announced : {true, false}) {
    CAPTURE(is_announced);
    RawServer server([&](RawPeer& peer) {
      peer.accept_tls(certificate("fr").files, RawTrust::anyone);
      peer.read_some();
      peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n\r\n<a> <b> <c> .");
      if (!is_announced) peer.leave_tls();
      peer.half_close();
      peer.read_to_end();
    });
    TestNode node;
    const auto response =
        web_client_of(node)->fetch(local_feed(server.port(), "https"), {}, kPlenty);
    CHECK(response.has_value() == is_announced);
    if (!response) CHECK(response.error().name() == "net.tls_failed");
  }
}

TEST_CASE("a longer body than the client takes is refused") {
  RawServer server([](RawPeer& peer) {
    peer.read_some();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n");
    peer.read_to_end();
  });
  TestNode node;
  ClientOptions options;
  options.limits.body_bytes = 1000;
  const auto response = web_client_of(node, Reach::every_address, options)
                            ->fetch(local_feed(server.port()), {}, kPlenty);
  REQUIRE(!response);
  CHECK(response.error().code == NetError::bad_response);
  CHECK(response.error().detail.find("http.body_too_large") != std::string::npos);
}

TEST_CASE("a client that is told to stop ends its requests and takes no more") {
  std::promise<void> arrived;
  RawServer server([&](RawPeer& peer) {
    peer.read_some();
    arrived.set_value();
    peer.read_to_end();
  });
  TestNode node;
  const auto client = web_client_of(node);
  auto waiting = std::async(std::launch::async,
                            [&] { return client->fetch(local_feed(server.port()), {}, kPlenty); });
  arrived.get_future().wait();
  client->stop();
  const auto ended = waiting.get();
  REQUIRE(!ended);
  CHECK(ended.error().name() == "net.stopped");
  const auto later = client->fetch(local_feed(server.port()), {}, kPlenty);
  REQUIRE(!later);
  CHECK(later.error().name() == "net.stopped");
}

}  // namespace
}  // namespace passerelle::net

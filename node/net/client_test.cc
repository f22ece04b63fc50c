#include "node/net/client.h"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <future>
#include <set>

#include "node/net/test_node.h"

namespace passerelle::net {
namespace {

using std::chrono::milliseconds;

std::unique_ptr<Client> client_of(TestNode& node, ClientOptions options = {}) {
  auto client = Client::make(node.runtime, certificate("fi").identity, options);
  REQUIRE(client);
  return std::move(*client);
}

http::Url address(const std::string& text) { return *http::Url::parse(text); }

http::Url local(std::uint16_t port) {
  return address("https://127.0.0.1:" + std::to_string(port) + "/");
}

const ExpectedPins& pins_of_fr() {
  static const ExpectedPins pins{certificate("fr").identity.pin()};
  return pins;
}

TEST_CASE("a node asks another node and knows the answer") {
  TestNode node;
  std::promise<std::pair<http::Request, Connection>> seen;
  node.handler.answer = [&](http::Request request, const Connection& connection, Reply reply) {
    seen.set_value({std::move(request), connection});
    reply(http::json_response(202, "{}"));
  };
  node.serve_federation();
  const auto client = client_of(node);
  auto request = http::make_request(http::Method::post, "/ignored", "[1]", "application/json");
  REQUIRE(request);
  const auto response =
      client->fetch(address(node.url("/federation/v1/orders?x=1")), *request,
                    {std::string(64, '0'), certificate("fr").identity.pin()}, kPlenty);
  REQUIRE(response);
  CHECK(response->status == 202);
  CHECK(response->body == "{}");
  const auto [request_seen, connection] = seen.get_future().get();
  CHECK(request_seen.target == "/federation/v1/orders?x=1");
  CHECK(request_seen.header("Host") == "127.0.0.1:" + std::to_string(node.server().port()));
  CHECK(request_seen.body == "[1]");
  CHECK(connection.peer_pin == certificate("fi").identity.pin());
}

TEST_CASE("the connection is kept for the next request") {
  TestNode node;
  std::set<std::string> remotes;
  node.handler.answer = [&](http::Request, const Connection& connection, Reply reply) {
    remotes.insert(connection.remote);
    reply(http::text_response(200, std::to_string(remotes.size())));
  };
  node.serve_federation();
  const auto client = client_of(node);
  for (int i = 0; i < 5; ++i) {
    const auto response = client->fetch(address(node.url("/")), {}, pins_of_fr(), kPlenty);
    REQUIRE(response);
    CHECK(response->body == "1");
  }
}

TEST_CASE("a kept connection is not used for a node with other pins") {
  TestNode node;
  node.serve_federation();
  const auto client = client_of(node);
  REQUIRE(client->fetch(address(node.url("/")), {}, pins_of_fr(), kPlenty));
  const auto response = client->fetch(address(node.url("/")), {}, {std::string(64, '0')}, kPlenty);
  REQUIRE(!response);
  CHECK(response.error().code == NetError::wrong_certificate);
  CHECK(node.handler.handled == 1);
}

TEST_CASE("a connection that was closed meanwhile is replaced") {
  TestNode node;
  ListenerOptions options;
  options.deadlines.idle = milliseconds{20};
  node.serve_federation(options);
  const auto client = client_of(node);
  auto post = http::make_request(http::Method::post, "/", "x");
  for (int i = 0; i < 3; ++i) {
    CHECK(client->fetch(address(node.url("/")), *post, pins_of_fr(), kPlenty));
    REQUIRE(eventually([&] { return node.server().connections() == 0; }));
  }
}

TEST_CASE("no byte of the request goes to a node with another certificate") {
  std::string heard = "not closed yet";
  std::string wrong;
  {
    RawServer impostor([&](RawPeer& peer) {
      peer.accept_tls(certificate("stranger").files, RawTrust::anyone);
      heard = peer.read_to_end();
    });
    TestNode node;
    const auto client = client_of(node);
    auto request = http::make_request(http::Method::post, "/", "secret order");
    const auto response = client->fetch(local(impostor.port()), *request, pins_of_fr(), kPlenty);
    REQUIRE(!response);
    wrong = response.error().text();
    CHECK(wrong == "net.wrong_certificate: 127.0.0.1:" + std::to_string(impostor.port()) +
                       ": certificate of another node: its pin is " +
                       certificate("stranger").identity.pin());
  }
  CHECK(heard.empty());
}

TEST_CASE("without expected pins nobody will do") {
  TestNode node;
  node.serve_federation();
  const auto response = client_of(node)->fetch(address(node.url("/")), {}, {}, kPlenty);
  REQUIRE(!response);
  CHECK(response.error().code == NetError::wrong_certificate);
}

TEST_CASE("each way of not getting an answer has its own code and names the place") {
  TestNode node;
  const auto client = client_of(node);
  const auto failure = [&](std::uint16_t port, milliseconds deadline = kPlenty) {
    const auto response = client->fetch(local(port), {}, pins_of_fr(), deadline);
    REQUIRE(!response);
    CHECK(response.error().detail.starts_with("127.0.0.1:" + std::to_string(port) + ": "));
    return response.error().name();
  };

  SUBCASE("nobody listens") {
    std::uint16_t port = 0;
    {
      port = RawServer([](RawPeer&) {}).port();
    }
    CHECK(failure(port) == "net.unreachable");
  }
  SUBCASE("the other side does not speak TLS") {
    RawServer server([](RawPeer& peer) {
      peer.write("220 mail.example ESMTP\r\n");
      peer.read_to_end();
    });
    CHECK(failure(server.port()) == "net.tls_failed");
  }
  SUBCASE("the other side does not accept our certificate") {
    RawServer server([](RawPeer& peer) {
      CHECK(!peer.accept_tls(certificate("fr").files, RawTrust::nobody).empty());
      // Reads on, as a real server does: a reset would take the refusal back.
      peer.leave_tls();
      peer.half_close();
      peer.read_to_end();
    });
    CHECK(failure(server.port()) == "net.refused_certificate");
  }
  SUBCASE("the other side does not speak HTTP") {
    RawServer server([](RawPeer& peer) {
      peer.accept_tls(certificate("fr").files, RawTrust::anyone);
      peer.write("220 mail.example ESMTP\r\n\r\n");
      peer.read_to_end();
    });
    CHECK(failure(server.port()) == "net.bad_response");
  }
  SUBCASE("the other side hangs up in the middle of its answer") {
    RawServer server([](RawPeer& peer) {
      peer.accept_tls(certificate("fr").files, RawTrust::anyone);
      peer.read_some();
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    });
    const auto name = failure(server.port());
    CHECK_MESSAGE((name == "net.unreachable" || name == "net.tls_failed"), name);
  }
  SUBCASE("the other side accepts and is silent") {
    RawServer server([](RawPeer& peer) { peer.read_to_end(); });
    CHECK(failure(server.port(), milliseconds{60}) == "net.timeout");
  }
  SUBCASE("the answer takes too long") {
    RawServer server([](RawPeer& peer) {
      peer.accept_tls(certificate("fr").files, RawTrust::anyone);
      peer.read_to_end();
    });
    CHECK(failure(server.port(), milliseconds{200}) == "net.timeout");
  }
}

TEST_CASE("a peer is never called without TLS") {
  TestNode node;
  const auto response = client_of(node)->fetch(*http::Url::parse_web("http://127.0.0.1:1/"), {},
                                               pins_of_fr(), kPlenty);
  REQUIRE(!response);
  CHECK(response.error().code == NetError::bad_address);
}

TEST_CASE("a host that does not exist is unreachable") {
  TestNode node;
  const auto response = client_of(node)->fetch(address("https://nobody.invalid:8443/"), {},
                                               pins_of_fr(), milliseconds{5'000});
  REQUIRE(!response);
  CHECK(response.error().detail.starts_with("nobody.invalid:8443: "));
}

TEST_CASE("an answer that comes before the body was sent counts") {
  TestNode node;
  node.handler.admit = [](const Connection&) { return false; };
  node.serve_federation();
  auto request = http::make_request(http::Method::post, "/", std::string(8'000'000, 'x'));
  const auto response =
      client_of(node)->fetch(address(node.url("/")), *request, pins_of_fr(), kPlenty);
  REQUIRE(response);
  CHECK(response->status == 403);
  CHECK(response->close);
}

TEST_CASE("large bodies travel both ways") {
  TestNode node;
  node.handler.answer = [](http::Request request, const Connection&, Reply reply) {
    reply(http::text_response(200, std::move(request.body)));
  };
  node.serve_federation();
  auto request = http::make_request(http::Method::put, "/", std::string(5'000'000, 'y'));
  const auto response =
      client_of(node)->fetch(address(node.url("/")), *request, pins_of_fr(), kPlenty);
  REQUIRE(response);
  CHECK(response->body == request->body);
}

TEST_CASE("many requests at once each get their own answer") {
  TestNode node;
  node.serve_federation();
  const auto client = client_of(node);
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 20; ++i) {
    auto promise = std::make_shared<std::promise<std::string>>();
    answers.push_back(promise->get_future());
    client->send(address(node.url("/" + std::to_string(i))), {}, pins_of_fr(), kPlenty,
                 [promise](Result<http::Response> response) {
                   promise->set_value(response ? response->body : response.error().text());
                 });
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CHECK(answers[i].get() == "/" + std::to_string(i));
  }
}

TEST_CASE("a client that goes away ends its requests") {
  TestNode node;
  std::promise<void> arrived;
  Reply held;
  node.handler.answer = [&](http::Request, const Connection&, Reply reply) {
    held = std::move(reply);
    arrived.set_value();
  };
  node.serve_federation();
  auto client = client_of(node);
  std::promise<std::string> ended;
  client->send(address(node.url("/")), {}, pins_of_fr(), kPlenty,
               [&](Result<http::Response> response) {
                 ended.set_value(response ? "answered" : response.error().name());
               });
  arrived.get_future().wait();
  client.reset();
  CHECK(ended.get_future().get() == "net.stopped");
}

TEST_CASE("a blocking request on the I/O thread is refused instead of waiting for itself") {
  TestNode node;
  const auto client = client_of(node);
  std::promise<std::string> said;
  node.runtime.post([&] {
    const auto response = client->fetch(local(1), {}, pins_of_fr(), kPlenty);
    said.set_value(response ? "answered" : response.error().name());
  });
  CHECK(said.get_future().get() == "base.internal");
}

}  // namespace
}  // namespace passerelle::net

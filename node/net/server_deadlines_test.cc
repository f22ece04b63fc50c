// Every wait of a server has its end. The deadlines are short, the test only waits for them.
#include <doctest/doctest.h>

#include <future>

#include "node/net/server.h"
#include "node/net/test_node.h"

namespace passerelle::net {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kShort{60};

ListenerOptions with(milliseconds Deadlines::* which) {
  ListenerOptions options;
  options.deadlines.*which = kShort;
  return options;
}

TEST_CASE("a peer that never greets is let go") {
  TestNode node;
  node.serve_public(with(&Deadlines::handshake));
  auto peer = RawPeer::connect_tcp(node.server().port());
  CHECK(peer.read_to_end().empty());
}

TEST_CASE("a peer that says nothing after the handshake is let go without a word") {
  TestNode node;
  node.serve_public(with(&Deadlines::headers));
  auto peer = node.connect();
  CHECK(peer.read_to_end().empty());
}

TEST_CASE("a header that comes too slowly is answered with 408") {
  TestNode node;
  node.serve_public(with(&Deadlines::headers));
  auto peer = node.connect();
  REQUIRE(peer.write("GET / HTTP/1.1\r\nHost:"));
  CHECK(peer.read_to_end().starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  CHECK(node.handler.handled == 0);
}

TEST_CASE("a body that comes too slowly is answered with 408") {
  TestNode node;
  node.serve_public(with(&Deadlines::body));
  auto peer = node.connect();
  REQUIRE(peer.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"));
  CHECK(peer.read_to_end().starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  CHECK(node.handler.handled == 0);
}

TEST_CASE("a connection that waits too long for its next request is closed") {
  TestNode node;
  node.serve_public(with(&Deadlines::idle));
  auto peer = node.connect();
  REQUIRE(peer.write(get("/")));
  CHECK(peer.read_response().starts_with("HTTP/1.1 200 "));
  CHECK(peer.read_to_end().empty());
}

TEST_CASE("a request that is not answered in time gets 504, and the connection goes on") {
  Reply held;
  TestNode node;
  node.handler.answer = [&](http::Request, const Connection&, Reply reply) {
    held = std::move(reply);
  };
  node.serve_public(with(&Deadlines::request));
  auto peer = node.connect();
  REQUIRE(peer.write(get("/slow")));
  CHECK(peer.read_response().starts_with("HTTP/1.1 504 Gateway Timeout\r\n"));
  node.runtime.post([&] {
    held(http::text_response(200, "too late"));
    node.handler.answer = nullptr;
  });
  REQUIRE(peer.write(get("/next")));
  CHECK(peer.read_response().ends_with("/next"));
}

TEST_CASE("a peer that does not read its answer is let go") {
  TestNode node;
  node.handler.answer = [](http::Request, const Connection&, Reply reply) {
    reply(http::text_response(200, std::string(std::size_t{64} << 20, 'x')));
  };
  node.serve_public(with(&Deadlines::write));
  auto peer = node.connect();
  REQUIRE(peer.write(get("/")));
  REQUIRE(eventually([&] { return node.handler.handled == 1; }));
  CHECK(eventually([&] { return node.server().connections() == 0; }));
}

TEST_CASE("a peer that trickles its header does not buy time with every byte") {
  TestNode node;
  node.serve_public(with(&Deadlines::headers));
  auto peer = node.connect();
  std::promise<void> ended;
  std::thread trickle([&] {
    // Ends when the server has closed: the write fails then, at the latest after its reset.
    while (node.server().connections() > 0 && peer.write("X")) {
    }
    ended.set_value();
  });
  CHECK(ended.get_future().wait_for(std::chrono::seconds(8)) == std::future_status::ready);
  trickle.join();
}

}  // namespace
}  // namespace passerelle::net

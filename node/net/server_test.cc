#include "node/net/server.h"

#include <doctest/doctest.h>

#include <future>

#include "node/net/test_node.h"

namespace passerelle::net {
namespace {

using std::chrono::milliseconds;

TEST_CASE("a connection is kept for the next request") {
  TestNode node;
  node.serve_public();
  auto peer = node.connect();
  for (const char* path : {"/one", "/two", "/three"}) {
    REQUIRE(peer.write(get(path)));
    const auto response = peer.read_response();
    CHECK(response.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(response.find("\r\nDate: ") != std::string::npos);
    CHECK(response.find("Connection:") == std::string::npos);
    CHECK(response.ends_with(path));
  }
  CHECK(node.server().connections() == 1);
  CHECK(node.handler.handled == 3);
}

TEST_CASE("requests that arrive together are answered in their order") {
  TestNode node;
  node.serve_public();
  auto peer = node.connect();
  REQUIRE(peer.write(get("/one") + get("/two") + get("/three", "Connection: close\r\n")));
  const auto all = peer.read_to_end();
  const auto one = all.find("/one");
  const auto two = all.find("/two");
  const auto three = all.find("/three");
  CHECK(one < two);
  CHECK(two < three);
  CHECK(three != std::string::npos);
}

TEST_CASE("a large body goes in and comes out whole") {
  TestNode node;
  node.handler.answer = [](http::Request request, const Connection&, Reply reply) {
    reply(http::text_response(200, std::move(request.body)));
  };
  node.serve_public();
  std::string body(3'000'000, 'x');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>('a' + i % 23);
  auto peer = node.connect();
  REQUIRE(peer.write("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n" + body));
  CHECK(peer.read_response().ends_with("\r\n\r\n" + body));
}

TEST_CASE("a client that has stopped writing still gets its answer") {
  TestNode node;
  node.serve_unix();
  auto peer = node.connect();
  REQUIRE(peer.write(get("/last")));
  peer.half_close();
  CHECK(peer.read_to_end().ends_with("/last"));
  CHECK(eventually([&] { return node.server().connections() == 0; }));
}

TEST_CASE("a client that leaves in the middle of a request ends only its own connection") {
  TestNode node;
  node.serve_public();
  {
    auto peer = node.connect();
    REQUIRE(peer.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"));
  }
  CHECK(eventually([&] { return node.server().connections() == 0; }));
  CHECK(node.handler.handled == 0);
  auto peer = node.connect();
  REQUIRE(peer.write(get("/")));
  CHECK(peer.read_response().starts_with("HTTP/1.1 200 "));
}

TEST_CASE("what is too large or unreadable is refused before it is read to its end") {
  TestNode node;
  ListenerOptions options;
  options.limits = {
      .header_bytes = 1'000, .header_count = 10, .target_bytes = 200, .body_bytes = 100};
  node.serve_public(options);
  const auto answer = [&](const std::string& bytes) {
    auto peer = node.connect();
    peer.write(bytes);
    const auto all = peer.read_to_end();
    CHECK(all.find("Content-Type: application/problem+json\r\n") != std::string::npos);
    CHECK(all.find("Connection: close\r\n") != std::string::npos);
    return all.substr(0, 13);
  };
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  CHECK(answer(post + "Content-Length: 101\r\n\r\n") == "HTTP/1.1 413 ");
  CHECK(answer(post + "Transfer-Encoding: chunked\r\n\r\n65\r\n") == "HTTP/1.1 413 ");
  CHECK(answer(post + "Content-Length: 999999\r\n\r\n" + std::string(999'999, 'x')) ==
        "HTTP/1.1 413 ");
  CHECK(answer(post + "X: " + std::string(1'000, 'x')) == "HTTP/1.1 431 ");
  CHECK(answer("GET /" + std::string(300, 'x')) == "HTTP/1.1 414 ");
  CHECK(answer(post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n") ==
        "HTTP/1.1 400 ");
  CHECK(answer("BREW / HTTP/1.1\r\nHost: h\r\n\r\n") == "HTTP/1.1 501 ");
  CHECK(answer("GET / HTTP/3.0\r\nHost: h\r\n\r\n") == "HTTP/1.1 505 ");
  CHECK(node.handler.handled == 0);
}

TEST_CASE("a client that waits for permission to send its body gets it") {
  TestNode node;
  node.handler.answer = [](http::Request request, const Connection&, Reply reply) {
    reply(http::text_response(200, std::move(request.body)));
  };
  node.serve_public();
  auto peer = node.connect();
  REQUIRE(
      peer.write("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                 "Content-Length: 4\r\n\r\n"));
  CHECK(peer.read_response() == "HTTP/1.1 100 Continue\r\n\r\n");
  REQUIRE(peer.write("body"));
  CHECK(peer.read_response().ends_with("\r\n\r\nbody"));
}

TEST_CASE("a stranger who waits for permission to send its body does not get it") {
  TestNode node;
  node.handler.admit = [](const Connection&) { return false; };
  node.serve_public();
  auto peer = node.connect();
  REQUIRE(
      peer.write("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                 "Content-Length: 4\r\n\r\n"));
  const auto all = peer.read_to_end();
  CHECK(all.starts_with("HTTP/1.1 403 "));
  CHECK(all.find("100 Continue") == std::string::npos);
}

TEST_CASE("the answer may come later and from another thread, and only the first counts") {
  TestNode node;
  std::promise<Reply> held;
  node.handler.answer = [&](http::Request, const Connection&, Reply reply) {
    held.set_value(std::move(reply));
  };
  node.serve_public();
  auto peer = node.connect();
  REQUIRE(peer.write(get("/")));
  const auto reply = held.get_future().get();
  reply(http::text_response(202, "first"));
  reply(http::text_response(500, "second"));
  const auto response = peer.read_response();
  CHECK(response.starts_with("HTTP/1.1 202 "));
  CHECK(response.ends_with("first"));
  node.handler.answer = nullptr;
  REQUIRE(peer.write(get("/next")));
  CHECK(peer.read_response().ends_with("/next"));
}

TEST_CASE("a reply that outlives its node does no harm") {
  Reply forgotten;
  {
    TestNode node;
    std::promise<void> is_held;
    node.handler.answer = [&](http::Request, const Connection&, Reply reply) {
      forgotten = std::move(reply);
      is_held.set_value();
    };
    node.serve_public();
    auto peer = node.connect();
    REQUIRE(peer.write(get("/")));
    is_held.get_future().wait();
  }
  forgotten(http::text_response(200, "too late"));
  forgotten = nullptr;
}

TEST_CASE("a request that is dropped or throws is answered with 500") {
  TestNode node;
  node.serve_public();
  auto peer = node.connect();
  node.handler.answer = [](http::Request, const Connection&, Reply) {};
  REQUIRE(peer.write(get("/")));
  CHECK(peer.read_response().starts_with("HTTP/1.1 500 "));
  node.handler.answer = [](http::Request, const Connection&, Reply) {
    throw std::runtime_error("a mistake of ours");
  };
  REQUIRE(peer.write(get("/")));
  const auto response = peer.read_response();
  CHECK(response.starts_with("HTTP/1.1 500 "));
  CHECK(response.find("a mistake of ours") == std::string::npos);
  CHECK(node.reported().find("a mistake of ours") != std::string::npos);
}

TEST_CASE("an answer that would break the message becomes 500") {
  TestNode node;
  node.handler.answer = [](http::Request, const Connection&, Reply reply) {
    auto response = http::text_response(200, "x");
    response.set_header("Location", "/a\r\nSet-Cookie: stolen=1");
    reply(std::move(response));
  };
  node.serve_public();
  auto peer = node.connect();
  REQUIRE(peer.write(get("/")));
  const auto all = peer.read_to_end();
  CHECK(all.starts_with("HTTP/1.1 500 "));
  CHECK(all.find("stolen") == std::string::npos);
}

TEST_CASE("when the pool is full the node says so instead of waiting") {
  TestNode node(RuntimeOptions{.pool_threads = 1, .pool_queue = 1, .report = {}});
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  node.handler.answer = [&](http::Request, const Connection&, Reply reply) {
    const bool is_taken = node.runtime.on_pool([opened, reply] {
      opened.wait();
      reply(http::text_response(200, "done"));
    });
    if (is_taken) return;
    auto busy = http::problem_response(503, "busy");
    busy.set_header("Retry-After", "1");
    reply(std::move(busy));
  };
  node.serve_public();
  std::vector<RawPeer> waiting;
  // One runs, one waits in the queue; whichever of two more comes third finds no room.
  std::promise<void> is_running;
  REQUIRE(node.runtime.on_pool([&, opened] {
    is_running.set_value();
    opened.wait();
  }));
  is_running.get_future().wait();
  waiting.push_back(node.connect());
  REQUIRE(waiting.back().write(get("/queued")));
  REQUIRE(eventually([&] { return node.handler.handled == 1; }));
  auto refused = node.connect();
  REQUIRE(refused.write(get("/refused")));
  const auto response = refused.read_response();
  CHECK(response.starts_with("HTTP/1.1 503 "));
  CHECK(response.find("Retry-After: 1\r\n") != std::string::npos);
  gate.set_value();
  CHECK(waiting.back().read_response().ends_with("done"));
}

TEST_CASE("a full listener lets the next one in when somebody leaves") {
  TestNode node;
  ListenerOptions options;
  options.maximum_connections = 1;
  node.serve_public(options);
  std::optional<RawPeer> first(node.connect());
  auto second = RawPeer::connect_tcp(node.server().port());
  REQUIRE(first->write(get("/first")));
  CHECK(first->read_response().ends_with("/first"));
  CHECK(node.server().connections() == 1);
  first.reset();
  CHECK(second.start_tls(nullptr, 0).empty());
  REQUIRE(second.write(get("/second")));
  CHECK(second.read_response().ends_with("/second"));
}

TEST_CASE("closing ends idle connections and lets a request finish") {
  TestNode node;
  std::promise<Reply> held;
  node.handler.answer = [&](http::Request, const Connection&, Reply reply) {
    held.set_value(std::move(reply));
  };
  node.serve_public();
  const auto port = node.server().port();
  auto idle = node.connect();
  auto busy = node.connect();
  REQUIRE(busy.write(get("/")));
  const auto reply = held.get_future().get();
  std::promise<void> closed;
  node.server().close(milliseconds{60'000}, [&] { closed.set_value(); });
  CHECK(idle.read_to_end().empty());
  auto is_closed = closed.get_future();
  CHECK(is_closed.wait_for(milliseconds{0}) == std::future_status::timeout);
  reply(http::text_response(200, "finished"));
  const auto response = busy.read_to_end();
  CHECK(response.ends_with("finished"));
  CHECK(response.find("Connection: close\r\n") != std::string::npos);
  busy.half_close();
  is_closed.get();
  CHECK(node.server().connections() == 0);
  // The port is free again.
  auto again = Server::listen_public(node.runtime, Endpoint{"127.0.0.1", port, {}},
                                     certificate("fr").identity, node.handler);
  CHECK(again);
}

TEST_CASE("closing cuts what is not finished when the grace is over") {
  TestNode node;
  std::promise<Reply> held;
  node.handler.answer = [&](http::Request, const Connection&, Reply reply) {
    held.set_value(std::move(reply));
  };
  node.serve_public();
  auto busy = node.connect();
  REQUIRE(busy.write(get("/")));
  const auto reply = held.get_future().get();
  std::promise<void> closed;
  node.server().close(milliseconds{20}, [&] { closed.set_value(); });
  CHECK(busy.read_to_end().empty());
  closed.get_future().get();
}

TEST_CASE("an address that is taken, unknown or no address is refused with its name") {
  TestNode node;
  node.serve_public();
  const auto& identity = certificate("fr").identity;
  const auto name = [&](const Endpoint& endpoint) {
    const auto server = Server::listen_public(node.runtime, endpoint, identity, node.handler);
    return server ? std::string("listening") : server.error().name();
  };
  CHECK(name({"127.0.0.1", node.server().port(), {}}) == "net.cannot_listen");
  CHECK(name({"192.0.2.1", 0, {}}) == "net.cannot_listen");
  CHECK(name({"localhost", 0, {}}) == "net.bad_address");
  CHECK(name({"127.0.0.1", 0, 0}) == "net.cannot_listen");
}

TEST_CASE("an endpoint is an address and a port") {
  CHECK(parse_endpoint("0.0.0.0:8443")->port == 8443);
  CHECK(parse_endpoint("[::1]:0")->address == "::1");
  for (const char* text : {"8443", "localhost:8443", "::1:8443", "[127.0.0.1]:1",
                           "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:1x", ""}) {
    CAPTURE(text);
    CHECK(!parse_endpoint(text));
  }
}

}  // namespace
}  // namespace passerelle::net

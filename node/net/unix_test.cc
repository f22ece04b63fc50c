#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <future>

#include "node/net/test_node.h"
#include "node/net/unix_client.h"

namespace passerelle::net {
namespace {

using std::chrono::milliseconds;

TEST_CASE("a command reaches its node through the socket, and the node knows whose command it is") {
  TestNode node;
  std::promise<Connection> seen;
  node.handler.answer = [&](http::Request request, const Connection& connection, Reply reply) {
    seen.set_value(connection);
    reply(http::text_response(200, request.query.at("name") + request.body));
  };
  node.serve_unix();
  const auto request = http::make_request(http::Method::post, "/keys?name=a", "b");
  const auto response = fetch_unix(node.socket(), *request, kPlenty);
  REQUIRE(response);
  CHECK(response->body == "ab");
  const auto connection = seen.get_future().get();
  CHECK(connection.remote == "local");
  CHECK(connection.peer_uid == static_cast<int>(::getuid()));
  CHECK(!connection.peer_pin);
}

TEST_CASE("only the owner may open the socket") {
  TestNode node;
  node.serve_unix();
  struct stat status{};
  REQUIRE(::stat(node.socket().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(node.server().port() == 0);
}

TEST_CASE("large bodies go through the socket both ways") {
  TestNode node;
  node.handler.answer = [](http::Request request, const Connection&, Reply reply) {
    reply(http::text_response(200, std::move(request.body)));
  };
  node.serve_unix();
  const auto request = http::make_request(http::Method::put, "/", std::string(4'000'000, 'z'));
  const auto response = fetch_unix(node.socket(), *request, kPlenty);
  REQUIRE(response);
  CHECK(response->body == request->body);
}

TEST_CASE("without a node a command is told so") {
  const TestFolder folder;
  const auto nobody = fetch_unix(folder.path() / "admin.sock", {}, kPlenty);
  REQUIRE(!nobody);
  CHECK(nobody.error().code == NetError::unreachable);
  const auto too_long = fetch_unix(folder.path() / std::string(200, 'x'), {}, kPlenty);
  REQUIRE(!too_long);
  CHECK(too_long.error().code == NetError::bad_address);
}

TEST_CASE("a node that does not answer is waited for until the deadline") {
  Reply held;
  TestNode node;
  node.handler.answer = [&](http::Request, const Connection&, Reply reply) {
    held = std::move(reply);
  };
  node.serve_unix();
  const auto response = fetch_unix(node.socket(), {}, milliseconds{60});
  REQUIRE(!response);
  CHECK(response.error().code == NetError::timeout);
}

TEST_CASE("the file of a node that died is replaced, a living node and other files are not") {
  TestNode node;
  node.serve_unix();
  const auto listen = [&](const std::filesystem::path& path) {
    const auto server = Server::listen_unix(node.runtime, path, node.handler);
    return server ? std::string("listening") : server.error().name();
  };
  CHECK(listen(node.socket()) == "net.cannot_listen");
  CHECK(fetch_unix(node.socket(), {}, kPlenty));

  const TestFolder folder;
  const auto file = folder.path() / "file";
  std::ofstream(file) << "precious";
  CHECK(listen(file) == "net.cannot_listen");
  CHECK(std::filesystem::file_size(file) == 8);

  const auto stale = folder.path() / "stale.sock";
  {
    TestNode other;
    auto server = Server::listen_unix(other.runtime, stale, other.handler);
    REQUIRE(server);
    // As a killed process leaves it: the file stays, nobody listens.
    std::filesystem::rename(stale, folder.path() / "kept");
  }
  std::filesystem::rename(folder.path() / "kept", stale);
  CHECK(listen(stale) == "listening");
}

TEST_CASE("the file goes away when the listener closes") {
  TestNode node;
  node.serve_unix();
  std::promise<void> closed;
  node.server().close(milliseconds{1'000}, [&] { closed.set_value(); });
  closed.get_future().get();
  CHECK(!std::filesystem::exists(node.socket()));
}

}  // namespace
}  // namespace passerelle::net

#include "node/net/handed_over.h"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "node/net/test_node.h"

namespace passerelle::net {
namespace {

struct Handed {
  const char* pid;
  const char* count;
  const char* names;
};

Result<std::map<std::string, int>> taken(const Handed& handed) {
  const auto set = [](const char* name, const char* value) {
    if (value) {
      ::setenv(name, value, 1);
    } else {
      ::unsetenv(name);
    }
  };
  set("LISTEN_PID", handed.pid);
  set("LISTEN_FDS", handed.count);
  set("LISTEN_FDNAMES", handed.names);
  return take_handed_over_sockets();
}

TEST_CASE("nothing handed over is no error") {
  CHECK(taken({nullptr, nullptr, nullptr})->empty());
  CHECK(taken({nullptr, "0", ""})->empty());
}

TEST_CASE("sockets are found by name and the variables are gone") {
  const auto pid = std::to_string(::getpid());
  const auto sockets = taken({pid.c_str(), "2", "public:federation"});
  REQUIRE(sockets);
  CHECK(*sockets == std::map<std::string, int>{{"public", 3}, {"federation", 4}});
  CHECK(std::getenv("LISTEN_FDS") == nullptr);
  CHECK(std::getenv("LISTEN_PID") == nullptr);
  CHECK(std::getenv("LISTEN_FDNAMES") == nullptr);
  CHECK(taken({nullptr, "1", "public"})->size() == 1);
}

TEST_CASE("what was handed to another process is not ours") {
  CHECK(taken({"1", "2", "public:federation"})->empty());
}

TEST_CASE("sockets without a name each are refused") {
  CHECK(!taken({nullptr, "2", "public"}));
  CHECK(!taken({nullptr, "2", "public:public"}));
  CHECK(!taken({nullptr, "x", "public"}));
  CHECK(!taken({nullptr, "99", "public"}));
  CHECK(!taken({nullptr, "-1", "public"}));
}

TEST_CASE("a server serves on a socket that was handed over") {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  REQUIRE(::bind(descriptor, generic, sizeof(address)) == 0);
  REQUIRE(::listen(descriptor, 8) == 0);

  TestNode node;
  auto server = Server::listen_public(node.runtime, Endpoint{.descriptor = descriptor},
                                      certificate("fr").identity, node.handler);
  REQUIRE(server);
  CHECK(server->port() != 0);
  auto peer = RawPeer::connect_tcp(server->port());
  REQUIRE(peer.start_tls(nullptr, 0).empty());
  REQUIRE(peer.write(get("/here")));
  CHECK(peer.read_response().ends_with("/here"));
}

}  // namespace
}  // namespace passerelle::net

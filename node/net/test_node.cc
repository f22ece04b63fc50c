#include "node/net/test_node.h"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <map>

#include "node/base/clock.h"
#include "node/crypto/certificate.h"
#include "node/crypto/random.h"

namespace passerelle::net {

TestFolder::TestFolder()
    : path_(std::filesystem::temp_directory_path() / ("net-" + crypto::random_id())) {
  std::filesystem::create_directories(path_);
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

const TestCertificate& certificate(const std::string& name, Validity validity) {
  static const TestFolder folder;
  static std::map<std::string, TestCertificate> made;
  const auto key = name + (validity == Validity::now ? "" : "-long-ago");
  if (const auto known = made.find(key); known != made.end()) return known->second;
  const PemFiles files{folder.path() / (key + ".crt"), folder.path() / (key + ".key")};
  const auto now = SystemClock().now();
  const auto begin = validity == Validity::now ? now : now - std::chrono::days(1000);
  REQUIRE(crypto::make_self_signed(files.certificate, files.key, name, {}, 30, begin));
  auto identity = TlsIdentity::load(files.certificate, files.key);
  REQUIRE(identity);
  return made.emplace(key, TestCertificate{files, *identity}).first->second;
}

void TestHandler::handle(http::Request request, const Connection& connection, Reply reply) {
  ++handled;
  if (const auto current = answer.get()) {
    current(std::move(request), connection, std::move(reply));
  } else {
    reply(http::text_response(200, request.path));
  }
}

TestNode::TestNode(RuntimeOptions options)
    : runtime([&] {
        options.report = [this](std::string_view sentence) {
          const std::lock_guard lock(mutex_);
          reported_ += std::string(sentence) + "\n";
        };
        return options;
      }()),
      thread_([this] { runtime.run(); }) {}

TestNode::~TestNode() {
  server_.reset();
  runtime.stop();
  thread_.join();
}

TestNode& TestNode::serve_public(ListenerOptions options) {
  auto server = Server::listen_public(runtime, {}, certificate("fr").identity, handler, options);
  REQUIRE(server);
  server_.emplace(std::move(*server));
  return *this;
}

TestNode& TestNode::serve_federation(ListenerOptions options) {
  auto server =
      Server::listen_federation(runtime, {}, certificate("fr").identity, handler, options);
  REQUIRE(server);
  server_.emplace(std::move(*server));
  return *this;
}

TestNode& TestNode::serve_unix(ListenerOptions options) {
  auto server = Server::listen_unix(runtime, socket(), handler, options);
  REQUIRE(server);
  server_.emplace(std::move(*server));
  return *this;
}

RawPeer TestNode::connect(const PemFiles* mine) const {
  if (server_->port() == 0) return RawPeer::connect_unix(socket());
  auto peer = RawPeer::connect_tcp(server_->port());
  const auto failure = peer.start_tls(mine, TLS1_3_VERSION);
  CHECK_MESSAGE(failure.empty(), failure);
  return peer;
}

std::string TestNode::url(std::string_view path) const {
  return "https://127.0.0.1:" + std::to_string(server_->port()) + std::string(path);
}

std::string TestNode::reported() {
  const std::lock_guard lock(mutex_);
  return reported_;
}

bool eventually(const std::function<bool()>& condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    std::this_thread::yield();
  }
  return true;
}

std::string get(std::string_view path, std::string_view more) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) +
         "\r\n";
}

}  // namespace passerelle::net

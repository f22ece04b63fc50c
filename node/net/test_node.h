// A running node for tests: an I/O thread, a handler that is a function, certificates of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "node/net/raw_peer.h"
#include "node/net/server.h"

namespace passerelle::net {

// More than any exchange with a running node takes.
inline constexpr std::chrono::milliseconds kPlenty{10'000};

// A folder that goes away with the test.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct TestCertificate {
  PemFiles files;
  TlsIdentity identity;
};

enum class Validity { now, long_ago };

// Returns the same certificate for the same name, made once.
const TestCertificate& certificate(const std::string& name, Validity validity = Validity::now);

using Answer = std::function<void(http::Request, const Connection&, Reply)>;

// An answer that a test may exchange while the node runs.
class CurrentAnswer {
 public:
  CurrentAnswer& operator=(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
    return *this;
  }
  Answer get() const {
    const std::lock_guard lock(mutex_);
    return answer_;
  }

 private:
  mutable std::mutex mutex_;
  Answer answer_;  // guarded by mutex_
};

class TestHandler : public Handler {
 public:
  void handle(http::Request request, const Connection& connection, Reply reply) override;
  bool admits(const Connection& connection) override { return admit ? admit(connection) : true; }

  CurrentAnswer answer;  // default: 200 with the path as body
  std::function<bool(const Connection&)> admit;
  std::atomic<int> handled = 0;
};

class TestNode {
 public:
  explicit TestNode(RuntimeOptions options = {});
  ~TestNode();
  TestNode(const TestNode&) = delete;
  TestNode& operator=(const TestNode&) = delete;

  TestNode& serve_public(ListenerOptions options = {});
  TestNode& serve_federation(ListenerOptions options = {});
  TestNode& serve_unix(ListenerOptions options = {});
  void stop_serving() { server_.reset(); }

  // A connection to our listener, after a successful handshake where there is one.
  RawPeer connect(const PemFiles* mine = nullptr) const;

  Server& server() { return *server_; }
  std::string url(std::string_view path) const;
  std::filesystem::path socket() const { return folder_.path() / "admin.sock"; }

  // What the runtime reported, all sentences together.
  std::string reported();

  TestHandler handler;

 private:
  TestFolder folder_;
  std::mutex mutex_;
  std::string reported_;  // guarded by mutex_

 public:
  Runtime runtime;

 private:
  std::thread thread_;
  std::optional<Server> server_;
};

// Returns when `condition` holds; false after ten seconds.
bool eventually(const std::function<bool()>& condition);

// "GET /path" as it stands on the wire, with more header lines.
std::string get(std::string_view path, std::string_view more = {});

}  // namespace passerelle::net

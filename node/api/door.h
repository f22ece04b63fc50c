// A listener's handler: finds out who is speaking and hands the request to the route table, off
// the I/O thread.
//
// Thread safety: called on the I/O thread; replies from any thread.
#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "node/api/router.h"
#include "node/net/runtime.h"
#include "node/net/server.h"

namespace passerelle::api {

class Door final : public net::Handler {
 public:
  // Requires: runtime and node outlive the door.
  Door(net::Runtime& runtime, service::Node& node, Entrance entrance);

  void handle(http::Request request, const net::Connection& connection, net::Reply reply) override;

  // On the federation listener: only a certificate that the trust list names.
  bool admits(const net::Connection& connection) override;
  http::Response not_admitted() override;
  http::Response refused(int status, const Error& error) override;

 private:
  struct Exchange;
  Result<identity::Caller> identify(const http::Request& request,
                                    const net::Connection& connection) const;
  std::optional<http::Response> recalled(const http::Request& request, const Match& match) const;
  void serve(const std::shared_ptr<Exchange>& exchange, bool is_last_word);
  void note_refused_peer(const std::string& pin, const Error& why);

  net::Runtime& runtime_;
  service::Node& node_;
  Entrance entrance_;
  std::mutex mutex_;
  std::map<std::string, Instant> refused_pins_;  // guarded by mutex_: when each was last logged
};

}  // namespace passerelle::api

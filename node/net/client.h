// Requests to other nodes: mutual TLS 1.3, kept-alive connections, the other side known by its pin.
//
// No byte of a request is sent before the pin of the other side's certificate was compared.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "node/base/result.h"
#include "node/http/codec.h"
#include "node/http/message.h"
#include "node/http/url.h"
#include "node/net/errors.h"
#include "node/net/runtime.h"
#include "node/net/tls.h"

namespace passerelle::net {

// The pins of the node we mean to speak to, from the trust list. Empty: nobody will do.
using ExpectedPins = std::vector<std::string>;

struct ClientOptions {
  http::Limits limits;
  std::size_t idle_per_host = 4;           // connections kept for the next request
  std::chrono::milliseconds idle{50'000};  // below the 60 s after which our servers close
};

class ClientEngine;

class Client {
 public:
  using Done = std::function<void(Result<http::Response>)>;

  // Presents `identity` to every server. Requires: the runtime outlives the client.
  static Result<std::unique_ptr<Client>> make(Runtime& runtime,
                                              const TlsIdentity& identity,
                                              ClientOptions options = {});
  // Requests under way end with NetError::stopped, as long as the runtime runs.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Sends a request to `url` (its target replaces the request's) and calls `done` once, on the I/O
  // thread, at the latest when the deadline passes. A request on a kept-alive connection that
  // turns out closed is sent again on a new one when its verb is idempotent (RFC 9110 9.2.2).
  void send(http::Url url,
            http::Request request,
            ExpectedPins pins,
            std::chrono::milliseconds deadline,
            Done done);

  // The same, waiting for the answer. Requires: not on the I/O thread, and the runtime runs.
  Result<http::Response> fetch(http::Url url,
                               http::Request request,
                               ExpectedPins pins,
                               std::chrono::milliseconds deadline);

 private:
  explicit Client(std::shared_ptr<ClientEngine> engine);
  std::shared_ptr<ClientEngine> engine_;
};

}  // namespace passerelle::net

// Requests to servers of the open web: a catalogue that publishes for everybody. TLS 1.2 or later;
// the certificate must name the host and be vouched for by an authority this system trusts. We
// present no certificate of our own.
//
// Whoever names an address to us must not reach what only we can reach (server-side request
// forgery): a host that resolves to a private, loopback, link-local or otherwise special address
// is refused unless the client was made with Reach::every_address. The address that was looked at
// is the address that is connected to, so a name cannot change in between.
//
// Redirections are answers like any other: the caller decides.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <chrono>
#include <memory>

#include "node/base/result.h"
#include "node/http/message.h"
#include "node/http/url.h"
#include "node/net/client.h"
#include "node/net/runtime.h"

namespace passerelle::net {

class ClientEngine;

enum class Reach { public_addresses, every_address };

class WebClient {
 public:
  // Reads the system's authorities ($SSL_CERT_FILE and $SSL_CERT_DIR override where they are).
  // Requires: the runtime outlives the client.
  static Result<std::unique_ptr<WebClient>> make(Runtime& runtime,
                                                 Reach reach,
                                                 ClientOptions options = {});
  // Requests under way end with NetError::stopped, as long as the runtime runs.
  ~WebClient();
  WebClient(const WebClient&) = delete;
  WebClient& operator=(const WebClient&) = delete;

  // Sends a request to `url`, without TLS when its scheme says so, and waits for the answer, at
  // most until the deadline. Requires: not on the I/O thread, and the runtime runs.
  Result<http::Response> fetch(http::Url url,
                               http::Request request,
                               std::chrono::milliseconds deadline);

  // Ends the requests under way and refuses later ones: a thread that waits in `fetch` goes on.
  void stop();

 private:
  explicit WebClient(std::shared_ptr<ClientEngine> engine);
  std::shared_ptr<ClientEngine> engine_;
};

}  // namespace passerelle::net

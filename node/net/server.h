// Listeners: bytes of a connection to requests, replies to bytes, deadlines on all of it.
//
// The handler is called on the I/O thread and must not block; it answers through `Reply`, then or
// later, from any thread. One connection serves one request at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "node/base/result.h"
#include "node/http/codec.h"
#include "node/http/message.h"
#include "node/net/errors.h"
#include "node/net/runtime.h"
#include "node/net/tls.h"

namespace passerelle::net {

// Gives the answer to one request; the first call counts, later ones are ignored. When every copy
// dies uncalled the caller gets 500: a forgotten request never hangs.
using Reply = std::function<void(http::Response)>;

struct Connection {
  std::string remote;                   // "192.0.2.1:40312", or "local" on a Unix socket
  std::optional<std::string> peer_pin;  // federation listener only
  std::optional<int> peer_uid;          // Unix socket only, from the kernel
};

class Handler {
 public:
  virtual ~Handler() = default;

  // Answers one request. Called on the I/O thread; must not block.
  virtual void handle(http::Request request, const Connection& connection, Reply reply) = 0;

  // Whether this peer may speak at all. Asked after the handshake and at every request, before a
  // body is read; a peer that may not gets `not_admitted` and the connection closes.
  virtual bool admits(const Connection& connection);

  // The one fixed answer to a peer that is not admitted (403).
  virtual http::Response not_admitted();

  // The answer to a request that never reached `handle`: unreadable, too large, too slow (400, 408,
  // 413, 414, 417, 431, 501, 505), and to one that `handle` did not answer (500, 504).
  virtual http::Response refused(int status, const Error& error);
};

struct Deadlines {
  std::chrono::milliseconds handshake{5'000};
  std::chrono::milliseconds headers{10'000};
  std::chrono::milliseconds body{30'000};
  std::chrono::milliseconds idle{60'000};     // kept alive between two requests
  std::chrono::milliseconds request{60'000};  // for the handler; then 504
  std::chrono::milliseconds write{30'000};    // for each 256 KiB of the answer
};

struct ListenerOptions {
  Deadlines deadlines;
  http::Limits limits;
  std::size_t maximum_connections = 1'024;  // further ones wait in the kernel's queue
};

// Where to listen: an address and port (0 = any free one), or a socket that was handed over.
struct Endpoint {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::optional<int> descriptor;  // a listening socket; owned by the listener from then on
};

// Reads "127.0.0.1:8443" or "[::1]:8443".
Result<Endpoint> parse_endpoint(std::string_view text);

class Server {
 public:
  // HTTPS for everyone: TLS 1.2 or later, no client certificate.
  // Requires (all three): `handler` outlives the server.
  static Result<Server> listen_public(Runtime& runtime,
                                      const Endpoint& endpoint,
                                      const TlsIdentity& identity,
                                      Handler& handler,
                                      ListenerOptions options = {});

  // TLS 1.3 only, a client certificate is required, any certificate passes: the pin decides later.
  static Result<Server> listen_federation(Runtime& runtime,
                                          const Endpoint& endpoint,
                                          const TlsIdentity& identity,
                                          Handler& handler,
                                          ListenerOptions options = {});

  // A Unix socket with mode 0600. A socket file left by a process that died is replaced.
  static Result<Server> listen_unix(Runtime& runtime,
                                    const std::filesystem::path& path,
                                    Handler& handler,
                                    ListenerOptions options = {});

  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  // Closes at once. Requests still running lose their connection; the handler is not called again.
  ~Server();

  // The port really taken; 0 on a Unix socket.
  std::uint16_t port() const;

  // Stops accepting, closes idle connections, lets requests finish until `grace`, then cuts.
  // `done` is called once on the I/O thread when the last connection has gone.
  void close(std::chrono::milliseconds grace, std::function<void()> done = {});

  std::size_t connections() const;

 private:
  struct State;
  explicit Server(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace passerelle::net

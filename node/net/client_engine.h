// What both kinds of client share: requests under way, their deadlines, and the connections that
// are kept for the next one. How the other side is known is the one difference.
// For the sources of this room only.
//
// Thread safety: public functions from any thread; the rest belongs to the I/O thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "node/http/codec.h"
#include "node/net/client.h"
#include "node/net/client_call.h"
#include "node/net/runtime_impl.h"
#include "node/net/tls_context.h"
#include "node/net/web_client.h"

namespace passerelle::net {

// How the other side is known: by the call's pins, or as the host that a certificate names.
enum class Recognition { by_pin, by_name };

// An open connection, its other side already known.
struct Link {
  std::shared_ptr<Transport> transport;
  std::string pin;
  http::ResponseDecoder decoder;
  SteadyTime idle_since{};
  bool is_reused = false;
  bool has_answered = false;  // a byte of the response has arrived
};
using LinkPtr = std::shared_ptr<Link>;

class ClientEngine : public std::enable_shared_from_this<ClientEngine> {
 public:
  ClientEngine(Runtime& runtime,
               TlsContext tls,
               Recognition recognition,
               Reach reach,
               ClientOptions options);

  // From any thread. `send` calls `done` once, on the I/O thread; `fetch` waits for that.
  void send(http::Url url,
            http::Request request,
            ExpectedPins pins,
            std::chrono::milliseconds deadline,
            Client::Done done);
  Result<http::Response> fetch(http::Url url,
                               http::Request request,
                               ExpectedPins pins,
                               std::chrono::milliseconds deadline);
  void stop_later();

 private:
  using Call = std::shared_ptr<ClientCall>;
  using Endpoints = std::vector<asio::ip::tcp::endpoint>;

  static asio::awaitable<void> perform(std::shared_ptr<ClientEngine> self, Call call);
  asio::awaitable<Result<LinkPtr>> open(Call call);
  asio::awaitable<Result<Endpoints>> look_up(Call call);
  asio::awaitable<Result<LinkPtr>> greet(Call call, asio::ip::tcp::endpoint endpoint);
  asio::awaitable<Result<LinkPtr>> greet_in_tls(Call call, LinkPtr link);
  asio::awaitable<Result<http::Response>> round_trip(Call call, LinkPtr link);

  Result<Endpoints> within_reach(const ClientCall& call, Endpoints endpoints) const;
  bool is_expected(const ClientCall& call, const std::string& pin) const;
  LinkPtr take_idle(const ClientCall& call);
  void begin(Call call);
  void stop();
  void keep(const ClientCall& call, LinkPtr link);
  void sweep();

  Runtime& runtime_;
  TlsContext tls_;
  Recognition recognition_;
  Reach reach_;
  ClientOptions options_;
  std::map<std::string, std::vector<LinkPtr>> idle_;  // by place
  std::set<Call> calls_;
  asio::steady_timer sweeper_;
  bool is_sweeping_ = false;
  bool is_stopped_ = false;
};

}  // namespace passerelle::net

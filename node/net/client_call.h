// One request of the client on its way: the question, the deadline, and the one answer.
// For the sources of this room only.
//
// Thread safety: the I/O thread only.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "node/net/client.h"
#include "node/net/transport.h"

namespace passerelle::net {

struct ClientCall : std::enable_shared_from_this<ClientCall> {
  ClientCall(Runtime& runtime,
             http::Url to,
             http::Request what,
             ExpectedPins who,
             std::chrono::milliseconds within,
             Client::Done done);

  // Begins to count the time.
  void start();

  // Gives the answer, once; ends what still runs.
  void finish(Result<http::Response> result);
  bool is_finished() const { return !done_; }

  // Returns an error that says where it happened.
  Error failure(NetError code, const std::string& what) const;

  http::Url url;
  http::Request request;
  ExpectedPins pins;
  std::chrono::milliseconds allowed;
  SteadyTime deadline;
  const char* phase = "looking up the host";  // what a timeout interrupts
  std::shared_ptr<Transport> transport;       // what a timeout cancels

 private:
  Runtime& runtime_;
  asio::steady_timer timer_;
  Client::Done done_;
};

}  // namespace passerelle::net

#include "node/net/client_call.h"

#include <utility>

#include "node/net/runtime_impl.h"

namespace passerelle::net {

ClientCall::ClientCall(Runtime& runtime,
                       http::Url to,
                       http::Request what,
                       ExpectedPins who,
                       std::chrono::milliseconds within,
                       Client::Done done)
    : url(std::move(to)),
      request(std::move(what)),
      pins(std::move(who)),
      allowed(within),
      deadline(std::chrono::steady_clock::now() + within),
      runtime_(runtime),
      timer_(runtime.impl().io),
      done_(std::move(done)) {}

void ClientCall::start() {
  timer_.expires_at(deadline);
  timer_.async_wait([weak = weak_from_this()](const ErrorCode& error) {
    const auto self = weak.lock();
    if (error || !self) return;
    self->finish(self->failure(NetError::timeout, std::string("no answer within ") +
                                                      std::to_string(self->allowed.count()) +
                                                      " ms, while " + self->phase));
  });
}

void ClientCall::finish(Result<http::Response> result) {
  if (!done_) return;
  timer_.cancel();
  if (!result && transport) transport->cancel();
  const auto done = std::exchange(done_, nullptr);
  runtime_.impl().guarded([&] { done(std::move(result)); });
}

Error ClientCall::failure(NetError code, const std::string& what) const {
  return Error{code, url.authority() + ": " + what};
}

}  // namespace passerelle::net

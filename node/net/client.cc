#include "node/net/client.h"

#include <utility>

#include "node/net/client_engine.h"

namespace passerelle::net {

Result<std::unique_ptr<Client>> Client::make(Runtime& runtime,
                                             const TlsIdentity& identity,
                                             ClientOptions options) {
  auto tls = client_context(identity);
  if (!tls) return tls.error();
  return std::unique_ptr<Client>(new Client(std::make_shared<ClientEngine>(
      runtime, *std::move(tls), Recognition::by_pin, Reach::every_address, options)));
}

Client::Client(std::shared_ptr<ClientEngine> engine) : engine_(std::move(engine)) {}

Client::~Client() { engine_->stop_later(); }

void Client::send(http::Url url,
                  http::Request request,
                  ExpectedPins pins,
                  std::chrono::milliseconds deadline,
                  Done done) {
  engine_->send(std::move(url), std::move(request), std::move(pins), deadline, std::move(done));
}

Result<http::Response> Client::fetch(http::Url url,
                                     http::Request request,
                                     ExpectedPins pins,
                                     std::chrono::milliseconds deadline) {
  return engine_->fetch(std::move(url), std::move(request), std::move(pins), deadline);
}

}  // namespace passerelle::net

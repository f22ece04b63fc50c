#include "node/net/web_client.h"

#include <utility>

#include "node/net/client_engine.h"

namespace passerelle::net {

Result<std::unique_ptr<WebClient>> WebClient::make(Runtime& runtime,
                                                   Reach reach,
                                                   ClientOptions options) {
  auto tls = web_context();
  if (!tls) return tls.error();
  return std::unique_ptr<WebClient>(new WebClient(std::make_shared<ClientEngine>(
      runtime, *std::move(tls), Recognition::by_name, reach, options)));
}

WebClient::WebClient(std::shared_ptr<ClientEngine> engine) : engine_(std::move(engine)) {}

WebClient::~WebClient() { stop(); }

Result<http::Response> WebClient::fetch(http::Url url,
                                        http::Request request,
                                        std::chrono::milliseconds deadline) {
  return engine_->fetch(std::move(url), std::move(request), {}, deadline);
}

void WebClient::stop() { engine_->stop_later(); }

}  // namespace passerelle::net

#include "metadata/rdf/iri.h"
#include "node/sources/errors.h"
#include "node/sources/fetcher.h"

namespace passerelle::sources {
namespace {

constexpr int kMostRedirects = 5;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// An IRI as it goes over the wire: bytes beyond ASCII as %XX (RFC 3987 section 3.1).
std::string wire_form(const std::string& iri) {
  std::string text;
  for (const char c : iri) {
    if (static_cast<unsigned char>(c) < 0x80) text += c;
    else text += http::percent_encoded(std::string(1, c));
  }
  return text;
}

}  // namespace

Result<std::unique_ptr<WebSender>> WebSender::make(net::Runtime& runtime,
                                                   const Source& source,
                                                   std::size_t maximum_bytes) {
  const auto home = http::Url::parse_web(wire_form(source.url));
  if (!home) return Error{SourceError::bad_address, home.error().detail};
  std::unique_ptr<WebSender> sender(new WebSender(source, *home));
  net::ClientOptions options;
  options.limits.body_bytes = maximum_bytes;
  auto open_web = net::WebClient::make(runtime, net::Reach::public_addresses, options);
  if (!open_web) return open_web.error();
  sender->open_web_ = *std::move(open_web);
  if (source.may_be_private) {
    auto own_host = net::WebClient::make(runtime, net::Reach::every_address, options);
    if (!own_host) return own_host.error();
    sender->own_host_ = *std::move(own_host);
  }
  return sender;
}

// Sites behind a proxy that speaks TLS for them often write http in their own addresses: those are
// asked over https where the source is.
Result<http::Url> WebSender::address(const std::string& url) const {
  auto parsed = http::Url::parse_web(wire_form(url));
  if (!parsed) return Error{SourceError::bad_address, url + ": " + parsed.error().detail};
  if (parsed->scheme == http::Scheme::https || source_.may_use_http) return parsed;
  const bool is_own_site = home_.host == parsed->host && parsed->port == 80;
  if (!is_own_site) {
    return Error{SourceError::plain_http, url + ": the source may not be asked without TLS"};
  }
  parsed->scheme = http::Scheme::https;
  parsed->port = home_.port;
  return parsed;
}

net::WebClient& WebSender::client_for(const http::Url& url) {
  const bool is_own_host = url.host == home_.host && url.port == home_.port;
  return own_host_ && is_own_host ? *own_host_ : *open_web_;
}

Result<Sent> WebSender::send(const std::string& url, const http::Request& request) {
  Sent sent{{}, url};
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    const auto to = address(sent.url);
    if (!to) return to.error();
    auto response = client_for(*to).fetch(*to, request, source_.patience);
    if (!response) return response.error();
    sent.response = *std::move(response);
    if (!is_redirect(sent.response.status)) return sent;
    const auto location = sent.response.header("Location");
    if (location.empty()) {
      return Error{SourceError::bad_redirect, sent.url + " redirects, and does not say where"};
    }
    sent.url = rdf::resolve(sent.url, location);
  }
  return Error{SourceError::bad_redirect, url + " redirects more than 5 times"};
}

void WebSender::stop() {
  open_web_->stop();
  if (own_host_) own_host_->stop();
}

}  // namespace passerelle::sources

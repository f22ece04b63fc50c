#include "node/http/url.h"

#include <algorithm>
#include <charconv>

#include "node/http/errors.h"
#include "node/http/message.h"

namespace passerelle::http {
namespace {

bool is_host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_ipv6_char(char c) {
  return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

Result<std::uint16_t> port_of(std::string_view text) {
  unsigned port = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || stopped != end || port == 0 || port > 65'535) {
    return malformed("the port of the address is not a number from 1 to 65535");
  }
  return static_cast<std::uint16_t>(port);
}

constexpr std::string_view kHttps = "https://";
constexpr std::string_view kHttp = "http://";

bool begins_with(std::string_view text, std::string_view scheme) {
  return equal_ignoring_case(text.substr(0, scheme.size()), scheme);
}

constexpr std::uint16_t default_port(Scheme scheme) { return scheme == Scheme::https ? 443 : 80; }

// Reads what follows "scheme://".
Result<Url> parse_rest(Scheme scheme, std::string_view text) {
  const auto end = std::min(text.find_first_of("/?#"), text.size());
  auto authority = text.substr(0, end);
  const auto rest = text.substr(end);

  Url url;
  url.scheme = scheme;
  url.port = default_port(scheme);
  const bool is_ipv6 = !authority.empty() && authority.front() == '[';
  const auto host_end = is_ipv6 ? authority.find(']') : std::min(authority.find(':'), end);
  if (host_end == std::string_view::npos) return malformed("the address has an open bracket");
  url.host = std::string(authority.substr(is_ipv6 ? 1 : 0, host_end - (is_ipv6 ? 1 : 0)));
  std::ranges::transform(url.host, url.host.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (url.host.empty() || url.host.size() > 255 ||
      !std::ranges::all_of(url.host, is_ipv6 ? is_ipv6_char : is_host_char)) {
    return malformed("the address has no valid host name");
  }

  authority.remove_prefix(std::min(host_end + (is_ipv6 ? 1 : 0), authority.size()));
  if (!authority.empty()) {
    if (authority.front() != ':') return malformed("the address has no valid host name");
    auto port = port_of(authority.substr(1));
    if (!port) return port.error();
    url.port = *port;
  }

  if (!rest.empty()) url.target = rest.front() == '/' ? std::string(rest) : "/" + std::string(rest);
  Request check;
  if (auto valid = check.set_target(url.target); !valid) return valid.error();
  return url;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  if (begins_with(text, kHttps)) return parse_rest(Scheme::https, text.substr(kHttps.size()));
  return malformed("the address does not begin with https://");
}

Result<Url> Url::parse_web(std::string_view text) {
  if (begins_with(text, kHttp)) return parse_rest(Scheme::http, text.substr(kHttp.size()));
  return parse(text);
}

std::string Url::text() const {
  return std::string(scheme == Scheme::https ? kHttps : kHttp) + authority() + target;
}

std::string Url::host_field() const {
  const auto full = authority();
  return port == default_port(scheme) ? full.substr(0, full.rfind(':')) : full;
}

std::string Url::authority() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Url Url::with(std::string_view path_and_query) const {
  Url other = *this;
  other.target = target.substr(0, target.find('?'));
  while (!other.target.empty() && other.target.back() == '/') other.target.pop_back();
  if (path_and_query.empty() || path_and_query.front() != '/') other.target += '/';
  other.target += path_and_query;
  return other;
}

}  // namespace passerelle::http

// The address of something on the web: https://host:port/path.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "node/base/result.h"

namespace passerelle::http {

enum class Scheme { https, http };

struct Url {
  Scheme scheme = Scheme::https;
  std::string host;  // a name, an IPv4 address, or an IPv6 address without brackets; lower case
  std::uint16_t port = 443;
  std::string target = "/";  // path and query

  // Reads an absolute https address. Refuses other schemes, user information and fragments.
  static Result<Url> parse(std::string_view text);

  // The same for a server that may also speak without TLS: takes http as well.
  static Result<Url> parse_web(std::string_view text);

  // Returns "host:port", with brackets around an IPv6 address: for messages.
  std::string authority() const;
  // The same without the port that goes without saying: for Host fields.
  std::string host_field() const;
  std::string text() const;

  // Returns the same place with another path; both slashes at the seam become one.
  Url with(std::string_view path_and_query) const;

  bool operator==(const Url&) const = default;
};

}  // namespace passerelle::http

// What can go wrong between two ends of a wire. The sentence of the Error says what and where.
#pragma once

#include <system_error>

#include "node/base/error.h"

namespace passerelle::net {

enum class NetError {
  unreachable = 1,      // no such host, nobody listens, or the connection broke
  timeout,              // the deadline passed first
  tls_failed,           // the TLS handshake failed
  wrong_certificate,    // a node answered, but not the one we wanted
  refused_certificate,  // the other side does not accept our certificate
  bad_response,         // the other side does not speak HTTP
  bad_identity,         // our own certificate or key cannot be used
  bad_address,          // not an address we can listen on or send to
  cannot_listen,        // the address cannot be had
  stopped,              // we are stopping
  private_address,      // a host of the open web is wanted, and this is none
};
std::error_code make_error_code(NetError code);

}  // namespace passerelle::net

template <>
struct std::is_error_code_enum<passerelle::net::NetError> : std::true_type {};

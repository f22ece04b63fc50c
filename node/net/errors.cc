#include "node/net/errors.h"

#include <array>

namespace passerelle::net {

std::error_code make_error_code(NetError code) {
  static constexpr std::array kNames{
      "unreachable",         "timeout",      "tls_failed",     "wrong_certificate",
      "refused_certificate", "bad_response", "bad_identity",   "bad_address",
      "cannot_listen",       "stopped",      "private_address"};
  static const ErrorCategory category("net", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::net

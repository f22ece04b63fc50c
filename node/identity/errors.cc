#include "node/identity/errors.h"

#include <array>

#include "node/crypto/errors.h"

namespace passerelle::identity {

std::error_code make_error_code(IdentityError code) {
  static constexpr std::array kNames{
      "bad_signature",  "malformed",           "list_expired",  "older_list",    "conflicting_list",
      "duplicate_node", "duplicate_pin",       "duplicate_key", "anchor_needed", "wrong_anchor",
      "no_trust_list",  "unknown_certificate", "another_node",  "unknown_node",  "exists",
      "unavailable",    "bad_user_name",       "weak_password", "unknown_role",  "duplicate_user",
      "unknown_user",   "bad_login",           "bad_token"};
  static const ErrorCategory category("identity", kNames);
  return {static_cast<int>(code), category};
}

Error document_error(const std::string& document, const Error& error) {
  const bool is_signature = error.code == crypto::CryptoError::bad_signature;
  return {is_signature ? IdentityError::bad_signature : IdentityError::malformed,
          document + ": " + error.detail};
}

}  // namespace passerelle::identity

// The codes of this room.
#pragma once

#include <string>
#include <system_error>

#include "node/base/error.h"

namespace passerelle::identity {

enum class IdentityError {
  bad_signature = 1,    // a list or card that its key did not sign
  malformed,            // a signed list or card that says something a list or card cannot say
  list_expired,         // a trust list after its last day
  older_list,           // a trust list with a smaller sequence than one seen before
  conflicting_list,     // two different trust lists with the same sequence
  duplicate_node,       // one node id twice in a list
  duplicate_pin,        // one pin twice in a list: a certificate would be two nodes
  duplicate_key,        // one signing key twice in a list
  anchor_needed,        // the first list, and nobody said which anchor to trust
  wrong_anchor,         // a list signed by another anchor than the one trusted here
  no_trust_list,        // none was installed yet
  unknown_certificate,  // the list knows no node with that certificate now
  another_node,         // the certificate of another node than the one that was called
  unknown_node,         // the list knows no node with that id
  exists,               // an authority's folder is there already
  unavailable,          // an authority's folder cannot be read or written
  bad_user_name,        // a name that no account can have
  weak_password,        // too short, or longer than anything a person types
  unknown_role,         // a word that is no role, or no role at all
  duplicate_user,       // an account with that name is there already
  unknown_user,         // there is no account with that name
  bad_login,            // wrong name, wrong password or locked; never said which
  bad_token,            // a token that was never given, has ended, or was logged out
};
std::error_code make_error_code(IdentityError code);

// Returns why a signed document ("node card", "trust list") was refused, as an error of this room:
// its signature, or else what it says.
Error document_error(const std::string& document, const Error& error);

}  // namespace passerelle::identity

template <>
struct std::is_error_code_enum<passerelle::identity::IdentityError> : std::true_type {};

// What a bundle may be refused for, category "bundle".
#pragma once

#include <system_error>

namespace passerelle::bundle {

enum class BundleError {
  incomplete = 1,  // a document that every bundle holds is missing
  malformed,       // a document or archive that is not what it claims to be
  contradiction,   // documents that do not belong to one run
  not_proved,      // a signature or proof that does not hold
  unsafe_path,     // an archive that would write outside of its folder
  too_large,       // an archive beyond the limit
};
std::error_code make_error_code(BundleError code);

}  // namespace passerelle::bundle

template <>
struct std::is_error_code_enum<passerelle::bundle::BundleError> : std::true_type {};

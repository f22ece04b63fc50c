// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::purposes {

enum class PurposeError {
  unknown = 1,       // no purpose of Art. 53(1)
  unknown_category,  // no category of applicant
  not_open,          // Art. 53(2): that applicant may not have that purpose
};
std::error_code make_error_code(PurposeError code);

}  // namespace passerelle::purposes

template <>
struct std::is_error_code_enum<passerelle::purposes::PurposeError> : std::true_type {};

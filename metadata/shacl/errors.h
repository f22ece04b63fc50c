// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::shacl {

enum class ShaclError {
  bad_shape = 1,  // a shape that breaks a syntax rule of SHACL; the detail names shape and reason
  unsupported,    // a constraint that means something which this validator does not do
  recursive,      // a shape that refers to itself
  too_large,      // over a limit on the nesting or the size of shapes
  too_costly,     // a validation that needed more steps or results than its limit
};
std::error_code make_error_code(ShaclError code);

}  // namespace passerelle::shacl

template <>
struct std::is_error_code_enum<passerelle::shacl::ShaclError> : std::true_type {};

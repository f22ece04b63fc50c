// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::profiles {

enum class ProfileError {
  bad_pack = 1,   // a pack.json, or a file of a pack, that is not what it must be
  outside_pack,   // a pack that names a file which is not its own
  unknown,        // no profile of that name is installed
  already_there,  // a profile of that name is installed
  bad_table,      // a table of rules, names or codes that breaks its rules; the detail has the line
};
std::error_code make_error_code(ProfileError code);

}  // namespace passerelle::profiles

template <>
struct std::is_error_code_enum<passerelle::profiles::ProfileError> : std::true_type {};

// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::privacy {

enum class PrivacyError {
  bad_statement = 1,   // a statement of a person that cannot stand in the register
  bad_file,            // a register's file with a line that cannot be read
  unknown_dataset,     // the node holds no such dataset
  no_person_column,    // nobody said which column of the data identifies persons
  nobody_identified,   // the data identify nobody, so an opt-out cannot act on them
  statements_missing,  // a list that names nobody
};
std::error_code make_error_code(PrivacyError code);

}  // namespace passerelle::privacy

template <>
struct std::is_error_code_enum<passerelle::privacy::PrivacyError> : std::true_type {};

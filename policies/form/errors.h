// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::form {

enum class FormError {
  bad_definition = 1,   // a form that contradicts itself or publishes what must not be public
  unknown_field,        // the form has no such field
  misplaced,            // a field of the common part named with a country, or the reverse
  bad_value,            // a value that does not fit its field
  bad_file,             // a file of another type than it claims, or of none that is accepted
  file_too_large,       // more than kMaximumAttachmentBytes
  file_altered,         // bytes that are not those the application names
  not_allowed,          // somebody who may not edit, submit or withdraw this draft
  not_open,             // a draft that was submitted or withdrawn
  incomplete,           // a submission with problems
  bad_question,         // a question that names no field of this application, or says nothing
  not_asked,            // an answer to something that was not asked
  unanswered,           // an answer that leaves a question open
  changes_application,  // an answer that would change what the steps of the case hang on
  file_missing,         // a file that is named, but is not here
  not_named,            // a file that the application does not name
};
std::error_code make_error_code(FormError code);

}  // namespace passerelle::form

template <>
struct std::is_error_code_enum<passerelle::form::FormError> : std::true_type {};

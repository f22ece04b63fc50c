#include "policies/form/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::form {

std::error_code make_error_code(FormError code) {
  static constexpr std::array kNames{
      "bad_definition", "unknown_field",       "misplaced",    "bad_value",
      "bad_file",       "file_too_large",      "file_altered", "not_allowed",
      "not_open",       "incomplete",          "bad_question", "not_asked",
      "unanswered",     "changes_application", "file_missing", "not_named"};
  static_assert(kNames.size() == static_cast<std::size_t>(FormError::not_named));
  static const ErrorCategory category("form", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::form

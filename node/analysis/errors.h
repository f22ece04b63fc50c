// The codes of the study language, category "study". The sentence of an error begins with the path
// of the offending part (a JSON Pointer) and says what was expected.
#pragma once

#include <system_error>

namespace passerelle::analysis {

enum class AnalysisError {
  malformed = 1,  // a field missing, unknown, or of another kind than the language says
  unknown_name,   // a name that the study does not declare where it must
  duplicate,      // a name, identifier or value that stands twice
  not_offered,    // part of the language, but not of this release
  wrong_kind,     // a number where the study needs groups, a text where it computes, …
  incomplete,     // a variable that must be complete and is not
  too_large,      // over a limit of the language
  too_few_nodes,  // fewer than the quorum of the study
};
std::error_code make_error_code(AnalysisError code);

}  // namespace passerelle::analysis

template <>
struct std::is_error_code_enum<passerelle::analysis::AnalysisError> : std::true_type {};

// The form of a study document as a JSON Schema (draft 2020-12), for editors and other programs. It
// holds every study that compile_study takes; what only the study as a whole tells (that a name is
// known, that a variable fits its place) it leaves to compile_study.
//
// Thread safety: values; any thread.
#pragma once

#include <string_view>

namespace passerelle::analysis {

extern const std::string_view kStudySchema;

}  // namespace passerelle::analysis

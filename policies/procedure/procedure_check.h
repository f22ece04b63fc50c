// What holds for every procedure, beyond the form of its file.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "node/base/json.h"
#include "policies/procedure/errors.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

struct Problem {
  ProcedureError code;
  std::string path;  // JSON Pointer
  std::string sentence;
};

// Finds what would switch off an invariant of the kernel, before the file is read: such a field is
// unknown, but its author should be told why.
std::vector<Problem> find_switches(const Json& value);

// The bodies, the steps and their order.
std::vector<Problem> check_steps(const ProcedureText& text);

// Periods against those of the law.
std::vector<Problem> check_times(const ProcedureText& text);

// Everything else.
std::vector<Problem> check_words(const ProcedureText& text);

// What is allowed but deserves a look.
std::vector<Remark> warnings_of(const ProcedureText& text);

}  // namespace passerelle::procedure

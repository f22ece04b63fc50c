// Whether a value fits its field. Not for other rooms.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>

#include "node/base/json.h"
#include "policies/form/check.h"
#include "policies/form/definition.h"

namespace passerelle::form {

struct Finding {
  ProblemCode code;
  Sentence sentence;
};

// Returns what is wrong with a value, or nothing.
std::optional<Finding> wrong_with(const Field& field, const Json& value);

}  // namespace passerelle::form

// `disclosure privacy`: numbers of differential privacy as checkers compare them between libraries
// (dp/vectors.json of the shared vectors).
#pragma once

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::noise::accounting {

// Returns {"results": [{"id", "kind", "value"}]} for documents {"kind", "input": {…}}, a list of
// them, or {"vectors": […]}; the README names the kinds. The value is a number, or for laws of
// noise an object of numbers.
Result<Json> privacy_values(const Json& document);

}  // namespace passerelle::noise::accounting

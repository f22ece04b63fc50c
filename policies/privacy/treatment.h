// How one run treats persons who opted out. The node decides it before it reads a row, and says it
// in its signed answer, so that a reader can tell two results over different persons apart.
//
// Thread safety: values; any thread.
#pragma once

#include <optional>
#include <string>

#include "node/base/json.h"
#include "policies/privacy/exception.h"
#include "policies/privacy/opt_out.h"

namespace passerelle::privacy {

struct Treatment {
  Rule rule = Rule::at_approval;
  Instant as_of;                       // whoever is opted out at that time is not read
  std::optional<Exception> exception;  // the title's; then everybody is read
  bool operator==(const Treatment&) const = default;
};

// {"rule": "at_approval", "as_of": "…", "exception": {…}?}
Result<Treatment> treatment_from_json(const Json& value, const std::string& path);
Json to_json(const Treatment& treatment);

}  // namespace passerelle::privacy

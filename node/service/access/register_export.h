// Entries of the public register as tables and graphs; what an entry does not show is empty.
//
// Thread safety: pure functions; any thread. The same entries give the same bytes.
#pragma once

#include <span>
#include <string>

#include "node/base/json.h"

namespace passerelle::service {

// RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe.
std::string csv_of(std::span<const Json> entries);

// Turtle: each entry is `base` with its application's id.
std::string turtle_of(std::span<const Json> entries, const std::string& base);

}  // namespace passerelle::service

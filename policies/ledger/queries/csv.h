// Rows of a CSV file (RFC 4180): fields by commas, in quotes where they hold commas, quotes or ends
// of lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"

namespace passerelle::ledger::queries {

using Row = std::vector<std::string>;

// Returns all rows, the header first. Refuses a quote that is not closed, or stands within a field
// without quotes, and rows of another length than the first, by their number.
Result<std::vector<Row>> rows_of_csv(std::string_view text);

}  // namespace passerelle::ledger::queries

// Dates, amounts and conditions as a reader of one language writes them.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>

#include "node/base/clock.h"
#include "policies/access/grant.h"
#include "policies/documents/messages.h"

namespace passerelle::documents {

// "1 January 2027, 00:00 UTC"; "1er janvier 2027, 00:00 UTC".
std::string written(Instant instant, const Messages& say);

// "EUR 1,650.50"; "1 650,50 EUR" with narrow no-break spaces.
std::string written(std::int64_t cents, const std::string& currency, const Messages& say);

// "status = 1"; "time from 2015-01-01 to 2020-12-31".
std::string written(const access::RowCondition& condition, const Messages& say);

}  // namespace passerelle::documents

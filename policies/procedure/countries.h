// The procedures that come with the program, as our sources tell them today. What the sources leave
// open stands in them as `uncertain` and is no rule; that of Croatia is an explicit unknown: the
// regulation's own steps. Those steps alone stand under "EU" too, for bodies of the Union and for
// countries of which nothing is known. A body that has signed a procedure of its own uses that.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <span>
#include <string_view>

#include "node/base/result.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

// Returns the codes, in order: BE, DE, DK, EU, FI, FR, HR, HU, NO.
std::span<const std::string_view> known_countries();

// Returns the procedure of a country. Refuses a country that is none of them.
Result<Procedure> procedure_of_country(std::string_view code);

// Returns the procedure of a country, or the regulation's own steps when it is none of them.
Result<Procedure> procedure_or_regulation(std::string_view code);

}  // namespace passerelle::procedure

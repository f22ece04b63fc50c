// Wire form of one sum (FORMAT.md).
//
// Thread safety: pure functions.
#pragma once

#include <optional>

#include "node/analysis/partial.h"
#include "node/base/fields.h"

namespace passerelle::analysis {

// Adds the sum, under the name of its kind, to the object of its slot.
void write_sums(const Sums& sums, Json& into);

// Reads one sum of one kind; nothing where it is withheld.
std::optional<Sums> read_sums(Fields& fields);

double finite_number(Fields& fields, const char* name);

}  // namespace passerelle::analysis

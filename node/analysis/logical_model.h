// Logical models (contracts, section 3). A model is a dictionary from what studies say of people
// and events to the tables and columns that hold it: a study of a model is a study of its tables,
// and nothing behind the compiler knows that there are models.
//
//   {"event": {"domain": "condition", "codes": {"concept": [4112343], "source": ["J02*"]}}}
//   {"age_at": DAY}         years between the year of birth and that of the day
//   {"observed": {"of": DAY, "days": [-365, 0]}}
//   {"attr": "sex"}
//
// Thread safety: pure functions.
#pragma once

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::analysis {

// Returns the document with its model, if it has one, written as tables. What is wrong with the
// rest of a document is left for the compiler to say. Errors name what the model lacks and where.
Result<Json> with_tables(Json document);

}  // namespace passerelle::analysis

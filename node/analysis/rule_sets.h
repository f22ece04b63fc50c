// Sets of rules that a data check may name: {"type": "validation", "rule_set": "bycovid/1.1"} asks
// for every rule of the set. As with a logical model, a study that names one is compiled as the
// study that has these rules among its variables and names them in `rules`.
//
// Thread safety: pure functions.
#pragma once

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::analysis {

// Returns the document with its sets of rules, if it names any, written out. What is wrong with the
// rest of a document is left for the compiler to say. Errors say which set is unknown, or which
// rule would bear the name of a variable.
Result<Json> with_rules(Json document);

// Returns the document with everything written out that it may name: model and sets of rules. This
// is what the compiler reads, and what whoever looks into a study must read.
Result<Json> written_out(const Json& document);

}  // namespace passerelle::analysis

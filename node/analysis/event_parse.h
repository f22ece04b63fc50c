// Reads what a study asks of events in linked sources (contracts, section 3).
#pragma once

#include <string>

#include "node/analysis/events.h"
#include "node/analysis/expression_parse.h"
#include "node/base/json.h"

namespace passerelle::analysis {

// Fills the question and the operands of an expression whose operator is about events. `written` is
// what stands behind the operator; names in it are of the study, those within `event` of its
// source.
Result<void> parse_question(Expression& made,
                            const Json& written,
                            const std::string& path,
                            const NameResolver& names,
                            int depth);

}  // namespace passerelle::analysis

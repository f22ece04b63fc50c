// Which rows of a dataset a permit allows: a conjunction of comparisons of one column with
// constants, in the study language (contracts, section 3).
//
// The rule: a permit with a filter covers a study only if every cohort of the study holds every
// condition of the filter among its own top-level conditions, written the same. Whether one
// condition implies another is not asked (`age >= 70` for `age >= 60`): a wrong answer to that
// would open rows, and an applicant loses nothing by writing the permit's condition beside a
// narrower one. So there is nothing to prove, and what is not recognised is refused.
//
// A study may give the name of a column to a variable of its own, and `{"eq": ["etype", 2]}` would
// then speak of something else. So a filter names columns as `{"column": "etype"}`, which always
// means the source column, and a bare name in a study is read so only if no variable bears it.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "node/base/fields.h"
#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::access {

// One condition: the canonical text of {"eq": [{"column": "etype"}, 2]}.
using RowCondition = std::string;

// Reads a filter: {"and": [condition, …]} or one condition. Operators: eq, ne, lt, le, gt, ge, in,
// between; constants: numbers, texts, truth values. Returns the conditions, sorted, each once.
Result<std::vector<RowCondition>> read_row_filter(const Json& filter, const std::string& path);
Json row_filter_to_json(const std::vector<RowCondition>& filter);

// Returns {"between": [{"column": variable}, from, to]} as a condition: how a period is demanded.
RowCondition within_period(const std::string& variable,
                           const std::string& from,
                           const std::string& to);

// Returns the column that a condition compares. Requires: a condition of read_row_filter.
std::string column_of(const RowCondition& condition);

// Returns, for each cohort of a study, the conditions that a filter could demand of it. A study
// without cohorts has none.
// Requires: a document that compile_study accepts.
std::vector<std::set<RowCondition>> conditions_of_cohorts(const Json& study);

// Returns, for each place where a study asks for events of a linked source, the conditions that a
// filter could demand of its rows. Names there are of columns.
// Requires: a document that compile_study accepts.
std::vector<std::set<RowCondition>> conditions_of_events(const Json& study,
                                                         const std::string& alias);

}  // namespace passerelle::access

// The analyses of a study as written, and what each needs of its variables; on which rows it runs
// is decided in compile_rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/analysis/plan.h"

namespace passerelle::analysis {

// How an analysis uses a variable.
enum class Role {
  group,           // categorical; may have the level "(missing)"
  compared_group,  // the same, of two levels at least
  exact,           // as a group; may be a term as well
  stratum,         // categorical, complete
  binned,          // a number whose values fall between breaks; may be missing
  quantity,        // a number; where it is missing is told
  described,       // the same, or categorical
  observed,        // the same, on all rows of the cohort
  judged,          // the same, categorical: whether values are among its levels
  rule,            // the same, of two levels: 1 or true where it holds
  term,            // a number, complete, or categorical
  curved,          // a number, complete, of which a model takes powers or a spline
  number,          // complete
  related,         // the same, of several numbers alike
  ranked,          // categorical, complete; its levels from low to high
  ranked_number,   // a number, complete, whose values fall on a grid
  time,            // a number, complete
  event,           // 1 or true where it happened, complete
  condition,       // the same, of two levels
  response,        // a number, complete, or an event of two levels
  cause,           // categorical, complete; the first of its levels is that nothing happened
  events,          // the same, or a number of events, complete
};

struct VariableUse {
  std::string name;
  std::string path;
  Role role = Role::group;
};

// A number that a term makes of a variable, by an expression of the study language.
struct MadeNumber {
  std::string name;
  std::string of;
  std::string expression;  // JSON
  std::string path;
};

struct WrittenAnalysis {
  Analysis analysis;
  std::string path;
  std::optional<std::string> cohort;
  std::vector<VariableUse> uses;
  std::vector<MadeNumber> made;
};

// Reads the list `analyses` of a study.
Result<std::vector<WrittenAnalysis>> read_analyses(const Json& list, const std::string& path);

}  // namespace passerelle::analysis

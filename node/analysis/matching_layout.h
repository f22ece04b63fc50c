// What a round asks of exposed rows that are matched: counts, and the sums that stand on them.
// Every node and the coordinator derive the same from plan and state.
//
// The cells of a matched sample are conjunctions with `ANALYSIS@matching`: exposed rows and others,
// each `matched` and `unmatched`, since what is left of a count of the first round is a count too.
// With more than one other per exposed row also those of sets that have as many (`complete`) and
// of sets that have fewer (`incomplete`), in which others weigh more, so that sums tell of them.
// These are shown together or not at all; so are the same rows by the levels of a term, which its
// balance needs, and by those of an outcome with levels.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "node/analysis/layout.h"

namespace passerelle::analysis {

// In place of a variable, for sums of a matched sample; their `level` is the term, if any.
inline constexpr const char* kMatching = "matching";

enum class MatchedAs { matched, unmatched, complete, incomplete };
Category category_of(const Analysis& analysis, MatchedAs how);

// Returns the variable of the matched sample that a cell is of; null for other cells.
const std::string* sample_of(const CellKey& key);

// Exposed rows, or the others, of a matched sample (or left out of it).
enum class Arm { control, treated };
CellKey arm_cell(const StudyPlan& plan, const Analysis& analysis, Arm arm);
CellKey matched_cell(const StudyPlan& plan, const Analysis& analysis, Arm arm, MatchedAs how);

// Returns the cells that belong together: the sizes of the sample; of the rows of one cell; of the
// levels of one term or of the outcome, none where it has no levels.
std::vector<CellKey> sizes_of_sample(const StudyPlan& plan, const Analysis& analysis);
std::vector<CellKey> cells_of_term(const StudyPlan& plan,
                                   const Analysis& analysis,
                                   const std::string& term);
std::vector<CellKey> cells_of_response(const StudyPlan& plan, const Analysis& analysis);

// The terms of the model, each once, and the places of their coefficients.
struct TermColumns {
  std::string term;
  std::vector<std::size_t> columns;
};
std::vector<TermColumns> columns_by_term(const StudyPlan& plan, const Analysis& analysis);

// Returns the analyses that match in the round at hand: their model has converged in the one
// before.
std::vector<const Analysis*> matching_now(const StudyPlan& plan, const State& state);

// Returns the cells (all of them wanted), bundles and sums of a round `iterate`; empty when nothing
// is matched in it.
Layout matching_layout(const StudyPlan& plan, const State& state);

// The standard deviation of the linear predictor over the rows of all nodes.
// Requires: the model has converged.
double predictor_deviation(const StudyPlan& plan, const Analysis& analysis, const State& state);

}  // namespace passerelle::analysis

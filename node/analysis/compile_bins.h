// The analyses that count a number between breaks (contracts, section 4), as written.
#pragma once

#include "node/analysis/compile_analyses.h"
#include "node/base/fields.h"

namespace passerelle::analysis {

void read_histogram(Fields& fields, WrittenAnalysis& written);
void read_diagnostic(Fields& fields, WrittenAnalysis& written);
void read_quantiles(Fields& fields, WrittenAnalysis& written);

// Reads the field `quantiles` of an analysis that describes `variables`, by `by`; nothing where it
// is left out. Requires: the analysis uses them.
std::vector<QuantilesAnalysis> read_quantiles_of(const std::vector<std::string>& variables,
                                                 const std::optional<std::string>& by,
                                                 Fields& fields,
                                                 WrittenAnalysis& written);

// Reads the field `resolution` of an analysis that ranks `variables`, numbers: that of each of
// them.
std::vector<QuantilesAnalysis> read_grids_of(const std::vector<std::string>& variables,
                                             Fields& fields);

// Adds to the plan the variable whose levels are the analysis' bins, where it has some.
// Refuses bins that two analyses cut differently: they could be subtracted from each other.
// Requires: the plan has the variable that is cut.
Result<void> add_bins(StudyPlan& plan, WrittenAnalysis& written);

}  // namespace passerelle::analysis

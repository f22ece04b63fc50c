// The analyses over time (contracts, section 4), as written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/analysis/compile_analyses.h"
#include "node/base/fields.h"

namespace passerelle::analysis {

void read_kaplan_meier(Fields& fields, WrittenAnalysis& written);
void read_competing_risks(Fields& fields, WrittenAnalysis& written);
void read_log_rank(Fields& fields, WrittenAnalysis& written);
void read_cox(Fields& fields, WrittenAnalysis& written);

// Refuses strata of more combinations of levels than an analysis may have.
// Requires: the plan has the variables.
Result<void> check_strata(const StudyPlan& plan, const WrittenAnalysis& written);

// Refuses a curve with more intervals than an analysis may have.
// Requires: the plan has the variables.
Result<void> check_curve(const StudyPlan& plan, const WrittenAnalysis& written);

// Read a field that names variables, and note how they are used.
std::string use(Fields& fields, WrittenAnalysis& written, std::string_view field, Role role);
std::optional<std::string> use_or_none(Fields& fields,
                                       WrittenAnalysis& written,
                                       std::string_view field,
                                       Role role);
std::vector<std::string> use_all(Fields& fields,
                                 WrittenAnalysis& written,
                                 std::string_view field,
                                 Role role);

}  // namespace passerelle::analysis

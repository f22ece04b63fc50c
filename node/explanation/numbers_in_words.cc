#include "node/explanation/numbers_in_words.h"

#include <algorithm>

#include "node/analysis/compile_names.h"
#include "node/analysis/grid.h"
#include "node/analysis/layout.h"
#include "node/analysis/outcomes.h"
#include "node/explanation/outputs.h"

namespace passerelle::explanation {
namespace {

using analysis::Category;
using analysis::CellKey;
using analysis::listed;
using analysis::StudyPlan;

std::string rows_in_words(const StudyPlan& plan, const std::string& name, const Messages& say) {
  if (name == analysis::kOptedOut) return say("rows.opted_out");
  const auto& rows = plan.row_sets.at(name);
  if (rows.is_left_out) return say("rows.left_out");
  if (name == analysis::kAnalysisSet) return say("rows.analysis_set");
  if (rows.complete_on.empty()) return say("rows.cohort", {rows.cohort});
  return say("rows.complete", {rows.cohort, listed(rows.complete_on)});
}

// The variable that a category is of, as the study names it, and the horizon up to which an event
// is told.
std::string variable_in_words(const StudyPlan& plan, const std::string& name, const Messages& say) {
  if (const auto cut = analysis::variable_cut_by(plan, name)) return *cut;
  if (const auto known = plan.variables.find(name); known != plan.variables.end()) {
    return known->second.source();
  }
  const auto at = std::min(name.rfind('@'), name.size());
  const bool has_horizon =
      at < name.size() && name.find_first_not_of("0123456789.e+-", at + 1) == std::string::npos;
  // A matched sample goes by its analysis.
  if (!has_horizon) return name.substr(0, at);
  return say("rows.up_to", {name.substr(0, at), name.substr(at + 1)});
}

std::string category_in_words(const StudyPlan& plan, const Category& one, const Messages& say) {
  const auto known = plan.variables.find(one.variable);
  const bool judges = known != plan.variables.end() && !known->second.judges.empty();
  const auto variable = judges ? known->second.judges : variable_in_words(plan, one.variable, say);
  if (one.level == analysis::kMissingLevel) return say("rows.missing", {variable});
  if (one.level == analysis::kPresentLevel) return say("rows.present", {variable});
  if (judges) return say(one.level == "0" ? "rows.outside" : "rows.conforming", {variable});
  return say("variable", {variable, one.level});
}

}  // namespace

std::string cell_in_words(const StudyPlan& plan, const CellKey& cell, Language language) {
  const auto& say = words(language);
  auto text = rows_in_words(plan, cell.row_set, say);
  for (const auto& one : cell.where) text += ", " + category_in_words(plan, one, say);
  return text;
}

std::string sums_in_words(const StudyPlan& plan, const analysis::Slot& slot, Language language) {
  const auto& say = words(language);
  const auto& one = analysis::find_analysis(plan, slot.analysis);
  const auto known = plan.variables.find(slot.variable);
  if (known == plan.variables.end()) {
    return say("sums.model", {analysis_in_words(plan, one, language)});
  }
  auto text = say("sums.moments", {known->second.source()});
  for (const auto& group : analysis::groups_of(plan, one)) {
    if (group.level() != slot.level) continue;
    for (const auto& category : group.rows.where) {
      text += ", " + category_in_words(plan, category, say);
    }
  }
  return text;
}

}  // namespace passerelle::explanation

#include "node/analysis/released_numbers.h"

#include <algorithm>

#include "node/analysis/outcomes.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

// Each field of all rows, and of each level of `by`.
std::vector<std::string> also_by(const StudyPlan& plan,
                                 const Analysis& analysis,
                                 const std::string& at,
                                 const std::optional<std::string>& by,
                                 const std::vector<std::string>& fields) {
  std::vector<std::string> bases{at};
  if (by && plan.variable(*by).collapse.empty()) {
    for (const auto& level : levels_in(plan, analysis.row_set, *by)) {
      bases.push_back(at + "/by/" + pointer_step(level));
    }
  }
  std::vector<std::string> pointers;
  for (const auto& base : bases) {
    for (const auto& field : fields) pointers.push_back(base + "/" + field);
  }
  return pointers;
}

}  // namespace

std::optional<NumberName> number_named(const std::vector<std::string>& ids,
                                       const std::string& name) {
  const auto slash = std::min(name.find('/'), name.size());
  std::optional<NumberName> found;
  for (const auto& id : ids) {
    if (slash < name.size() && name.substr(0, slash) == id) return {{id, "", name.substr(slash)}};
    const bool is_of = name.size() > id.size() + 1 && name.starts_with(id + ".");
    if (is_of && (!found || id.size() > found->of.size())) {
      found = {id, name.substr(id.size() + 1), ""};
    }
  }
  return found;
}

std::vector<std::string> released_numbers(const StudyPlan& plan, const Analysis& analysis) {
  if (const auto* count = std::get_if<CountAnalysis>(&analysis.what)) {
    return also_by(plan, analysis, "", count->by, {"rows", "persons"});
  }
  if (const auto* rate = std::get_if<RateAnalysis>(&analysis.what)) {
    const auto by = rate->by.size() == 1 ? std::optional(rate->by.front()) : std::nullopt;
    return also_by(plan, analysis, "", by, {"events", "person_years", "rate"});
  }
  std::vector<std::string> pointers;
  if (const auto* means = std::get_if<DescribeAnalysis>(&analysis.what)) {
    for (const auto& variable : means->variables) {
      auto of_one = also_by(plan, analysis, "/" + pointer_step(variable), means->by,
                            {"n", "mean", "sd", "variance"});
      pointers.insert(pointers.end(), of_one.begin(), of_one.end());
    }
  }
  return pointers;
}

}  // namespace passerelle::analysis

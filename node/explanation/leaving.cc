#include "node/explanation/leaving.h"

#include "node/analysis/ranks.h"
#include "node/explanation/finest_cells.h"

namespace passerelle::explanation {
namespace {

using analysis::PropensityAnalysis;

// Whether its counts are those of grids alone.
bool is_of_grids(const analysis::Analysis& one) {
  return std::holds_alternative<analysis::QuantilesAnalysis>(one.what) ||
         analysis::ranks_numbers(one);
}

std::string first_round(const analysis::StudyPlan& plan,
                        const analysis::Analysis& one,
                        const Messages& say) {
  if (is_of_grids(one)) return say("leaves.grid");
  const auto wants = finest_wants(plan, one);
  const auto cells = std::to_string(wants.cells.size());
  if (!wants.slots.empty()) return say("leaves.sums", {cells, std::to_string(wants.slots.size())});
  return wants.cells.empty() ? say("leaves.nothing") : say("leaves.counts", {cells});
}

}  // namespace

std::string leaving_in_words(const analysis::StudyPlan& plan,
                             const analysis::Analysis& one,
                             Language language) {
  const auto& say = words(language);
  auto text = first_round(plan, one, say);
  if (!is_of_grids(one) && !analysis::quantiles_in(one).empty()) text += " " + say("leaves.grid");
  if (analysis::curve_on_breaks(one) != nullptr) text += " " + say("leaves.levels");
  if (std::holds_alternative<analysis::LinearAnalysis>(one.what)) {
    text += " " + say("leaves.residuals");
  }
  if (std::holds_alternative<analysis::CoxAnalysis>(one.what) || analysis::glm_of(one) != nullptr) {
    text += " " + say("leaves.iterates");
  }
  if (analysis::ranks_numbers(one)) text += " " + say("leaves.ranks");
  if (const auto* groups = std::get_if<PropensityAnalysis>(&one.what)) {
    text += " " + say(groups->matching ? "leaves.matched" : "leaves.weighted");
  }
  return text;
}

}  // namespace passerelle::explanation

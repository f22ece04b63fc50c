#include "node/analysis/matching_layout.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/design.h"
#include "node/analysis/linear_model.h"
#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

const PropensityAnalysis& propensity_of(const Analysis& analysis) {
  return std::get<PropensityAnalysis>(analysis.what);
}

const char* level_of_matched(MatchedAs how) {
  switch (how) {
    case MatchedAs::matched: return "matched";
    case MatchedAs::unmatched: return "unmatched";
    case MatchedAs::complete: return "complete";
    case MatchedAs::incomplete: break;
  }
  return "incomplete";
}

CellKey with(CellKey key, const Category& category) {
  return analysis::with(std::move(key), category.variable, category.level);
}

bool has_incomplete_sets(const Analysis& analysis) {
  return propensity_of(analysis).matching->ratio > 1;
}

// A cell of all rows, cut into the parts of a matched sample.
void add_parts(const StudyPlan& plan,
               const Analysis& analysis,
               const CellKey& rows,
               std::vector<CellKey>& cells) {
  const auto add = [&](Arm arm, MatchedAs how) {
    auto cell = matched_cell(plan, analysis, arm, how);
    for (const auto& category : rows.where) cell = with(std::move(cell), category);
    cells.push_back(std::move(cell));
  };
  for (const auto arm : {Arm::treated, Arm::control}) {
    add(arm, MatchedAs::matched);
    add(arm, MatchedAs::unmatched);
  }
  if (!has_incomplete_sets(analysis)) return;
  add(Arm::control, MatchedAs::complete);
  add(Arm::control, MatchedAs::incomplete);
}

void add_bundle(const std::string& name, const std::vector<CellKey>& cells, Layout& layout) {
  if (cells.empty()) return;
  layout.wanted.insert(cells.begin(), cells.end());
  layout.bundles.push_back({name, cells});
}

// The first cell is that of the values that are summed.
std::vector<CellKey> joined(std::vector<CellKey> cells, const std::vector<CellKey>& others) {
  cells.insert(cells.end(), others.begin(), others.end());
  return cells;
}

void add_analysis(const StudyPlan& plan, const Analysis& analysis, Layout& layout) {
  const auto sizes = sizes_of_sample(plan, analysis);
  const std::string name = analysis.id + "@" + kMatching;
  add_bundle(name, sizes, layout);
  for (const auto& [term, columns] : columns_by_term(plan, analysis)) {
    const auto cells = cells_of_term(plan, analysis, term);
    add_bundle(name + " " + term, cells, layout);
    layout.slots[{analysis.id, kMatching, term}] = {SlotNeeds::Kind::matched, columns.size(),
                                                    joined(sizes, cells)};
  }
  if (!propensity_of(analysis).outcome) return;
  const auto cells = cells_of_response(plan, analysis);
  add_bundle(name + " outcome", cells, layout);
  layout.slots[{analysis.id, kMatching, ""}] = {SlotNeeds::Kind::cross_products, 2,
                                                joined(sizes, cells)};
}

}  // namespace

Category category_of(const Analysis& analysis, MatchedAs how) {
  return {analysis.id + "@" + kMatching, level_of_matched(how)};
}

const std::string* sample_of(const CellKey& key) {
  const auto suffix = std::string("@") + kMatching;
  const auto found =
      std::find_if(key.where.begin(), key.where.end(),
                   [&](const Category& category) { return category.variable.ends_with(suffix); });
  return found == key.where.end() ? nullptr : &found->variable;
}

CellKey arm_cell(const StudyPlan& plan, const Analysis& analysis, Arm arm) {
  const auto& exposure = plan.variable(propensity_of(analysis).model.outcome);
  const auto* side = declared_side(exposure, arm == Arm::treated);
  return analysis::with(rows_of(analysis), exposure.name, side->name);
}

CellKey matched_cell(const StudyPlan& plan, const Analysis& analysis, Arm arm, MatchedAs how) {
  return with(arm_cell(plan, analysis, arm), category_of(analysis, how));
}

std::vector<CellKey> sizes_of_sample(const StudyPlan& plan, const Analysis& analysis) {
  std::vector<CellKey> cells;
  add_parts(plan, analysis, {}, cells);
  if (!has_incomplete_sets(analysis)) return cells;
  for (const auto how : {MatchedAs::complete, MatchedAs::incomplete}) {
    cells.push_back(matched_cell(plan, analysis, Arm::treated, how));
  }
  return cells;
}

std::vector<CellKey> cells_of_term(const StudyPlan& plan,
                                   const Analysis& analysis,
                                   const std::string& term) {
  auto alone = analysis;
  std::get<PropensityAnalysis>(alone.what).model.terms = {term};
  std::vector<CellKey> cells;
  for (const auto& rows : level_cells(plan, alone)) add_parts(plan, analysis, rows, cells);
  return cells;
}

std::vector<CellKey> cells_of_response(const StudyPlan& plan, const Analysis& analysis) {
  std::vector<CellKey> cells;
  const auto& outcome = plan.variable(*propensity_of(analysis).outcome);
  for (const auto& level : outcome.levels) {
    add_parts(plan, analysis, analysis::with({}, outcome.name, level.name), cells);
  }
  return cells;
}

std::vector<TermColumns> columns_by_term(const StudyPlan& plan, const Analysis& analysis) {
  std::vector<TermColumns> terms;
  const auto coefficients = coefficients_of(plan, analysis);
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    if (terms.empty() || terms.back().term != coefficients[j].term) {
      terms.push_back({coefficients[j].term, {}});
    }
    terms.back().columns.push_back(j);
  }
  return terms;
}

std::vector<const Analysis*> matching_now(const StudyPlan& plan, const State& state) {
  std::vector<const Analysis*> due;
  for (const auto& analysis : plan.analyses) {
    const auto* propensity = std::get_if<PropensityAnalysis>(&analysis.what);
    if (propensity == nullptr || !propensity->matching) continue;
    const auto fit = state.glm_fits.find(analysis.id);
    if (fit != state.glm_fits.end() && fit->second.newton.status == NewtonFit::Status::converged &&
        !state.matched.contains(analysis.id)) {
      due.push_back(&analysis);
    }
  }
  return due;
}

Layout matching_layout(const StudyPlan& plan, const State& state) {
  Layout layout;
  for (const auto* analysis : matching_now(plan, state)) add_analysis(plan, *analysis, layout);
  return layout;
}

// Of beta'x: beta' times the covariance of the columns times beta, which the first round tells.
double predictor_deviation(const StudyPlan& plan, const Analysis& analysis, const State& state) {
  const Pool first(state.first);
  const auto centring = pooled_centring(plan, analysis, first);
  const auto pooled = first.products({analysis.id, "", ""}, rows_of(analysis));
  const auto& beta = state.glm_fits.at(analysis.id).newton.best_beta;
  const std::vector<double> slopes(beta.begin() + 1, beta.end());
  const auto products = measured_products(*pooled, *centring);
  return std::sqrt(quadratic_form(products, slopes) / static_cast<double>(pooled->n - 1));
}

}  // namespace passerelle::analysis

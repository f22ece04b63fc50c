#include "node/analysis/compile_comparisons.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/compile_models.h"
#include "node/analysis/compile_names.h"
#include "node/analysis/compile_survival.h"
#include "node/analysis/compile_terms.h"
#include "node/analysis/design.h"

namespace passerelle::analysis {
namespace {

void append_terms(Fields& fields, WrittenAnalysis& written, std::vector<std::string>& terms) {
  if (!fields.has("terms")) return;
  for (auto& term : read_terms(fields, written)) terms.push_back(std::move(term));
}

}  // namespace

void read_did(Fields& fields, WrittenAnalysis& written) {
  LinearAnalysis model;
  model.outcome = use(fields, written, "outcome", Role::number);
  const auto treated = use(fields, written, "treated", Role::term);
  const auto post = use(fields, written, "post", Role::term);
  model.terms = {treated, post, treated + ":" + post};
  written.analysis.effects = {{"effect", model.terms.back()}};
  append_terms(fields, written, model.terms);
  read_robust(fields, model);
  written.analysis.what = std::move(model);
}

void read_its(Fields& fields, WrittenAnalysis& written) {
  GlmAnalysis model;
  model.family = GlmAnalysis::Family::poisson;
  model.link = GlmAnalysis::Link::log;
  model.outcome = use(fields, written, "outcome", Role::number);
  const auto time = use(fields, written, "time", Role::curved);
  const double intervention = fields.number("intervention");
  if (fields.failed()) return;
  const auto made = [&](const std::string& form, const Json& expression) {
    auto name = form + "(" + time + ")";
    written.made.push_back({name, time, expression.dump(), written.path});
    return name;
  };
  const auto after = made("after", {{"case", {{{{"gt", {time, intervention}}}, 1}}}, {"else", 0}});
  const auto since = made("since", {{"max", {{{"sub", {time, intervention}}}, 0}}});
  model.terms = {time, after, since};
  written.analysis.effects = {{"level_change", after}, {"slope_change", since}};
  append_terms(fields, written, model.terms);
  model.offset = use_or_none(fields, written, "offset", Role::number);
  written.analysis.what = std::move(model);
}

Result<void> check_effects(const StudyPlan& plan) {
  for (std::size_t i = 0; i < plan.analyses.size(); ++i) {
    const auto& analysis = plan.analyses[i];
    const auto coefficients = coefficients_of(plan, analysis);
    for (const auto& effect : analysis.effects) {
      if (std::ranges::count(coefficients, effect.term, &Coefficient::term) == 1) continue;
      return refused(AnalysisError::wrong_kind, path_to("/analyses", i),
                     "`" + effect.term +
                         "` compares two groups at two times: numbers of 0 and 1, or two levels, "
                         "are expected");
    }
  }
  return {};
}

}  // namespace passerelle::analysis

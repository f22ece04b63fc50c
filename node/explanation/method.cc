#include "node/explanation/method.h"

#include "node/analysis/compile_names.h"
#include "node/analysis/glm_family.h"
#include "node/base/json.h"

namespace passerelle::explanation {
namespace {

using analysis::CoxAnalysis;
using analysis::GlmAnalysis;
using analysis::LinearAnalysis;
using analysis::PcaAnalysis;

std::string generalised(const GlmAnalysis& glm, const Messages& say) {
  const auto key = glm.family == GlmAnalysis::Family::gamma               ? "method.glm_gamma"
                   : glm.family == GlmAnalysis::Family::negative_binomial ? "method.glm_shape"
                                                                          : "method.glm";
  return say(key, {say.of("family", analysis::family_name(glm)), analysis::link_name(glm)}) +
         (glm.weights ? say("method.glm_weights", {*glm.weights}) : std::string());
}

std::string risk_sets(const CoxAnalysis& what, const Messages& say) {
  if (!what.strata.empty()) return say("risk_sets.strata_beside", {analysis::listed(what.strata)});
  return say(what.breaks ? "risk_sets.breaks" : "risk_sets.strata");
}

std::string cox(const CoxAnalysis& what, const Messages& say) {
  return say("method.cox",
             {risk_sets(what, say), what.ties == CoxAnalysis::Ties::efron ? "Efron" : "Breslow",
              (what.entry ? say("risk_sets.entry") : std::string()) +
                  (what.gives_baseline ? say("risk_sets.baseline") : std::string())});
}

std::string log_rank(const analysis::LogRankAnalysis& test, const Messages& say) {
  const auto name =
      test.rho == 0 ? say("log_rank.plain") : say("log_rank.rho", {number_text(test.rho)});
  if (!test.strata.empty())
    return say("method.log_rank_beside", {name, analysis::listed(test.strata)});
  return say(test.breaks ? "method.log_rank_breaks" : "method.log_rank", {name});
}

std::string matching(const analysis::PropensityAnalysis& what, const Messages& say) {
  const auto& how = *what.matching;
  const auto exact = analysis::listed(how.exact);
  return say("method.matching",
             {std::to_string(how.ratio),
              how.caliper ? say("matching.caliper", {number_text(*how.caliper)}) : std::string(),
              exact.empty() ? exact : say("matching.exact", {exact}),
              what.outcome ? say("matching.effect") : std::string()});
}

std::string propensity(const analysis::PropensityAnalysis& what, const Messages& say) {
  if (what.matching) return matching(what, say);
  const bool is_ate = what.estimand == analysis::PropensityAnalysis::Estimand::ate;
  const auto bound = number_text(what.truncate);
  return say("method.propensity",
             {say(is_ate ? "propensity.ate" : "propensity.att"),
              what.truncate > 0 ? say("propensity.truncated", {bound}) : std::string(),
              what.outcome ? say("propensity.effect") : std::string()});
}

std::string diagnostic(const analysis::DiagnosticAnalysis& what, const Messages& say) {
  auto text = say("method.diagnostic");
  if (what.score) text += " " + say("method.diagnostic_score");
  if (what.has_curve) text += " " + say("method.diagnostic_curve");
  if (what.has_calibration) text += " " + say("method.diagnostic_calibration");
  return text;
}

}  // namespace

std::optional<std::string> method_of(const analysis::Analysis& analysis, Language language) {
  const auto& say = words(language);
  const auto* what = &analysis.what;
  if (const auto* model = std::get_if<CoxAnalysis>(what)) {
    return cox(*model, say);
  }
  if (const auto* linear = std::get_if<LinearAnalysis>(what)) {
    return say(
        "method.linear",
        {say(linear->errors == LinearAnalysis::Errors::hc1 ? "errors.hc1" : "errors.classical")});
  }
  if (const auto* pca = std::get_if<PcaAnalysis>(what)) {
    return say("method.pca", {say(pca->of == PcaAnalysis::Of::correlation ? "pca.correlation"
                                                                          : "pca.covariance")});
  }
  if (const auto* glm = std::get_if<GlmAnalysis>(what)) return generalised(*glm, say);
  if (const auto* test = std::get_if<analysis::LogRankAnalysis>(what)) return log_rank(*test, say);
  if (const auto* weights = std::get_if<analysis::PropensityAnalysis>(what)) {
    return propensity(*weights, say);
  }
  if (const auto* mixed = std::get_if<analysis::MixedAnalysis>(what)) {
    const bool is_ml = mixed->method == analysis::MixedAnalysis::Method::likelihood;
    return say("method.mixed", {mixed->group, say(is_ml ? "mixed.ml" : "mixed.reml")});
  }
  if (const auto* ranks = std::get_if<analysis::RankCorrelationAnalysis>(what)) {
    return say(ranks->grids.empty() ? "method.ranks" : "method.ranks_of_numbers");
  }
  if (const auto* test = std::get_if<analysis::DiagnosticAnalysis>(what)) {
    return diagnostic(*test, say);
  }
  if (const auto* meta = std::get_if<analysis::MetaAnalysis>(what)) {
    return say(meta->is_logarithm ? "method.meta_logarithm" : "method.meta",
               {meta->quantity, meta->of});
  }
  if (const auto* derive = std::get_if<analysis::DeriveAnalysis>(what)) {
    return say(derive->is_of_one_model ? "method.derive" : "method.derive_numbers",
               {analysis::listed(derive->of)});
  }
  const auto quantiles = analysis::quantiles_in(analysis);
  const auto of_quantiles =
      quantiles.empty() ? std::string()
                        : say("method.quantiles", {std::to_string(quantiles.front().definition)});
  if (std::holds_alternative<analysis::QuantilesAnalysis>(*what)) return of_quantiles;
  const auto key = "method." + analysis.type;
  if (!say.has(key)) return std::nullopt;
  return say(key) + (of_quantiles.empty() ? "" : " ") + of_quantiles;
}

}  // namespace passerelle::explanation

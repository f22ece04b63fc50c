#include "node/explanation/method.h"

#include "node/analysis/glm_family.h"

namespace passerelle::explanation {
namespace {

using analysis::CoxAnalysis;
using analysis::GlmAnalysis;
using analysis::LinearAnalysis;
using analysis::PcaAnalysis;

std::string generalised(const GlmAnalysis& glm, const Messages& say) {
  return say(glm.family == GlmAnalysis::Family::gamma ? "method.glm_gamma" : "method.glm",
             {say.of("family", analysis::family_name(glm)), analysis::link_name(glm)});
}

std::string diagnostic(const analysis::DiagnosticAnalysis& what, const Messages& say) {
  auto text = say("method.diagnostic");
  if (what.score) text += " " + say("method.diagnostic_score");
  if (what.has_curve) text += " " + say("method.diagnostic_curve");
  return text;
}

}  // namespace

std::optional<std::string> method_of(const analysis::Analysis& analysis, Language language) {
  const auto& say = words(language);
  const auto* what = &analysis.what;
  if (const auto* cox = std::get_if<CoxAnalysis>(what)) {
    return say("method.cox", {cox->ties == CoxAnalysis::Ties::efron ? "Efron" : "Breslow"});
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
  if (const auto* test = std::get_if<analysis::DiagnosticAnalysis>(what)) {
    return diagnostic(*test, say);
  }
  if (const auto* meta = std::get_if<analysis::MetaAnalysis>(what)) {
    return say("method.meta", {meta->coefficient, meta->of});
  }
  if (const auto* derive = std::get_if<analysis::DeriveAnalysis>(what)) {
    return say("method.derive", {derive->of});
  }
  if (const auto* quantiles = std::get_if<analysis::QuantilesAnalysis>(what)) {
    return say("method.quantiles", {std::to_string(quantiles->definition)});
  }
  const auto key = "method." + analysis.type;
  if (!say.has(key)) return std::nullopt;
  return say(key);
}

}  // namespace passerelle::explanation

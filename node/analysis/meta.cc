// meta: the nodes' own estimates as one. It asks for nothing that the analysis which made them does
// not ask for.
#include <nlohmann/json.hpp>
#include <optional>

#include "node/analysis/analyses.h"
#include "node/analysis/meta_estimate.h"
#include "node/analysis/own_estimates.h"

namespace passerelle::analysis {
namespace {

using Nodes = std::vector<NodeEstimate>;

// Nothing when a node gives no such estimate.
std::optional<Nodes> estimates_of(const Analysis& what,
                                  const std::string& quantity,
                                  const Json& answers) {
  Nodes nodes;
  for (const auto& [name, answer] : answers.items()) {
    const auto own = own_estimate(what, quantity, answer);
    if (!own) return std::nullopt;
    nodes.push_back({own->estimate, own->standard_error * own->standard_error});
  }
  if (nodes.empty()) return std::nullopt;
  return nodes;
}

void put(const std::string& pointer,
         const MetaEstimate& meta,
         const Heterogeneity& spread,
         const Json& answers,
         Answer& out) {
  out.put_number(pointer + "/estimate", meta.estimate);
  out.put_number(pointer + "/standard_error", meta.standard_error);
  out.put_number(pointer + "/conf_low", meta.conf_low);
  out.put_number(pointer + "/conf_high", meta.conf_high);
  out.put_number(pointer + "/z", meta.z);
  out.put_number(pointer + "/p_value", meta.p_value);
  out.put_number(pointer + "/tau2", meta.tau2);
  out.put_number(pointer + "/q", spread.q);
  out.put_json(pointer + "/df", static_cast<std::int64_t>(spread.df));
  out.put_number(pointer + "/q_p_value", spread.p_value);
  out.put_number(pointer + "/i2", spread.i2);
  out.put_number(pointer + "/prediction_low", meta.prediction_low);
  out.put_number(pointer + "/prediction_high", meta.prediction_high);
  out.put_number(pointer + "/hartung_knapp_standard_error", meta.hartung_knapp_standard_error);
  out.put_number(pointer + "/hartung_knapp_conf_low", meta.hartung_knapp_conf_low);
  out.put_number(pointer + "/hartung_knapp_conf_high", meta.hartung_knapp_conf_high);
  Json weights = Json::object();
  std::size_t i = 0;
  for (const auto& [name, answer] : answers.items()) weights[name] = meta.weights[i++];
  out.put_json(pointer + "/weights", std::move(weights));
}

}  // namespace

std::string_view code(MetaAnalysis::Method method) {
  switch (method) {
    case MetaAnalysis::Method::fixed: return "fixed";
    case MetaAnalysis::Method::dersimonian_laird: return "DL";
    case MetaAnalysis::Method::paule_mandel: return "PM";
    case MetaAnalysis::Method::restricted_likelihood: return "REML";
  }
  return {};
}

void want(const Outcomes&, const State&, const Analysis&, const MetaAnalysis&, Wants&) {}

void answer(const Answering& from, const MetaAnalysis& meta, Answer& out) {
  const auto& answers = answer_to(from.before, meta.of).at("nodes");
  const auto& what = find_analysis(from.outcomes.plan(), meta.of);
  const auto nodes = estimates_of(what, meta.quantity, answers);
  if (!nodes) {
    for (const auto method : meta.methods) out.withhold("/" + std::string(code(method)));
    return;
  }
  const auto spread = heterogeneity(*nodes);
  for (const auto method : meta.methods) {
    put("/" + std::string(code(method)), meta_estimate(*nodes, method), spread, answers, out);
  }
}

}  // namespace passerelle::analysis

// Estimates of the nodes as one, and what is derived from estimates.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

constexpr Kind kText = Kind::text, kNumber = Kind::number, kShare = Kind::share, kP = Kind::p_value;

const char* name_of(analysis::MetaAnalysis::Method method) {
  switch (method) {
    case analysis::MetaAnalysis::Method::fixed: return "Fixed effect";
    case analysis::MetaAnalysis::Method::dersimonian_laird: return "DerSimonian-Laird";
    case analysis::MetaAnalysis::Method::paule_mandel: return "Paule-Mandel";
    case analysis::MetaAnalysis::Method::restricted_likelihood: return "Restricted likelihood";
  }
  return "";
}

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::MetaAnalysis& meta,
                  std::vector<Table>& tables) {
  Rows rows, weights;
  std::vector<Column> weight_columns{{"node", "Node", kText}};
  for (const auto method : meta.methods) {
    const auto at = "/" + std::string(code(method));
    std::vector<Value> row{std::string(name_of(method))};
    for (const char* field :
         {"estimate", "standard_error", "conf_low", "conf_high", "z", "p_value", "tau2", "q", "df",
          "q_p_value", "i2", "prediction_low", "prediction_high", "hartung_knapp_standard_error",
          "hartung_knapp_conf_low", "hartung_knapp_conf_high"}) {
      row.push_back(from.at(at + "/" + field));
    }
    rows.push_back(std::move(row));
    weight_columns.push_back({std::string(code(method)), name_of(method), kShare});
  }
  tables.push_back({"",
                    "Estimates of the nodes as one: " + meta.coefficient + " in " + meta.of,
                    {{"method", "Method", kText},
                     {"estimate", "Estimate", kNumber},
                     {"standard_error", "Standard error", kNumber},
                     {"conf_low", "95 % from", kNumber},
                     {"conf_high", "to", kNumber},
                     {"z", "", kNumber},
                     {"p_value", "p", kP},
                     {"tau2", "τ²", kNumber},
                     {"q", "Q", kNumber},
                     {"df", "", kNumber},
                     {"q_p_value", "p of Q", kP},
                     {"i2", "I²", kShare},
                     {"prediction_low", "Another node from", kNumber},
                     {"prediction_high", "to", kNumber},
                     {"hartung_knapp_standard_error", "", kNumber},
                     {"hartung_knapp_conf_low", "Hartung-Knapp from", kNumber},
                     {"hartung_knapp_conf_high", "to", kNumber}},
                    rows});
  const auto first = "/" + std::string(code(meta.methods.front())) + "/weights";
  if (!from.json().contains(Json::json_pointer(first))) return;
  for (const auto& [node, weight] : from.json().at(Json::json_pointer(first)).items()) {
    std::vector<Value> row{node};
    for (const auto method : meta.methods) {
      row.push_back(from.at("/" + std::string(code(method)) + "/weights/" + pointer_step(node)));
    }
    weights.push_back(std::move(row));
  }
  tables.push_back({"weights", "Weights of the nodes", weight_columns, weights});
}

void write_tables(const ResultSource& from,
                  const analysis::DeriveAnalysis&,
                  std::vector<Table>& tables) {
  tables.push_back({"",
                    "Derived quantity",
                    {{"estimate", "Estimate", kNumber},
                     {"standard_error", "Standard error", kNumber},
                     {"conf_low", "95 % from", kNumber},
                     {"conf_high", "to", kNumber}},
                    {{from.at("/estimate"), from.at("/standard_error"), from.at("/conf_low"),
                      from.at("/conf_high")}}});
}

}  // namespace passerelle::bundle

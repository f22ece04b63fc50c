// Estimates of the nodes as one, and what is derived from estimates.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

const char* key_of(analysis::MetaAnalysis::Method method) {
  switch (method) {
    case analysis::MetaAnalysis::Method::fixed: return "row.fixed";
    case analysis::MetaAnalysis::Method::dersimonian_laird: return "row.dersimonian_laird";
    case analysis::MetaAnalysis::Method::paule_mandel: return "row.paule_mandel";
    case analysis::MetaAnalysis::Method::restricted_likelihood: return "row.restricted_likelihood";
  }
  return "";
}

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::MetaAnalysis& meta,
                  std::vector<Table>& tables) {
  Rows rows, weights;
  std::vector<Column> weight_columns{{"node", from.say("column.node"), kText}};
  for (const auto method : meta.methods) {
    const auto at = "/" + std::string(code(method));
    std::vector<Value> row{from.say(key_of(method))};
    for (const char* field :
         {"estimate", "standard_error", "conf_low", "conf_high", "z", "p_value", "tau2", "q", "df",
          "q_p_value", "i2", "prediction_low", "prediction_high", "hartung_knapp_standard_error",
          "hartung_knapp_conf_low", "hartung_knapp_conf_high"}) {
      row.push_back(from.at(at + "/" + field));
    }
    rows.push_back(std::move(row));
    weight_columns.push_back({std::string(code(method)), from.say(key_of(method)), kShare});
  }
  tables.push_back({"",
                    from.say("caption.meta", {meta.quantity, meta.of}),
                    {{"method", from.say("column.method"), kText},
                     {"estimate", from.say("column.estimate"), kNumber},
                     {"standard_error", from.say("column.standard_error"), kNumber},
                     {"conf_low", from.say("column.conf_low"), kNumber},
                     {"conf_high", from.say("column.conf_high"), kNumber},
                     {"z", "", kNumber},
                     {"p_value", from.say("column.p_value"), kP},
                     {"tau2", from.say("column.tau2"), kNumber},
                     {"q", from.say("column.q"), kNumber},
                     {"df", "", kNumber},
                     {"q_p_value", from.say("column.q_p_value"), kP},
                     {"i2", from.say("column.i2"), kShare},
                     {"prediction_low", from.say("column.prediction_low"), kNumber},
                     {"prediction_high", from.say("column.conf_high"), kNumber},
                     {"hartung_knapp_standard_error", "", kNumber},
                     {"hartung_knapp_conf_low", from.say("column.hartung_knapp_low"), kNumber},
                     {"hartung_knapp_conf_high", from.say("column.conf_high"), kNumber}},
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
  tables.push_back({"weights", from.say("caption.weights"), weight_columns, weights});
}

void write_tables(const ResultSource& from,
                  const analysis::DeriveAnalysis&,
                  std::vector<Table>& tables) {
  tables.push_back({"",
                    from.say("caption.derived"),
                    {{"estimate", from.say("column.estimate"), kNumber},
                     {"standard_error", from.say("column.standard_error"), kNumber},
                     {"conf_low", from.say("column.conf_low"), kNumber},
                     {"conf_high", from.say("column.conf_high"), kNumber}},
                    {{from.at("/estimate"), from.at("/standard_error"), from.at("/conf_low"),
                      from.at("/conf_high")}}});
}

}  // namespace passerelle::bundle

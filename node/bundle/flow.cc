#include "node/bundle/flow.h"

#include <nlohmann/json.hpp>

#include "node/analysis/answer.h"
#include "node/analysis/layout.h"
#include "node/analysis/steps_before_set.h"
#include "node/bundle/layout_text.h"

namespace passerelle::bundle {
namespace {

// Null is withheld, a number that is not there is none.
Value value_at(const Json& json, const char* pointer) {
  const Json::json_pointer place(pointer);
  if (!json.contains(place)) return {};
  const auto& value = json.at(place);
  if (value.is_null()) return Withheld{};
  if (!value.is_number()) return {};
  return value.get<double>();
}

// The sum, withheld as soon as one of its parts is.
Value sum_of(const std::vector<Value>& parts) {
  if (parts.empty()) return {};
  double sum = 0;
  for (const auto& part : parts) {
    const auto* number = std::get_if<double>(&part);
    if (number == nullptr) return part;
    sum += *number;
  }
  return sum;
}

Value sum_over(const Json& list, const char* pointer) {
  std::vector<Value> parts;
  for (const auto& item : list) parts.push_back(value_at(item, pointer));
  return sum_of(parts);
}

Value rows_behind(const Json& pooled) {
  for (const char* pointer : {"/n", "/rows", "/total"}) {
    const auto value = value_at(pooled, pointer);
    if (!std::holds_alternative<std::monostate>(value)) return value;
  }
  if (pooled.contains("groups") && pooled["groups"].is_array()) {
    return sum_over(pooled["groups"], "/n");
  }
  if (pooled.contains("tp")) {
    return sum_of({value_at(pooled, "/tp"), value_at(pooled, "/fp"), value_at(pooled, "/fn"),
                   value_at(pooled, "/tn")});
  }
  return {};
}

Value events_behind(const Json& pooled) {
  if (!pooled.contains("groups")) return value_at(pooled, "/events");
  return pooled["groups"].is_array() ? sum_over(pooled["groups"], "/events") : Value{};
}

AnalysisRows rows_of(const analysis::StudyPlan& plan,
                     const analysis::Analysis& what,
                     const Json& answer) {
  const auto& set = plan.row_sets.at(what.row_set);
  AnalysisRows rows{what.id, {}, {}, what.row_set == analysis::kAnalysisSet, set.cohort};
  if (answer.at("status") == "failed") return rows;
  rows.rows = rows_behind(answer.at("pooled"));
  rows.events = events_behind(answer.at("pooled"));
  return rows;
}

}  // namespace

Flow flow_of(const Replay& run) {
  Flow flow;
  const auto set = run.answer->find("analysis_set");
  flow.has_set = set != run.answer->end();
  if (flow.has_set) {
    flow.cohort = run.plan.row_sets.at(analysis::kAnalysisSet).cohort;
    flow.is_named = run.plan.named_set.has_value();
    flow.opted_out = value_at(*set, "/opted_out");
    flow.left_out = value_at(*set, "/left_out");
    flow.in_set = value_at(*set, "/rows");
    flow.in_cohort = sum_of({flow.left_out, flow.in_set});
  }
  for (const auto& id : analysis::steps_before_set(run.plan)) {
    const auto& step = run.plan.row_sets.at(analysis::find_analysis(run.plan, id).row_set);
    const auto& pooled = analysis::answer_to(run.answer->at("analyses"), id).at("pooled");
    flow.before.push_back({step.cohort, value_at(pooled, "/rows")});
  }
  for (std::size_t i = 0; i < run.plan.analyses.size(); ++i) {
    flow.analyses.push_back(
        rows_of(run.plan, run.plan.analyses[i], run.answer->at("analyses").at(i)));
  }
  return flow;
}

Table flow_table(const Flow& flow, const Messages& say) {
  Table table{"",
              say("caption.flow"),
              {{"step", say("column.step"), Kind::text},
               {"number", say("column.number"), Kind::count},
               {"events", say("column.events"), Kind::count}},
              {}};
  const auto add = [&](const std::string& step, const Value& number, const Value& events = {}) {
    table.rows.push_back({step, number, events});
  };
  if (flow.has_set) {
    if (flow.opted_out != Value(0.0)) add(say("flow.opted_out"), flow.opted_out);
    for (const auto& step : flow.before) add(say("flow.cohort", {step.cohort}), step.rows);
    if (flow.is_named) {
      add(say("flow.named_set", {flow.cohort}), flow.in_set);
    } else {
      add(say("flow.cohort", {flow.cohort}), flow.in_cohort);
      add(say("flow.left_out"), flow.left_out);
      add(say("flow.set"), flow.in_set);
    }
  }
  for (const auto& one : flow.analyses) {
    const auto name = as_words(one.id);
    const bool is_apart = flow.has_set && !one.is_on_set;
    add(is_apart ? say("flow.analysis_on", {name, one.cohort}) : name, one.rows, one.events);
  }
  return table;
}

}  // namespace passerelle::bundle

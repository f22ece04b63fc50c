// Tables of weighting, or matching, by the probability of an exposure.
#include <nlohmann/json.hpp>

#include "node/analysis/design.h"
#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

void add_effect(const ResultSource& from,
                const std::string& outcome,
                const std::string& caption,
                std::vector<Table>& tables) {
  const bool is_event = from.plan().variable(outcome).is_categorical();
  const std::string mean = is_event ? "/effect/risk" : "/effect/mean";
  const std::string row = is_event ? "row.risk_" : "row.mean_";
  Rows rows{{from.say(row + "exposed"), from.at(mean + "_treated"), {}, {}, {}},
            {from.say(row + "others"), from.at(mean + "_control"), {}, {}, {}}};
  const auto add = [&](const std::string& key, const std::string& at) {
    rows.push_back({from.say(key), from.at(at + "/estimate"), from.at(at + "/conf_low"),
                    from.at(at + "/conf_high"), from.at(at + "/standard_error")});
  };
  add("column.difference", mean + "_difference");
  if (is_event) {
    add("row.risk_ratio", "/effect/risk_ratio");
    add("row.odds_ratio", "/effect/odds_ratio");
  }
  tables.push_back({"effect",
                    from.say(caption, {as_words(outcome)}),
                    {{"quantity", from.say("column.quantity"), kText},
                     {"estimate", from.say("column.estimate"), kNumber},
                     {"conf_low", from.say("column.conf_low"), kNumber},
                     {"conf_high", from.say("column.conf_high"), kNumber},
                     {"standard_error", from.say("column.standard_error"), kNumber}},
                    rows});
}

std::string caption_of_effect(const ResultSource& from, bool is_matched) {
  if (!is_matched) return "caption.effect";
  const bool is_independent =
      from.has("/effect/variance") && from.json().at("effect").at("variance") == "independent_arms";
  return is_independent ? "caption.effect_independent" : "caption.effect_matched";
}

void add_weights(const ResultSource& from, std::vector<Table>& tables) {
  Rows weights;
  for (const auto& [row, arm] : {std::pair{"row.exposed", "treated"}, {"row.others", "control"}}) {
    const auto at = "/weights/" + std::string(arm);
    weights.push_back({from.say(row), from.at("/" + std::string(arm)), from.at(at + "/sum"),
                       from.at(at + "/effective_sample_size")});
  }
  tables.push_back({"weights",
                    from.say("caption.row_weights"),
                    {{"group", from.say("column.group"), kText},
                     {"n", from.say("column.n"), kCount},
                     {"sum", from.say("column.sum"), kNumber},
                     {"effective", from.say("column.effective"), kNumber}},
                    weights});
}

void add_sample(const ResultSource& from,
                const analysis::Matching& matching,
                std::vector<Table>& tables) {
  Table table{"matching",
              from.say("caption.matching"),
              {{"group", from.say("column.group"), kText},
               {"n", from.say("column.n"), kCount},
               {"matched", from.say("column.matched"), kCount},
               {"unmatched", from.say("column.unmatched"), kCount}},
              {}};
  std::vector<Value> exposed{from.say("row.exposed"), from.at("/treated"),
                             from.at("/matching/treated"), from.at("/matching/unmatched")};
  std::vector<Value> others{from.say("row.others"), from.at("/control"),
                            from.at("/matching/control"), Value()};
  if (matching.ratio > 1) {
    table.columns.push_back(
        {"incomplete", from.say("column.incomplete", {std::to_string(matching.ratio)}), kCount});
    exposed.push_back(from.at("/matching/incomplete"));
    others.emplace_back();
  }
  table.rows = {std::move(exposed), std::move(others)};
  tables.push_back(std::move(table));
}

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::PropensityAnalysis& what,
                  std::vector<Table>& tables) {
  const std::string how = what.matching ? "_matching" : "";
  Rows balance;
  for (const auto& coefficient : analysis::coefficients_of(from.plan(), from.what())) {
    const auto at = "/balance/" + pointer_step(coefficient.name);
    balance.push_back({coefficient.name, from.at(at + "/before"), from.at(at + "/after")});
  }
  tables.push_back({"",
                    from.say("caption.balance", {as_words(what.model.outcome)}),
                    {{"term", from.say("column.term"), kText},
                     {"before", from.say("column.before" + how), kNumber},
                     {"after", from.say("column.after" + how), kNumber}},
                    balance});
  if (what.matching) add_sample(from, *what.matching, tables);
  else add_weights(from, tables);
  if (what.outcome) {
    add_effect(from, *what.outcome, caption_of_effect(from, what.matching.has_value()), tables);
  }
  // The model is of all nodes: none has one of its own.
  if (!from.json().contains("model")) return;
  std::vector<Table> model;
  write_tables(from.within("model"), what.model, model);
  for (auto& table : model) {
    table.name = table.name.empty() ? "model" : "model-" + table.name;
    tables.push_back(std::move(table));
  }
}

}  // namespace passerelle::bundle

// Rates of events.
#include <nlohmann/json.hpp>

#include "node/analysis/compile_names.h"
#include "node/analysis/outcomes.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
void write_tables(const ResultSource& from,
                  const analysis::RateAnalysis& rate,
                  std::vector<Table>& tables) {
  const auto by = rate.by.empty() ? std::vector<std::string>{"group"} : rate.by;
  Rows rows;
  for (const auto& group : groups_of(from.plan(), from.what().row_set, rate.by)) {
    auto& row = rows.emplace_back(group.levels.begin(), group.levels.end());
    row.resize(by.size());
    if (group.levels.empty()) row.front() = from.say("row.all");
    for (const char* field : {"/events", "/person_years", "/rate", "/conf_low", "/conf_high"}) {
      row.push_back(from.at(group.pointer() + field));
    }
  }
  const auto names = rate.by.empty() ? std::nullopt : std::optional(analysis::listed(rate.by));
  Table table{"", from.by("caption.rates", names), {}, rows};
  for (const auto& name : by) table.columns.push_back({name, as_words(name), kText});
  for (const char* name : {"events", "person_years", "rate", "conf_low", "conf_high"}) {
    table.columns.push_back({name, from.say(std::string("column.") + name), kNumber});
  }
  tables.push_back(std::move(table));
  const bool is_compared = !rate.weights.empty() || !rate.reference_rates.empty();
  if (!is_compared) return;
  Rows standard;
  for (const auto& group : groups_within(from.plan(), from.what().row_set, rate.by)) {
    const auto of_group = [&](const char* measure) {
      const auto levels = analysis::listed(group.levels);
      return from.say(measure) + (levels.empty() ? "" : " (" + levels + ")");
    };
    if (!rate.weights.empty()) {
      const auto at = "/standardised" + group.pointer();
      standard.push_back({of_group("row.standardised_rate"), from.at(at + "/rate"),
                          from.at(at + "/conf_low"), from.at(at + "/conf_high")});
    }
    if (!rate.reference_rates.empty()) {
      const auto at = "/sir" + group.pointer();
      standard.push_back({of_group("row.sir"), from.at(at + "/estimate"), from.at(at + "/conf_low"),
                          from.at(at + "/conf_high")});
      standard.push_back({of_group("row.expected"), from.at(at + "/expected"), {}, {}});
    }
  }
  tables.push_back({"standard",
                    from.say("caption.standard"),
                    {{"measure", "", kText},
                     {"estimate", from.say("column.estimate"), kNumber},
                     {"conf_low", from.say("column.conf_low"), kNumber},
                     {"conf_high", from.say("column.conf_high"), kNumber}},
                    standard});
}

}  // namespace passerelle::bundle

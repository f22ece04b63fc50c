// The groups of a study beside each other.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
// A number has one row per group, a category one per group and level.
void write_tables(const ResultSource& from,
                  const analysis::TableOneAnalysis& what,
                  std::vector<Table>& tables) {
  const auto groups = from.levels(what.by);
  Rows rows;
  for (const auto& variable : what.variables) {
    const bool is_category = from.plan().variable(variable).is_categorical();
    for (std::size_t i = 0; i <= groups.size(); ++i) {
      const bool is_all = i == 0;
      const auto group = is_all ? from.say("row.all") : groups[i - 1];
      const auto at = "/" + pointer_step(variable) + (is_all ? "" : "/by/" + pointer_step(group));
      const auto distance = is_all ? Value{}
                                   : from.at("/" + pointer_step(variable) +
                                             "/standardised_differences/" + pointer_step(group));
      if (!is_category) {
        rows.push_back({variable, std::string(), group, from.at(at + "/n"),
                        from.at(at + "/missing"), from.at(at + "/mean"), from.at(at + "/sd"),
                        Value{}, distance});
        add_quantiles(from, what.quantiles, at, rows.back());
        continue;
      }
      for (const auto& level : from.levels(variable)) {
        const auto step = "/" + pointer_step(level);
        rows.push_back({variable, level, group, from.at(at + "/counts" + step), Value{}, Value{},
                        Value{}, from.at(at + "/percent" + step), distance});
        add_quantiles(from, what.quantiles, at, rows.back());
      }
    }
  }
  tables.push_back(
      {"",
       from.say("caption.groups_by", {as_words(what.by)}),
       {{"variable", from.say("column.variable"), kText},
        {"level", from.say("column.level"), kText},
        {what.by, as_words(what.by), kText},
        {"n", from.say("column.n"), kCount},
        {"missing", from.say("column.missing"), kCount},
        {"mean", from.say("column.mean"), kNumber},
        {"sd", from.say("column.sd"), kNumber},
        {"percent", from.say("column.percent"), kNumber},
        {"standardised_difference", from.say("column.standardised_difference"), kNumber}},
       rows});
  add_quantile_columns(from, what.quantiles, tables.back());
}

}  // namespace passerelle::bundle

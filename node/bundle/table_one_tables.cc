// The groups of a study beside each other.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

constexpr Kind kText = Kind::text, kCount = Kind::count, kNumber = Kind::number;

}  // namespace

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
      const auto group = is_all ? std::string("all") : groups[i - 1];
      const auto at = "/" + pointer_step(variable) + (is_all ? "" : "/by/" + pointer_step(group));
      const auto distance = from.at("/" + pointer_step(variable) + "/standardised_differences/" +
                                    pointer_step(group));
      if (!is_category) {
        rows.push_back({variable, std::string(), group, from.at(at + "/n"),
                        from.at(at + "/missing"), from.at(at + "/mean"), from.at(at + "/sd"),
                        Value{}, distance});
        continue;
      }
      for (const auto& level : from.levels(variable)) {
        const auto step = "/" + pointer_step(level);
        rows.push_back({variable, level, group, from.at(at + "/counts" + step), Value{}, Value{},
                        Value{}, from.at(at + "/percent" + step), distance});
      }
    }
  }
  tables.push_back({"",
                    "Groups by " + as_words(what.by),
                    {{"variable", "Variable", kText},
                     {"level", "Level", kText},
                     {what.by, as_words(what.by), kText},
                     {"n", "n", kCount},
                     {"missing", "Missing", kCount},
                     {"mean", "Mean", kNumber},
                     {"sd", "Standard deviation", kNumber},
                     {"percent", "%", kNumber},
                     {"standardised_difference", "Standardised difference", kNumber}},
                    rows});
}

}  // namespace passerelle::bundle

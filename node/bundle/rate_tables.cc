// Rates of events.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

constexpr Kind kText = Kind::text, kNumber = Kind::number;

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::RateAnalysis& rate,
                  std::vector<Table>& tables) {
  Rows rows;
  const auto add = [&](const std::string& label, const std::string& at) {
    rows.push_back({label, from.at(at + "/events"), from.at(at + "/person_years"),
                    from.at(at + "/rate"), from.at(at + "/conf_low"), from.at(at + "/conf_high")});
  };
  add(from.say("row.all"), "");
  const auto by = rate.by.value_or("group");
  if (rate.by) {
    for (const auto& level : from.levels(by)) add(level, "/by/" + pointer_step(level));
  }
  tables.push_back({"",
                    from.by("caption.rates", rate.by),
                    {{by, as_words(by), kText},
                     {"events", from.say("column.events"), kNumber},
                     {"person_years", from.say("column.person_years"), kNumber},
                     {"rate", from.say("column.rate"), kNumber},
                     {"conf_low", from.say("column.conf_low"), kNumber},
                     {"conf_high", from.say("column.conf_high"), kNumber}},
                    rows});
  Rows standard;
  if (!rate.weights.empty()) {
    standard.push_back({from.say("row.standardised_rate"), from.at("/standardised/rate"),
                        from.at("/standardised/conf_low"), from.at("/standardised/conf_high")});
  }
  if (!rate.reference_rates.empty()) {
    standard.push_back({from.say("row.sir"), from.at("/sir/estimate"), from.at("/sir/conf_low"),
                        from.at("/sir/conf_high")});
    standard.push_back({from.say("row.expected"), from.at("/sir/expected"), {}, {}});
  }
  if (standard.empty()) return;
  tables.push_back({"standard",
                    from.say("caption.standard"),
                    {{"measure", "", kText},
                     {"estimate", from.say("column.estimate"), kNumber},
                     {"conf_low", from.say("column.conf_low"), kNumber},
                     {"conf_high", from.say("column.conf_high"), kNumber}},
                    standard});
}

}  // namespace passerelle::bundle

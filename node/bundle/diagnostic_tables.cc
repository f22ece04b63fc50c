// Diagnostic accuracy.
#include <nlohmann/json.hpp>

#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

Table measures(const ResultSource& from, const std::string& caption) {
  Rows rows;
  for (const auto& [measure, words] : {std::pair{"sensitivity", "row.sensitivity"},
                                       {"specificity", "row.specificity"},
                                       {"ppv", "row.ppv"},
                                       {"npv", "row.npv"},
                                       {"lr_plus", "row.lr_plus"},
                                       {"lr_minus", "row.lr_minus"}}) {
    std::vector<Value> row{from.say(words)};
    const bool is_ratio = std::string_view(measure).starts_with("lr");
    for (const char* field : {"estimate", "conf_low", "conf_high", "exact_low", "exact_high"}) {
      const bool is_of_both = !std::string_view(field).starts_with("exact");
      row.push_back(is_of_both || !is_ratio ? from.at("/" + std::string(measure) + "/" + field)
                                            : Value{});
    }
    rows.push_back(std::move(row));
  }
  return {"",
          caption,
          {{"measure", "", kText},
           {"estimate", from.say("column.estimate"), kNumber},
           {"conf_low", from.say("column.conf_low"), kNumber},
           {"conf_high", from.say("column.conf_high"), kNumber},
           {"exact_low", from.say("column.exact_low"), kNumber},
           {"exact_high", from.say("column.conf_high"), kNumber}},
          rows};
}

Table calibration(const ResultSource& from,
                  const analysis::DiagnosticAnalysis& what,
                  const std::string& caption) {
  Rows rows;
  for (std::size_t i = 0; i <= what.thresholds.size(); ++i) {
    const auto at = "/calibration/" + std::to_string(i) + "/";
    std::vector<Value> row;
    for (const char* field : {"from", "to", "n", "events", "observed/estimate", "observed/conf_low",
                              "observed/conf_high"}) {
      row.push_back(from.at(at + field));
    }
    rows.push_back(std::move(row));
  }
  return {"calibration",
          caption,
          {{"from", from.say("column.from"), kNumber},
           {"to", from.say("column.to"), kNumber},
           {"n", from.say("column.n"), kCount},
           {"events", from.say("column.events"), kCount},
           {"observed", from.say("column.share_observed"), kShare},
           {"conf_low", from.say("column.conf_low"), kShare},
           {"conf_high", from.say("column.conf_high"), kShare}},
          rows};
}

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::DiagnosticAnalysis& what,
                  std::vector<Table>& tables) {
  const auto test = as_words(what.score ? what.score->variable : what.test);
  const auto truth = as_words(what.truth);
  if (!what.score || what.threshold) {
    tables.push_back(measures(
        from, what.threshold
                  ? from.say("caption.test_from", {test, truth, significant(*what.threshold, 6)})
                  : from.say("caption.test", {test, truth})));
    tables.push_back({"counts",
                      from.say("caption.counts"),
                      {{"tp", from.say("column.tp"), kCount},
                       {"fp", from.say("column.fp"), kCount},
                       {"fn", from.say("column.fn"), kCount},
                       {"tn", from.say("column.tn"), kCount}},
                      {{from.at("/tp"), from.at("/fp"), from.at("/fn"), from.at("/tn")}}});
  }
  if (!what.has_curve) return;
  Rows rows;
  for (std::size_t i = 0; i < what.thresholds.size(); ++i) {
    const auto at = "/roc/" + std::to_string(i) + "/";
    std::vector<Value> row;
    for (const char* field : {"threshold", "tp", "fp", "fn", "tn", "sensitivity", "specificity"}) {
      row.push_back(from.at(at + field));
    }
    rows.push_back(std::move(row));
  }
  tables.push_back({tables.empty() ? "" : "roc",
                    from.say("caption.test_thresholds", {test, truth}),
                    {{"threshold", from.say("column.threshold"), Kind::time},
                     {"tp", from.say("column.tp"), kCount},
                     {"fp", from.say("column.fp"), kCount},
                     {"fn", from.say("column.fn"), kCount},
                     {"tn", from.say("column.tn"), kCount},
                     {"sensitivity", from.say("column.sensitivity"), kShare},
                     {"specificity", from.say("column.specificity"), kShare}},
                    rows});
  tables.push_back({"auc",
                    from.say("caption.auc"),
                    {{"auc", from.say("column.auc"), kShare},
                     {"standard_error", from.say("column.standard_error"), kShare},
                     {"conf_low", from.say("column.conf_low"), kShare},
                     {"conf_high", from.say("column.conf_high"), kShare}},
                    {{from.at("/auc"), from.at("/auc_se"), from.at("/auc_conf_low"),
                      from.at("/auc_conf_high")}}});
  if (what.has_calibration) {
    tables.push_back(calibration(from, what, from.say("caption.calibration", {test, truth})));
  }
}

}  // namespace passerelle::bundle

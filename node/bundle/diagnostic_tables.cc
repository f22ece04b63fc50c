// Diagnostic accuracy.
#include <nlohmann/json.hpp>

#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

constexpr Kind kText = Kind::text, kCount = Kind::count, kNumber = Kind::number,
               kShare = Kind::share;

Table measures(const ResultSource& from, const std::string& caption) {
  Rows rows;
  for (const auto& [measure, words] : {std::pair{"sensitivity", "Sensitivity"},
                                       {"specificity", "Specificity"},
                                       {"ppv", "Positive predictive value"},
                                       {"npv", "Negative predictive value"},
                                       {"lr_plus", "Likelihood ratio of a positive test"},
                                       {"lr_minus", "Likelihood ratio of a negative test"}}) {
    std::vector<Value> row{std::string(words)};
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
           {"estimate", "Estimate", kNumber},
           {"conf_low", "95 % from", kNumber},
           {"conf_high", "to", kNumber},
           {"exact_low", "exact 95 % from", kNumber},
           {"exact_high", "to", kNumber}},
          rows};
}

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::DiagnosticAnalysis& what,
                  std::vector<Table>& tables) {
  const auto test = as_words(what.score ? what.score->variable : what.test);
  const auto caption = test + " as a test of " + as_words(what.truth);
  if (!what.score || what.threshold) {
    tables.push_back(measures(
        from,
        caption + (what.threshold ? ", positive from " + significant(*what.threshold, 6) : "")));
    tables.push_back({"counts",
                      "Test against truth",
                      {{"tp", "True positive", kCount},
                       {"fp", "False positive", kCount},
                       {"fn", "False negative", kCount},
                       {"tn", "True negative", kCount}},
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
                    caption + ", positive from each threshold on",
                    {{"threshold", "Threshold", Kind::time},
                     {"tp", "True positive", kCount},
                     {"fp", "False positive", kCount},
                     {"fn", "False negative", kCount},
                     {"tn", "True negative", kCount},
                     {"sensitivity", "Sensitivity", kShare},
                     {"specificity", "Specificity", kShare}},
                    rows});
  tables.push_back({"auc",
                    "Area under the curve",
                    {{"auc", "Area", kShare},
                     {"standard_error", "Standard error", kShare},
                     {"conf_low", "95 % from", kShare},
                     {"conf_high", "to", kShare}},
                    {{from.at("/auc"), from.at("/auc_se"), from.at("/auc_conf_low"),
                      from.at("/auc_conf_high")}}});
}

}  // namespace passerelle::bundle

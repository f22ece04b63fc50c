// Tables of counts, cross tabulations and means.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

constexpr Kind kText = Kind::text, kCount = Kind::count, kNumber = Kind::number, kP = Kind::p_value;

// The rows of one table of counts; `lead` stands before each.
void add_counts(const ResultSource& from,
                const analysis::CrosstabAnalysis& what,
                const std::string& pointer,
                const std::vector<Value>& lead,
                Rows& rows) {
  const auto row_levels = from.levels(what.rows);
  const auto columns = what.columns ? from.levels(*what.columns) : std::vector<std::string>{};
  for (std::size_t i = 0; i < row_levels.size(); ++i) {
    auto row = lead;
    row.emplace_back(row_levels[i]);
    for (std::size_t j = 0; j < columns.size(); ++j) {
      row.push_back(from.at(pointer + "/cells/" + std::to_string(i) + "/" + std::to_string(j)));
    }
    row.push_back(from.at(pointer + "/row_totals/" + std::to_string(i)));
    rows.push_back(std::move(row));
  }
  auto last = lead;
  last.emplace_back(std::string("total"));
  for (std::size_t j = 0; j < columns.size(); ++j) {
    last.push_back(from.at(pointer + "/column_totals/" + std::to_string(j)));
  }
  last.push_back(from.at(pointer + "/total"));
  rows.push_back(std::move(last));
}

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::CountAnalysis& count,
                  std::vector<Table>& tables) {
  Rows rows{{std::string("all"), from.at("/rows"), from.at("/persons")}};
  if (count.by) {
    for (const auto& level : from.levels(*count.by)) {
      const auto step = "/by/" + pointer_step(level);
      rows.push_back({level, from.at(step + "/rows"), from.at(step + "/persons")});
    }
  }
  const auto by = count.by.value_or("group");
  tables.push_back(
      {"",
       "Rows and persons" + (count.by ? " by " + as_words(by) : ""),
       {{by, as_words(by), kText}, {"rows", "Rows", kCount}, {"persons", "Persons", kCount}},
       rows});
}

void write_tables(const ResultSource& from,
                  const analysis::CrosstabAnalysis& what,
                  std::vector<Table>& tables) {
  std::vector<Column> columns;
  if (what.layers) columns.push_back({*what.layers, as_words(*what.layers), kText});
  columns.push_back({what.rows, as_words(what.rows), kText});
  std::string caption = "Number of rows by " + as_words(what.rows);
  if (what.columns) {
    caption += " and " + as_words(*what.columns);
    for (const auto& level : from.levels(*what.columns)) {
      columns.push_back(
          {*what.columns + "=" + level, as_words(*what.columns) + " " + level, kCount});
    }
  }
  columns.push_back({"total", "Total", kCount});
  Rows rows;
  add_counts(from, what, "",
             what.layers ? std::vector<Value>{std::string("all")} : std::vector<Value>{}, rows);
  if (what.layers) {
    const auto layers = from.levels(*what.layers);
    for (std::size_t k = 0; k < layers.size(); ++k) {
      add_counts(from, what, "/layers/" + std::to_string(k), {layers[k]}, rows);
    }
  }
  tables.push_back({"", caption, columns, rows});
  if (!what.columns) return;

  Rows tests{{std::string("Pearson chi-square"),
              from.at("/tests/pearson_chisq"),
              {},
              {},
              from.at("/tests/df"),
              from.at("/tests/p_value")}};
  if (from.has("/tests/pearson_chisq_yates")) {
    tests.push_back({std::string("Pearson chi-square, Yates"),
                     from.at("/tests/pearson_chisq_yates"),
                     {},
                     {},
                     {},
                     {}});
  }
  for (const auto& [pointer, name] : {std::pair{"/odds_ratio", "Odds ratio"},
                                      {"/risk_ratio", "Risk ratio"},
                                      {"/risk_difference", "Risk difference"}}) {
    if (!from.has(pointer)) continue;
    const std::string at = pointer;
    tests.push_back({std::string(name),
                     from.at(at + "/estimate"),
                     from.at(at + "/conf_low"),
                     from.at(at + "/conf_high"),
                     {},
                     {}});
  }
  if (from.has("/mantel_haenszel")) {
    const std::string at = "/mantel_haenszel";
    tests.push_back({std::string("Mantel-Haenszel odds ratio"),
                     from.at(at + "/odds_ratio"),
                     from.at(at + "/conf_low"),
                     from.at(at + "/conf_high"),
                     {},
                     {}});
    tests.push_back({std::string("Cochran-Mantel-Haenszel chi-square"),
                     from.at(at + "/chisq"),
                     {},
                     {},
                     from.at(at + "/df"),
                     from.at(at + "/p_value")});
  }
  tables.push_back({"tests",
                    "Tests and measures of association",
                    {{"quantity", "Quantity", kText},
                     {"estimate", "Estimate", kNumber},
                     {"conf_low", "95 % from", kNumber},
                     {"conf_high", "to", kNumber},
                     {"df", "df", kCount},
                     {"p_value", "p", kP}},
                    tests});
}

void write_tables(const ResultSource& from,
                  const analysis::DescribeAnalysis& what,
                  std::vector<Table>& tables) {
  Rows rows;
  for (const auto& variable : what.variables) {
    const auto add_row = [&](const std::string& group, const std::string& at) {
      rows.push_back({variable, group, from.at(at + "/n"), from.at(at + "/missing"),
                      from.at(at + "/mean"), from.at(at + "/sd"), from.at(at + "/variance"),
                      from.at(at + "/skewness")});
    };
    const auto at = "/" + pointer_step(variable);
    add_row("all", at);
    if (!what.by) continue;
    for (const auto& level : from.levels(*what.by)) {
      add_row(level, at + "/by/" + pointer_step(level));
    }
  }
  const auto by = what.by.value_or("group");
  tables.push_back({"",
                    "Means and spread" + (what.by ? " by " + as_words(by) : ""),
                    {{"variable", "Variable", kText},
                     {by, as_words(by), kText},
                     {"n", "n", kCount},
                     {"missing", "Missing", kCount},
                     {"mean", "Mean", kNumber},
                     {"sd", "Standard deviation", kNumber},
                     {"variance", "", kNumber},
                     {"skewness", "Skewness", kNumber}},
                    rows});
}

void write_tables(const ResultSource& from,
                  const analysis::QuantilesAnalysis& what,
                  std::vector<Table>& tables) {
  Rows rows;
  for (std::size_t i = 0; i < what.probabilities.size(); ++i) {
    const auto place = "/" + std::to_string(i);
    rows.push_back({what.probabilities[i], from.at("/values" + place), from.at("/after" + place)});
  }
  tables.push_back({"",
                    "Quantiles of " + as_words(what.variable),
                    {{"prob", "Probability", Kind::time},
                     {"value", "Value", Kind::number},
                     {"after", "above", Kind::number}},
                    rows});
  tables.push_back({"n", "Rows with a value", {{"n", "n", kCount}}, {{from.at("/n")}}});
}

void write_tables(const ResultSource& from,
                  const analysis::HistogramAnalysis& what,
                  std::vector<Table>& tables) {
  Rows rows;
  for (const auto& level : from.levels(what.bins)) {
    rows.push_back({level, from.at("/counts/" + std::to_string(rows.size()))});
  }
  tables.push_back({"",
                    "Number of rows by " + as_words(what.variable),
                    {{what.variable, as_words(what.variable), kText}, {"count", "Rows", kCount}},
                    rows});
}

}  // namespace passerelle::bundle

// Tables of counts, cross tabulations and means.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

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
  last.emplace_back(from.say("row.total"));
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
  Rows rows{{from.say("row.all"), from.at("/rows"), from.at("/persons")}};
  if (count.by) {
    for (const auto& level : from.levels(*count.by)) {
      const auto step = "/by/" + pointer_step(level);
      rows.push_back({level, from.at(step + "/rows"), from.at(step + "/persons")});
    }
  }
  const auto by = count.by.value_or("group");
  tables.push_back({"",
                    from.by("caption.rows_persons", count.by),
                    {{by, as_words(by), kText},
                     {"rows", from.say("column.rows"), kCount},
                     {"persons", from.say("column.persons"), kCount}},
                    rows});
}

void write_tables(const ResultSource& from,
                  const analysis::CrosstabAnalysis& what,
                  std::vector<Table>& tables) {
  std::vector<Column> columns;
  if (what.layers) columns.push_back({*what.layers, as_words(*what.layers), kText});
  columns.push_back({what.rows, as_words(what.rows), kText});
  auto caption = from.say("caption.rows_by", {as_words(what.rows)});
  if (what.columns) {
    caption = from.say("caption.rows_by_and", {as_words(what.rows), as_words(*what.columns)});
    for (const auto& level : from.levels(*what.columns)) {
      columns.push_back(
          {*what.columns + "=" + level, as_words(*what.columns) + " " + level, kCount});
    }
  }
  columns.push_back({"total", from.say("column.total"), kCount});
  Rows rows;
  add_counts(from, what, "",
             what.layers ? std::vector<Value>{from.say("row.all")} : std::vector<Value>{}, rows);
  if (what.layers) {
    const auto layers = from.levels(*what.layers);
    for (std::size_t k = 0; k < layers.size(); ++k) {
      add_counts(from, what, "/layers/" + std::to_string(k), {layers[k]}, rows);
    }
  }
  tables.push_back({"", caption, columns, rows});
  if (!what.columns) return;

  Rows tests{{from.say("row.pearson"),
              from.at("/tests/pearson_chisq"),
              {},
              {},
              from.at("/tests/df"),
              from.at("/tests/p_value")}};
  if (from.has("/tests/pearson_chisq_yates")) {
    tests.push_back(
        {from.say("row.pearson_yates"), from.at("/tests/pearson_chisq_yates"), {}, {}, {}, {}});
  }
  for (const auto& [pointer, name] : {std::pair{"/odds_ratio", "row.odds_ratio"},
                                      {"/risk_ratio", "row.risk_ratio"},
                                      {"/risk_difference", "row.risk_difference"}}) {
    if (!from.has(pointer)) continue;
    const std::string at = pointer;
    tests.push_back({from.say(name),
                     from.at(at + "/estimate"),
                     from.at(at + "/conf_low"),
                     from.at(at + "/conf_high"),
                     {},
                     {}});
  }
  if (from.has("/mantel_haenszel")) {
    const std::string at = "/mantel_haenszel";
    tests.push_back({from.say("row.mantel_haenszel"),
                     from.at(at + "/odds_ratio"),
                     from.at(at + "/conf_low"),
                     from.at(at + "/conf_high"),
                     {},
                     {}});
    tests.push_back({from.say("row.cochran"),
                     from.at(at + "/chisq"),
                     {},
                     {},
                     from.at(at + "/df"),
                     from.at(at + "/p_value")});
  }
  tables.push_back({"tests",
                    from.say("caption.association"),
                    {{"quantity", from.say("column.quantity"), kText},
                     {"estimate", from.say("column.estimate"), kNumber},
                     {"conf_low", from.say("column.conf_low"), kNumber},
                     {"conf_high", from.say("column.conf_high"), kNumber},
                     {"df", from.say("column.df"), kCount},
                     {"p_value", from.say("column.p_value"), kP}},
                    tests});
}

void add_quantile_columns(const ResultSource& from,
                          const std::vector<analysis::QuantilesAnalysis>& quantiles,
                          Table& table) {
  if (quantiles.empty()) return;
  for (const double probability : quantiles.front().probabilities) {
    const auto text = number_text(probability);
    table.columns.push_back({"quantile_" + text,
                             from.say("column.quantile", {in_numerals(text, from.language())}),
                             kNumber});
  }
}

void add_quantiles(const ResultSource& from,
                   const std::vector<analysis::QuantilesAnalysis>& quantiles,
                   const std::string& at,
                   std::vector<Value>& row) {
  if (quantiles.empty()) return;
  for (std::size_t i = 0; i < quantiles.front().probabilities.size(); ++i) {
    row.push_back(from.at(at + "/quantiles/values/" + std::to_string(i)));
  }
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
      add_quantiles(from, what.quantiles, at, rows.back());
    };
    const auto at = "/" + pointer_step(variable);
    add_row(from.say("row.all"), at);
    if (!what.by) continue;
    for (const auto& level : from.levels(*what.by)) {
      add_row(level, at + "/by/" + pointer_step(level));
    }
  }
  const auto by = what.by.value_or("group");
  tables.push_back({"",
                    from.by("caption.means_spread", what.by),
                    {{"variable", from.say("column.variable"), kText},
                     {by, as_words(by), kText},
                     {"n", from.say("column.n"), kCount},
                     {"missing", from.say("column.missing"), kCount},
                     {"mean", from.say("column.mean"), kNumber},
                     {"sd", from.say("column.sd"), kNumber},
                     {"variance", "", kNumber},
                     {"skewness", from.say("column.skewness"), kNumber}},
                    rows});
  add_quantile_columns(from, what.quantiles, tables.back());
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
                    from.say("caption.quantiles", {as_words(what.variable)}),
                    {{"prob", from.say("column.probability"), Kind::time},
                     {"value", from.say("column.value"), Kind::number},
                     {"after", from.say("column.above"), Kind::number}},
                    rows});
  tables.push_back({"n",
                    from.say("caption.rows_with_value"),
                    {{"n", from.say("column.n"), kCount}},
                    {{from.at("/n")}}});
}

void write_tables(const ResultSource& from,
                  const analysis::HistogramAnalysis& what,
                  std::vector<Table>& tables) {
  Rows rows;
  for (const auto& level : from.levels(what.bins)) {
    rows.push_back({level, from.at("/counts/" + std::to_string(rows.size()))});
  }
  tables.push_back({"",
                    from.say("caption.rows_by", {as_words(what.variable)}),
                    {{what.variable, as_words(what.variable), kText},
                     {"count", from.say("column.rows"), kCount}},
                    rows});
}

void write_tables(const ResultSource& from,
                  const analysis::MissingnessAnalysis& what,
                  std::vector<Table>& tables) {
  Rows rows;
  for (const auto& variable : what.variables) {
    const auto at = "/" + pointer_step(variable);
    rows.push_back({variable, from.at("/n"), from.at(at + "/present"), from.at(at + "/missing"),
                    from.at(at + "/percent_missing")});
  }
  tables.push_back({"",
                    from.say("caption.missing"),
                    {{"variable", from.say("column.variable"), kText},
                     {"rows", from.say("column.rows"), kCount},
                     {"present", from.say("column.present"), kCount},
                     {"missing", from.say("column.missing"), kCount},
                     {"percent_missing", from.say("column.percent_missing"), kNumber}},
                    rows});
}

void write_tables(const ResultSource& from,
                  const analysis::ConformanceAnalysis& what,
                  std::vector<Table>& tables) {
  Rows rows;
  for (const auto& variable : what.variables) {
    const auto at = "/" + pointer_step(variable);
    rows.push_back({variable, from.at(at + "/conforming"), from.at(at + "/outside"),
                    from.at(at + "/missing"), from.at(at + "/percent_outside")});
  }
  tables.push_back({"",
                    from.say("caption.conformance"),
                    {{"variable", from.say("column.variable"), kText},
                     {"conforming", from.say("column.conforming"), kCount},
                     {"outside", from.say("column.outside"), kCount},
                     {"missing", from.say("column.missing"), kCount},
                     {"percent_outside", from.say("column.percent_outside"), kNumber}},
                    rows});
}

void write_tables(const ResultSource& from,
                  const analysis::ValidationAnalysis& what,
                  std::vector<Table>& tables) {
  Rows rows;
  for (const auto& rule : what.variables) {
    const auto at = "/" + pointer_step(rule);
    rows.push_back({rule, from.at(at + "/holds"), from.at(at + "/broken"), from.at(at + "/unknown"),
                    from.at(at + "/percent_broken")});
  }
  tables.push_back({"",
                    from.say("caption.rules"),
                    {{"rule", from.say("column.rule"), kText},
                     {"holds", from.say("column.holds"), kCount},
                     {"broken", from.say("column.broken"), kCount},
                     {"unknown", from.say("column.unknown"), kCount},
                     {"percent_broken", from.say("column.percent_broken"), kNumber}},
                    rows});
}

}  // namespace passerelle::bundle

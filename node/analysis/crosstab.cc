// crosstab: a table of rows, columns and layers with its margins.
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/table_tests.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

using Levels = std::vector<std::string>;

// Every subset of the table's variables, each at every level: cells and margins.
void add_margins(const Outcomes& outcomes,
                 const std::vector<std::string>& variables,
                 std::size_t next,
                 const CellKey& key,
                 Wants& wants) {
  if (next == variables.size()) {
    wants.cells.insert(key);
    return;
  }
  add_margins(outcomes, variables, next + 1, key, wants);
  for (const auto& level : levels_in(outcomes.plan(), key.row_set, variables[next])) {
    add_margins(outcomes, variables, next + 1, with(key, variables[next], level), wants);
  }
}

// The levels that tests and measures look at, as indices: "(missing)" only when somebody is there.
// Which variables have values for everybody is nothing that a study's author can know.
std::vector<std::size_t> tested_levels(const Answering& from,
                                       const std::string& variable,
                                       const Levels& levels) {
  std::vector<std::size_t> tested;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto rows = from.pool.rows(with({from.analysis.row_set, {}}, variable, levels[i]));
    if (levels[i] != kMissingLevel || rows != 0) tested.push_back(i);
  }
  return tested;
}

// One table of rows and columns, in all rows or in one layer.
class Table {
 public:
  Table(const Answering& from, const CrosstabAnalysis& what, const CellKey& base, Answer& out)
      : from_(from), what_(what), base_(base), out_(out) {
    row_levels_ = levels_in(from.outcomes.plan(), base.row_set, what.rows);
    if (what.columns) {
      column_levels_ = levels_in(from.outcomes.plan(), base.row_set, *what.columns);
      tested_columns_ = tested_levels(from, *what.columns, column_levels_);
    }
    tested_rows_ = tested_levels(from, what.rows, row_levels_);
  }

  bool is_two_by_two() const { return tested_rows_.size() == 2 && tested_columns_.size() == 2; }

  // Writes the cells and margins; returns the cells that are tested when all are released.
  std::optional<CountTable> put(const std::string& pointer) {
    Json cells = Json::array();
    for (std::size_t i = 0; i < row_levels_.size() && what_.columns; ++i) {
      cells.push_back(Json::array());
    }
    out_.put_json(pointer + "/cells", std::move(cells));
    out_.put_json(pointer + "/row_totals", Json::array());
    CountTable table;
    bool is_whole = true;
    for (std::size_t i = 0; i < row_levels_.size(); ++i) {
      const auto row = with(base_, what_.rows, row_levels_[i]);
      const auto step = "/" + std::to_string(i);
      out_.put_count(pointer + "/row_totals" + step, from_.pool.rows(row));
      if (!what_.columns) {
        out_.put_count(pointer + "/cells" + step, from_.pool.rows(row));
        continue;
      }
      auto& counts = table.emplace_back();
      for (std::size_t j = 0; j < column_levels_.size(); ++j) {
        const auto count = from_.pool.rows(with(row, *what_.columns, column_levels_[j]));
        out_.put_count(pointer + "/cells" + step + "/" + std::to_string(j), count);
        is_whole = is_whole && count;
        counts.push_back(count.value_or(0));
      }
    }
    if (what_.columns) put_column_totals(pointer);
    out_.put_count(pointer + "/total", from_.pool.rows(base_));
    if (!is_whole || !what_.columns) return std::nullopt;
    return tested(table);
  }

 private:
  CountTable tested(const CountTable& whole) const {
    CountTable part;
    for (const auto i : tested_rows_) {
      auto& row = part.emplace_back();
      for (const auto j : tested_columns_) row.push_back(whole[i][j]);
    }
    return part;
  }

  void put_column_totals(const std::string& pointer) {
    out_.put_json(pointer + "/column_totals", Json::array());
    for (std::size_t j = 0; j < column_levels_.size(); ++j) {
      out_.put_count(pointer + "/column_totals/" + std::to_string(j),
                     from_.pool.rows(with(base_, *what_.columns, column_levels_[j])));
    }
  }

  const Answering& from_;
  const CrosstabAnalysis& what_;
  const CellKey& base_;
  Answer& out_;
  Levels row_levels_, column_levels_;
  std::vector<std::size_t> tested_rows_, tested_columns_;
};

void put_tests(const std::optional<CountTable>& table, bool two_by_two, Answer& out) {
  if (!table) {
    for (const char* name : {"pearson_chisq", "df", "p_value"}) {
      out.withhold(std::string("/tests/") + name);
    }
    if (two_by_two) out.withhold("/tests/pearson_chisq_yates");
  } else {
    const auto test = pearson_chi_square(*table);
    out.put_number("/tests/pearson_chisq", test.statistic);
    out.put_json("/tests/df", test.df);
    out.put_number("/tests/p_value", test.p_value);
    if (two_by_two) out.put_number("/tests/pearson_chisq_yates", yates_chi_square(*table));
  }
  if (!two_by_two) return;
  // A ratio shows which cell is empty, so none is given then, and nothing is added to the cells.
  const auto measures = table ? two_by_two_measures(*table) : std::nullopt;
  const auto put = [&](const char* pointer, const Estimate& e) {
    out.put_json(pointer, estimate_json(e.estimate, e.conf_low, e.conf_high));
  };
  if (measures) {
    put("/odds_ratio", measures->odds_ratio);
    put("/risk_ratio", measures->risk_ratio);
    put("/risk_difference", measures->risk_difference);
  } else {
    for (const char* pointer : {"/odds_ratio", "/risk_ratio", "/risk_difference"}) {
      out.withhold(pointer);
    }
  }
}

void put_layers(const Answering& from,
                const CrosstabAnalysis& what,
                bool two_by_two,
                const CellKey& all,
                Answer& out) {
  const auto levels = levels_in(from.outcomes.plan(), all.row_set, *what.layers);
  out.put_json("/layers", Json::array());
  std::vector<CountTable> strata;
  bool is_whole = true;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    const auto pointer = "/layers/" + std::to_string(k);
    const auto base = with(all, *what.layers, levels[k]);
    out.put_json(pointer, Json::object());
    out.put_json(pointer + "/level", levels[k]);
    auto table = Table(from, what, base, out).put(pointer);
    is_whole = is_whole && table;
    if (table) strata.push_back(*std::move(table));
  }
  if (!two_by_two) return;
  if (!is_whole) return out.withhold("/mantel_haenszel");
  const auto pooled = mantel_haenszel(strata);
  if (!pooled) return out.withhold("/mantel_haenszel");
  out.put_json("/mantel_haenszel", {{"odds_ratio", number_or_null(pooled->odds_ratio.estimate)},
                                    {"conf_low", number_or_null(pooled->odds_ratio.conf_low)},
                                    {"conf_high", number_or_null(pooled->odds_ratio.conf_high)},
                                    {"log_odds_ratio", number_or_null(pooled->log_odds_ratio)},
                                    {"standard_error", number_or_null(pooled->standard_error)},
                                    {"chisq", number_or_null(pooled->chisq)},
                                    {"df", 1},
                                    {"p_value", number_or_null(pooled->p_value)}});
}

}  // namespace

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const CrosstabAnalysis& table,
          Wants& wants) {
  std::vector<std::string> variables{table.rows};
  if (table.columns) variables.push_back(*table.columns);
  if (table.layers) variables.push_back(*table.layers);
  add_margins(outcomes, variables, 0, {analysis.row_set, {}}, wants);
}

void answer(const Answering& from, const CrosstabAnalysis& what, Answer& out) {
  const auto& plan = from.outcomes.plan();
  const CellKey all{from.analysis.row_set, {}};
  Json levels{{"rows", levels_in(plan, all.row_set, what.rows)}};
  if (what.columns) levels["columns"] = levels_in(plan, all.row_set, *what.columns);
  if (what.layers) levels["layers"] = levels_in(plan, all.row_set, *what.layers);
  out.put_json("/levels", std::move(levels));
  Table table(from, what, all, out);
  const auto counts = table.put("");
  if (what.columns) put_tests(counts, table.is_two_by_two(), out);
  if (what.layers) put_layers(from, what, table.is_two_by_two(), all, out);
}

}  // namespace passerelle::analysis

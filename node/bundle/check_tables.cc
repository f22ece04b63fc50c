// Counts, tables and means in check.R.
#include <map>
#include <nlohmann/json.hpp>

#include "node/analysis/conformance.h"
#include "node/analysis/grid.h"
#include "node/base/fields.h"
#include "node/bundle/check_writer.h"

namespace passerelle::bundle {
namespace {

using analysis::CellKey;

class TableChecks : public CheckWriter {
 public:
  explicit TableChecks(const CheckWriter& to) : CheckWriter(to) {}

  void add(const analysis::CountAnalysis& count) {
    const auto both = [&](const std::string& pointer, const CellKey& key) {
      check_count(pointer + "/rows", key);
      check((pointer + "/persons").substr(1), "pooled_persons(" + r_text(cell_name(key)) + ")",
            pointer + "/persons");
    };
    const CellKey all{what().row_set, {}};
    both("", all);
    if (!count.by) return;
    for (const auto& level : levels_in(run().plan, what().row_set, *count.by)) {
      both("/by/" + pointer_step(level), with(all, *count.by, level));
    }
  }

  // One table of counts; `base` holds its layer. Says whether no cell is withheld.
  bool add_table(const analysis::CrosstabAnalysis& table,
                 const std::string& pointer,
                 const CellKey& base) {
    const auto row_levels = levels_in(run().plan, what().row_set, table.rows);
    std::vector<std::string> columns;
    if (table.columns) columns = levels_in(run().plan, what().row_set, *table.columns);
    std::vector<CellKey> keys;
    bool is_whole = true;
    for (std::size_t i = 0; i < row_levels.size(); ++i) {
      const auto row = with(base, table.rows, row_levels[i]);
      check_count(pointer + "/row_totals/" + std::to_string(i), row);
      for (std::size_t j = 0; j < columns.size(); ++j) {
        const auto place = pointer + "/cells/" + std::to_string(i) + "/" + std::to_string(j);
        keys.push_back(with(row, *table.columns, columns[j]));
        check_count(place, keys.back());
        is_whole = is_whole && at(place).is_number();
      }
    }
    for (std::size_t j = 0; j < columns.size(); ++j) {
      check_count(pointer + "/column_totals/" + std::to_string(j),
                  with(base, *table.columns, columns[j]));
    }
    check_count(pointer + "/total", base);
    if (keys.empty() || !is_whole) return false;
    line("m <- " + r_matrix("pooled_rows(" + r_cells(keys) + ")", row_levels.size()));
    return true;
  }

  void add(const analysis::CrosstabAnalysis& table) {
    const CellKey all{what().row_set, {}};
    if (add_table(table, "", all)) add_tests();
    if (!table.layers) return;
    bool is_whole = true;
    std::string strata;
    const auto layers = levels_in(run().plan, what().row_set, *table.layers);
    for (std::size_t k = 0; k < layers.size(); ++k) {
      const bool has_table =
          add_table(table, "/layers/" + std::to_string(k), with(all, *table.layers, layers[k]));
      is_whole = is_whole && has_table;
      if (has_table) line("m" + std::to_string(k) + " <- m");
      if (k > 0) strata += ", ";
      strata += "m" + std::to_string(k);
    }
    if (!is_whole || !at("/mantel_haenszel/odds_ratio").is_number()) return;
    line("strata <- simplify2array(list(" + strata + "))");
    line("strata <- strata[apply(strata, 1, sum) > 0, apply(strata, 2, sum) > 0,");
    line("  apply(strata, 3, sum) > 1, drop = FALSE]");
    line("mh <- mantelhaen.test(strata, correct = FALSE)");
    check("Mantel-Haenszel odds ratio", "mh$estimate", "/mantel_haenszel/odds_ratio");
    check("Mantel-Haenszel chi-square", "mh$statistic", "/mantel_haenszel/chisq", "1");
    check("Mantel-Haenszel from", "mh$conf.int[1]", "/mantel_haenszel/conf_low");
    check("Mantel-Haenszel to", "mh$conf.int[2]", "/mantel_haenszel/conf_high");
  }

  // Of the pooled table `m`, without the levels that nobody has.
  void add_tests() {
    line("m <- m[rowSums(m) > 0, colSums(m) > 0, drop = FALSE]");
    if (at("/tests/pearson_chisq").is_number()) {
      line("test <- suppressWarnings(chisq.test(m, correct = FALSE))");
      check("Pearson's chi-square", "test$statistic", "/tests/pearson_chisq", "1");
      check("df", "test$parameter", "/tests/df");
      check("p", "test$p.value", "/tests/p_value", "1e-10");
    }
    if (at("/tests/pearson_chisq_yates").is_number()) {
      check("Pearson's chi-square, Yates", "suppressWarnings(chisq.test(m))$statistic",
            "/tests/pearson_chisq_yates", "1");
    }
    if (!at("/odds_ratio/estimate").is_number()) return;
    std::vector<std::string> numbers;
    for (const char* measure : {"/odds_ratio", "/risk_ratio", "/risk_difference"}) {
      for (const char* field : {"/estimate", "/conf_low", "/conf_high"}) {
        numbers.push_back(r_number(at(std::string(measure) + field)));
      }
    }
    line("check_measures(" + id() + ", m, " + r_matrix(r_vector(numbers), 3) + ")");
  }

  void add(const analysis::DescribeAnalysis& describe) {
    const auto groups = groups_of(run().plan, what().row_set, describe.by);
    for (const auto& variable : describe.variables) {
      for (const auto& group : groups) {
        add_moments(variable, group);
      }
    }
    for (const auto& quantiles : describe.quantiles) {
      for (const auto& group : groups) {
        add_quantiles(quantiles, group.rows,
                      "/" + pointer_step(quantiles.variable) + group.pointer() + "/quantiles");
      }
    }
  }

  // By R's own quantile() on the values that the counts stand for.
  void add_quantiles(const analysis::QuantilesAnalysis& quantiles,
                     const CellKey& rows,
                     const std::string& pointer) {
    const auto& state = run().state;
    const auto cells = analysis::grid_cells(run().plan, state, what(), quantiles, rows);
    if (!at(pointer + "/values/0").is_number()) return;
    const auto& grid = state.grids.at(analysis::grid_name(what(), quantiles));
    std::vector<double> ends;
    for (const auto place : analysis::places_in(grid.ranges)) {
      ends.push_back(analysis::grid_end(place, quantiles.resolution, grid.level));
    }
    line("values <- rep(" + r_vector(ends) + ", pooled_rows(" + r_cells(cells.intervals) + "))");
    line("found <- unname(quantile(values, " + r_vector(quantiles.probabilities) +
         ", type = " + std::to_string(quantiles.definition) + "))");
    const auto width = number_text(analysis::grid_width(quantiles.resolution, grid.level));
    const auto of = pointer.empty() ? pointer : pointer.substr(1) + ", ";
    for (std::size_t i = 0; i < quantiles.probabilities.size(); ++i) {
      const auto place = std::to_string(i), r = "found[" + std::to_string(i + 1) + "]";
      const auto probability = number_text(quantiles.probabilities[i]);
      check(of + "quantile " + probability, r, pointer + "/values/" + place, width);
      check(of + "above " + probability, r + " - " + width, pointer + "/after/" + place, width);
    }
  }

  void add(const analysis::TableOneAnalysis& table) {
    const CellKey all{what().row_set, {}};
    const auto groups = levels_in(run().plan, what().row_set, table.by);
    check_count("/n", all);
    for (const auto& group : groups) {
      check_count("/by/" + pointer_step(group), with(all, table.by, group));
    }
    for (const auto& variable : table.variables) {
      if (run().plan.variable(variable).is_categorical()) {
        add_levels(table, variable, groups);
      } else {
        add(analysis::DescribeAnalysis{{variable}, table.by});
        add_differences_of_numbers(variable, groups);
      }
    }
    add(analysis::DescribeAnalysis{{}, table.by, table.quantiles});
  }

  void add_levels(const analysis::TableOneAnalysis& table,
                  const std::string& variable,
                  const std::vector<std::string>& groups) {
    const CellKey all{what().row_set, {}};
    const auto pointer = "/" + pointer_step(variable);
    std::vector<CellKey> known;
    const auto check_levels = [&](const std::string& at, const CellKey& base) {
      known.clear();
      for (const auto& level : levels_in(run().plan, what().row_set, variable)) {
        check_count(at + "/counts/" + pointer_step(level), with(base, variable, level));
        if (level != analysis::kMissingLevel) known.push_back(with(base, variable, level));
      }
    };
    check_levels(pointer, all);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      check_levels(pointer + "/by/" + pointer_step(groups[i]), with(all, table.by, groups[i]));
      const auto shares = "prop.table(pooled_rows(" + r_cells(known) + "))";
      if (i == 0) {
        line("first <- " + shares);
        continue;
      }
      const auto place = pointer + "/standardised_differences/" + pointer_step(groups[i]);
      if (at(place).is_number()) {
        check(place.substr(1), "distance_of_shares(first, " + shares + ")", place, "1");
      }
    }
  }

  void add_differences_of_numbers(const std::string& variable,
                                  const std::vector<std::string>& groups) {
    const auto number = [&](const std::string& group, const char* field) {
      return r_number(at("/" + pointer_step(variable) + "/by/" + pointer_step(group) + field));
    };
    for (std::size_t i = 1; i < groups.size(); ++i) {
      const auto place =
          "/" + pointer_step(variable) + "/standardised_differences/" + pointer_step(groups[i]);
      if (!at(place).is_number()) continue;
      check(place.substr(1),
            "(" + number(groups[i], "/mean") + " - " + number(groups[0], "/mean") + ") / sqrt((" +
                number(groups[i], "/variance") + " + " + number(groups[0], "/variance") + ") / 2)",
            place, "1");
    }
  }

  void add_moments(const std::string& variable, const analysis::Group& group) {
    const analysis::Slot slot{what().id, variable, group.level()};
    const auto values = with_value(run().plan, group.rows, variable);
    const auto pointer = "/" + pointer_step(variable) + group.pointer();
    check_count(pointer + "/n", values);
    if (!at(pointer + "/mean").is_number()) return;
    std::vector<std::string> numbers;
    for (const auto& [node, partial] : run().state.first) {
      const auto& m = std::get<analysis::Moments>(*partial.sums.at(slot));
      numbers.push_back(std::to_string(partial.cells.at(values)->rows));
      for (const double number : {m.mean, m.mean_rest, m.m2, m.m3}) {
        numbers.push_back(number_text(number));
      }
    }
    line("parts <- " + r_matrix(r_vector(numbers), run().state.first.size()));
    line("colnames(parts) <- c(\"n\", \"mean\", \"rest\", \"m2\", \"m3\")");
    line("merged <- merge_moments(parts)");
    const auto name = pointer.substr(1);
    check(name + "/mean", "merged$mean", pointer + "/mean", "sqrt(merged$variance)");
    if (at(pointer + "/variance").is_number()) {
      check(name + "/variance", "merged$variance", pointer + "/variance");
      check(name + "/sd", "sqrt(merged$variance)", pointer + "/sd");
    }
    if (at(pointer + "/skewness").is_number()) {
      check(name + "/skewness", "merged$skewness", pointer + "/skewness", "1");
    }
  }
};

}  // namespace

void write_checks(const CheckWriter& to, const analysis::CountAnalysis& count) {
  TableChecks(to).add(count);
}

void write_checks(const CheckWriter& to, const analysis::MissingnessAnalysis& missingness) {
  const auto all = analysis::rows_of(to.what());
  to.check_count("/n", all);
  for (const auto& variable : missingness.variables) {
    if (!may_be_missing(to.run().plan, all.row_set, variable)) continue;
    const auto pointer = "/" + pointer_step(variable);
    const auto missing = with(all, variable, analysis::kMissingLevel);
    to.check_count(pointer + "/missing", missing);
    to.check(pointer.substr(1) + "/present",
             "pooled_rows(" + r_text(cell_name(all)) + ") - pooled_rows(" +
                 r_text(cell_name(missing)) + ")",
             pointer + "/present");
  }
}

namespace {

// The rows that break a rule, and those of which nobody can say.
void check_rule(const CheckWriter& to,
                const std::string& rule,
                const std::string& broken,
                const std::string& unknown) {
  const auto& plan = to.run().plan;
  const auto all = analysis::rows_of(to.what());
  to.check_count(broken, with(all, rule, declared_side(plan.variable(rule), false)->name));
  if (!may_be_missing(plan, all.row_set, rule)) return;
  to.check_count(unknown, with(all, rule, analysis::kMissingLevel));
}

}  // namespace

void write_checks(const CheckWriter& to, const analysis::ConformanceAnalysis& conformance) {
  to.check_count("/n", analysis::rows_of(to.what()));
  for (const auto& variable : conformance.variables) {
    const auto pointer = "/" + pointer_step(variable);
    check_rule(to, analysis::conformance_rule(variable), pointer + "/outside",
               pointer + "/missing");
  }
}

void write_checks(const CheckWriter& to, const analysis::ValidationAnalysis& validation) {
  to.check_count("/n", analysis::rows_of(to.what()));
  for (const auto& rule : validation.variables) {
    const auto pointer = "/" + pointer_step(rule);
    check_rule(to, rule, pointer + "/broken", pointer + "/unknown");
  }
}

void write_checks(const CheckWriter& to, const analysis::CrosstabAnalysis& table) {
  TableChecks(to).add(table);
}

void write_checks(const CheckWriter& to, const analysis::DescribeAnalysis& describe) {
  TableChecks(to).add(describe);
}

void write_checks(const CheckWriter& to, const analysis::QuantilesAnalysis& quantiles) {
  const auto rows = analysis::rows_of(to.what());
  to.check_count("/n", with_value(to.run().plan, rows, quantiles.variable));
  TableChecks(to).add_quantiles(quantiles, rows, "");
}

void write_checks(const CheckWriter& to, const analysis::TableOneAnalysis& table) {
  TableChecks(to).add(table);
}

void write_checks(const CheckWriter& to, const analysis::HistogramAnalysis& histogram) {
  const auto bins = analysis::bins_of(to.run().plan, to.what().row_set, histogram);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    to.check_count("/counts/" + std::to_string(i), bins[i]);
  }
}

}  // namespace passerelle::bundle

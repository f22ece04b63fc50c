// What the tables of one analysis are made from, and their writers.
//
// Thread safety: pure functions.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/analysis/plan.h"
#include "node/base/json.h"
#include "node/bundle/result_table.h"
#include "node/bundle/words.h"

namespace passerelle::bundle {

// Reads one `pooled` (or one node's own) object by JSON Pointer. Lifetime: shorter than its parts'.
class ResultSource {
 public:
  ResultSource(const analysis::StudyPlan& plan,
               const analysis::Analysis& what,
               const Json& pooled,
               const Json& withheld,
               const Messages& words);

  // The same answer, about an object in it.
  ResultSource within(const std::string& step) const;

  // A value below a withheld one is withheld as well.
  Value at(const std::string& pointer) const;
  bool has(const std::string& pointer) const;
  const Json& json() const { return *pooled_; }
  std::vector<std::string> levels(const std::string& variable) const;

  // Words of the language that the tables are in (en.json).
  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return (*words_)(key, values);
  }
  // The words of "KEY_by" with the variable when there is one, else those of "KEY".
  std::string by(const std::string& key, const std::optional<std::string>& variable) const;

  Language language() const { return words_->language(); }

  const analysis::StudyPlan& plan() const { return *plan_; }
  const analysis::Analysis& what() const { return *what_; }

 private:
  const analysis::StudyPlan* plan_;
  const analysis::Analysis* what_;
  const Json* pooled_;
  std::set<std::string> withheld_;
  const Messages* words_;
};

using Rows = std::vector<std::vector<Value>>;

// The kinds of their columns.
inline constexpr Kind kText = Kind::text, kCount = Kind::count, kTime = Kind::time,
                      kNumber = Kind::number, kShare = Kind::share, kP = Kind::p_value;

// The square matrix at "/BLOCK", a row and a column for each name; without a caption only for the
// CSV file. `first` heads the names.
Table square_table(const ResultSource& from,
                   const Column& first,
                   const std::vector<std::string>& names,
                   const std::string& block,
                   const std::string& caption);

// Append to a table of numbers a column for each probability, and to one of its rows the quantiles
// of the numbers at a pointer.
void add_quantile_columns(const ResultSource& from,
                          const std::vector<analysis::QuantilesAnalysis>& quantiles,
                          Table& table);
void add_quantiles(const ResultSource& from,
                   const std::vector<analysis::QuantilesAnalysis>& quantiles,
                   const std::string& at,
                   std::vector<Value>& row);

// Append their tables, named by their part of the answer: "", "tests", "weights", "standard",
// "counts", "roc" or "auc".
void write_tables(const ResultSource& from,
                  const analysis::CountAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::CrosstabAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::DescribeAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::TableOneAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::HistogramAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::CorrelationAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::PcaAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::KaplanMeierAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::LogRankAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::CoxAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::LinearAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::GlmAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::RateAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::MetaAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::DeriveAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::DiagnosticAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::CompetingRisksAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::QuantilesAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::PropensityAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::MixedAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::RankCorrelationAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::MissingnessAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::ConformanceAnalysis& what,
                  std::vector<Table>& tables);
void write_tables(const ResultSource& from,
                  const analysis::ValidationAnalysis& what,
                  std::vector<Table>& tables);

}  // namespace passerelle::bundle

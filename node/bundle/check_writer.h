// Writes the comparisons of one analysis into check.R.
//
// Thread safety: one thread. Lifetime: what a writer is made from outlives it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/analysis/outcomes.h"
#include "node/bundle/evidence.h"
#include "node/bundle/r_code.h"

namespace passerelle::bundle {

class CheckWriter {
 public:
  // Appends to `script`. `pooled` is the answer of `what`.
  CheckWriter(const Replay& run,
              const analysis::Outcomes& outcomes,
              const analysis::Analysis& what,
              const Json& pooled,
              std::string& script);

  // The same writer about a part of the answer, an object.
  CheckWriter within(const std::string& pointer) const;

  void line(const std::string& text) const;

  // Compares an R expression with the number at a JSON Pointer; differences below 1e-9 of `scale`
  // (an expression) do not count.
  void check(const std::string& quantity,
             const std::string& ours,
             const std::string& pointer,
             const std::string& scale = {}) const;
  void check_count(const std::string& pointer, const analysis::CellKey& key) const;

  // Returns what stands at the pointer, null when nothing does.
  const Json& at(const std::string& pointer) const;

  const Replay& run() const { return *run_; }
  const analysis::Outcomes& outcomes() const { return *outcomes_; }
  const analysis::Analysis& what() const { return *what_; }
  const std::string& id() const { return id_; }  // as R text

 private:
  const Replay* run_;
  const analysis::Outcomes* outcomes_;
  const analysis::Analysis* what_;
  const Json* pooled_;
  std::string* script_;
  std::string id_;
};

// What every node sent of the cross products of an analysis, as a list of R lists: in the round
// that counts, or in a later one.
std::string r_products(const CheckWriter& to);
std::string r_products(const CheckWriter& to, const std::map<NodeId, analysis::Partial>& later);

// Of the ranks of numbers: everything but the number of rows.
void write_rank_checks(const CheckWriter& to, const std::vector<std::string>& names);

void write_checks(const CheckWriter& to, const analysis::CountAnalysis& count);
void write_checks(const CheckWriter& to, const analysis::CrosstabAnalysis& table);
void write_checks(const CheckWriter& to, const analysis::DescribeAnalysis& describe);
void write_checks(const CheckWriter& to, const analysis::TableOneAnalysis& table);
void write_checks(const CheckWriter& to, const analysis::HistogramAnalysis& histogram);
void write_checks(const CheckWriter& to, const analysis::CorrelationAnalysis& correlation);
void write_checks(const CheckWriter& to, const analysis::PcaAnalysis& pca);
void write_checks(const CheckWriter& to, const analysis::KaplanMeierAnalysis& curve);
void write_checks(const CheckWriter& to, const analysis::LogRankAnalysis& test);
void write_checks(const CheckWriter& to, const analysis::CoxAnalysis& cox);
void write_checks(const CheckWriter& to, const analysis::LinearAnalysis& linear);
void write_checks(const CheckWriter& to, const analysis::GlmAnalysis& glm);
void write_checks(const CheckWriter& to, const analysis::RateAnalysis& rate);
void write_checks(const CheckWriter& to, const analysis::MetaAnalysis& meta);
void write_checks(const CheckWriter& to, const analysis::DeriveAnalysis& derive);
void write_checks(const CheckWriter& to, const analysis::DiagnosticAnalysis& diagnostic);
void write_checks(const CheckWriter& to, const analysis::CompetingRisksAnalysis& risks);
void write_checks(const CheckWriter& to, const analysis::QuantilesAnalysis& quantiles);
void write_checks(const CheckWriter& to, const analysis::PropensityAnalysis& propensity);
void write_checks(const CheckWriter& to, const analysis::MixedAnalysis& mixed);
void write_checks(const CheckWriter& to, const analysis::RankCorrelationAnalysis& ranks);
void write_checks(const CheckWriter& to, const analysis::MissingnessAnalysis& missingness);
void write_checks(const CheckWriter& to, const analysis::ConformanceAnalysis& conformance);
void write_checks(const CheckWriter& to, const analysis::ValidationAnalysis& validation);

// Of a matched sample.
void write_matching_checks(const CheckWriter& to, const analysis::PropensityAnalysis& propensity);

// The numbers of the answer that say how two arms differ, as two R vectors: means, their difference
// and its error; ratios, of risks alone.
std::string reported_effect(const CheckWriter& to, bool is_event);

// Numbers of the answer as an R vector, in the order of these pointers.
std::string reported(const CheckWriter& to, const std::vector<std::string>& pointers);

// Of the estimates of a model: everything but the number of rows.
void write_model_checks(const CheckWriter& to, const analysis::GlmAnalysis& glm);

// Writes `reported`: the estimates of the answer with this statistic, and these numbers.
void write_reported(const CheckWriter& to,
                    const std::string& statistic,
                    const std::vector<const char*>& numbers);

}  // namespace passerelle::bundle

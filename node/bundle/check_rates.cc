// Rates in check.R.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/check_writer.h"

namespace passerelle::bundle {
namespace {

using analysis::CellKey;

class RateChecks : public CheckWriter {
 public:
  explicit RateChecks(const CheckWriter& to) : CheckWriter(to) {}

  void add(const analysis::RateAnalysis& rate) {
    add_group(rate, "", "");
    line("events <- time <- numeric(0)");
    bool is_whole = true;
    if (rate.by) {
      for (const auto& level : levels_in(run().plan, what().row_set, *rate.by)) {
        is_whole = add_group(rate, level, "/by/" + pointer_step(level)) && is_whole;
        line("events <- c(events, d); time <- c(time, t)");
      }
    }
    if (!is_whole) return;
    if (!rate.weights.empty()) {
      line("standard <- standardised(events, time, " + r_vector(rate.weights) + ")");
      int i = 0;
      for (const char* field : {"rate", "variance", "conf_low", "conf_high"}) {
        check(std::string("standardised/") + field, "standard[" + std::to_string(++i) + "]",
              std::string("/standardised/") + field);
      }
    }
    if (!rate.reference_rates.empty()) {
      line("expected <- sum(time * " + r_vector(rate.reference_rates) + ")");
      check("sir/expected", "expected", "/sir/expected");
      line("ratio <- rate_of(sum(events), expected)");
      add_estimate("sir/", "ratio", "/sir/estimate", "/sir/");
    }
  }

 private:
  // Leaves its events and time in `d` and `t`; says whether both were released.
  bool add_group(const analysis::RateAnalysis& rate,
                 const std::string& level,
                 const std::string& pointer) {
    const CellKey all{what().row_set, {}};
    const auto base = level.empty() ? all : with(all, *rate.by, level);
    if (!at(pointer + "/rate").is_number() && !at(pointer + "/events").is_number()) {
      line("d <- t <- NA");
      return false;
    }
    line("d <- " + events(rate, base, level));
    line("t <- " + sum({what().id, rate.person_time, level}, base));
    line("rate <- rate_of(d, t)");
    const auto name = pointer.empty() ? std::string() : pointer.substr(1) + "/";
    check(name + "events", "d", pointer + "/events");
    check(name + "person_years", "t", pointer + "/person_years");
    add_estimate(name, "rate", pointer + "/rate", pointer + "/");
    return true;
  }

  void add_estimate(const std::string& name,
                    const std::string& vector,
                    const std::string& estimate,
                    const std::string& pointer) {
    check(name + "estimate", vector + "[1]", estimate);
    check(name + "conf_low", vector + "[2]", pointer + "conf_low");
    check(name + "conf_high", vector + "[3]", pointer + "conf_high");
  }

  std::string events(const analysis::RateAnalysis& rate,
                     const CellKey& base,
                     const std::string& level) const {
    for (const auto& one : run().plan.variable(rate.event).levels) {
      if (!is_event_level(one)) continue;
      return "pooled_rows(" + r_text(cell_name(with(base, rate.event, one.name))) + ")";
    }
    return sum({what().id, rate.event, level}, base);
  }

  // The nodes' numbers of rows times their means.
  std::string sum(const analysis::Slot& slot, const CellKey& rows) const {
    std::vector<std::string> means;
    for (const auto& [node, partial] : run().state.first) {
      const auto& m = std::get<analysis::Moments>(*partial.sums.at(slot));
      means.push_back("(" + number_text(m.mean) + " + " + number_text(m.mean_rest) + ")");
    }
    return "sum(rows[, " + r_text(cell_name(rows)) + "] * " + r_vector(means) + ")";
  }
};

}  // namespace

void write_checks(const CheckWriter& to, const analysis::RateAnalysis& rate) {
  RateChecks(to).add(rate);
}

}  // namespace passerelle::bundle

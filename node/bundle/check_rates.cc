// Rates in check.R.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/check_writer.h"

namespace passerelle::bundle {
namespace {

class RateChecks : public CheckWriter {
 public:
  explicit RateChecks(const CheckWriter& to) : CheckWriter(to) {}

  void add(const analysis::RateAnalysis& rate) {
    const auto& plan = run().plan;
    const auto groups = groups_of(plan, what().row_set, rate.by);
    auto next = groups.begin();
    add_group(rate, *next++);
    if (rate.by.empty()) return line(kNoneYet);
    const auto levels = levels_in(plan, what().row_set, rate.by.back()).size();
    for (const auto& within : groups_within(plan, what().row_set, rate.by)) {
      line(kNoneYet);
      bool is_whole = true;
      for (std::size_t i = 0; i < levels; ++i) {
        is_whole = add_group(rate, *next++) && is_whole;
        line("events <- c(events, d); time <- c(time, t)");
      }
      if (is_whole) add_comparisons(rate, within.pointer());
    }
  }

 private:
  static constexpr const char* kNoneYet = "events <- time <- numeric(0)";

  // Of the groups in `events` and `time`.
  void add_comparisons(const analysis::RateAnalysis& rate, const std::string& pointer) {
    if (!rate.weights.empty()) {
      const auto place = "/standardised" + pointer + "/";
      line("standard <- standardised(events, time, " + r_vector(rate.weights) + ")");
      int i = 0;
      for (const char* field : {"rate", "variance", "conf_low", "conf_high"}) {
        check((place + field).substr(1), "standard[" + std::to_string(++i) + "]", place + field);
      }
    }
    if (!rate.reference_rates.empty()) {
      const auto place = "/sir" + pointer + "/";
      line("expected <- sum(time * " + r_vector(rate.reference_rates) + ")");
      check((place + "expected").substr(1), "expected", place + "expected");
      line("ratio <- rate_of(sum(events), expected)");
      add_estimate(place.substr(1), "ratio", place + "estimate", place);
    }
  }

  // Leaves its events and time in `d` and `t`; says whether both were released.
  bool add_group(const analysis::RateAnalysis& rate, const analysis::Group& group) {
    const auto pointer = group.pointer();
    if (!at(pointer + "/rate").is_number() && !at(pointer + "/events").is_number()) {
      line("d <- t <- NA");
      return false;
    }
    line("d <- " + events(rate, group));
    line("t <- " + sum(rate.person_time, group));
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

  std::string events(const analysis::RateAnalysis& rate, const analysis::Group& group) const {
    for (const auto& one : run().plan.variable(rate.event).levels) {
      if (!is_event_level(one)) continue;
      return "pooled_rows(" + r_text(cell_name(with(group.rows, rate.event, one.name))) + ")";
    }
    return sum(rate.event, group);
  }

  // The nodes' numbers of rows times their means.
  std::string sum(const std::string& variable, const analysis::Group& group) const {
    std::vector<std::string> means;
    for (const auto& [node, partial] : run().state.first) {
      const auto& m =
          std::get<analysis::Moments>(*partial.sums.at({what().id, variable, group.level()}));
      means.push_back("(" + number_text(m.mean) + " + " + number_text(m.mean_rest) + ")");
    }
    return "sum(rows[, " + r_text(cell_name(group.rows)) + "] * " + r_vector(means) + ")";
  }
};

}  // namespace

void write_checks(const CheckWriter& to, const analysis::RateAnalysis& rate) {
  RateChecks(to).add(rate);
}

}  // namespace passerelle::bundle

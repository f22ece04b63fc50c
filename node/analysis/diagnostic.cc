// diagnostic: a test against the truth, at one threshold or over all of them.
#include "node/analysis/diagnostic.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/diagnostic_estimate.h"

namespace passerelle::analysis {
namespace {

using MaybeCount = std::optional<std::int64_t>;

MaybeCount sum_of(const std::vector<MaybeCount>& counts, std::size_t from, std::size_t until) {
  std::int64_t sum = 0;
  for (std::size_t i = from; i < until; ++i) {
    if (!counts[i]) return std::nullopt;
    sum += *counts[i];
  }
  return sum;
}

MaybeCount difference(const MaybeCount& all, const MaybeCount& part) {
  if (!all || !part) return std::nullopt;
  return *all - *part;
}

struct Split {
  MaybeCount below, above;
};

// The counts of one side. A withheld bin does not hide what the total and the other bins tell.
struct Side {
  MaybeCount all;
  std::vector<MaybeCount> bins;

  Side(const Pool& pool, const DiagnosticSide& cells) : all(pool.rows(cells.all)) {
    for (const auto& key : cells.bins) bins.push_back(pool.rows(key));
  }

  Split at(std::size_t first_positive) const {
    Split split{sum_of(bins, 0, first_positive), sum_of(bins, first_positive, bins.size())};
    if (!split.below) split.below = difference(all, split.above);
    if (!split.above) split.above = difference(all, split.below);
    return split;
  }

  std::optional<std::vector<std::int64_t>> whole() const {
    std::vector<std::int64_t> counts;
    for (const auto& count : bins) {
      if (!count) return std::nullopt;
      counts.push_back(*count);
    }
    return counts;
  }
};

void put_proportion(const std::string& pointer,
                    const MaybeCount& count,
                    const MaybeCount& rest,
                    Answer& out) {
  if (!count || !rest) return out.withhold(pointer);
  const auto found = proportion(*count, *count + *rest);
  auto json = estimate_json(found.wilson.estimate, found.wilson.conf_low, found.wilson.conf_high);
  json["exact_low"] = number_or_null(found.exact_low);
  json["exact_high"] = number_or_null(found.exact_high);
  out.put_json(pointer, std::move(json));
}

void put_ratios(const Split& without, const Split& with, Answer& out) {
  const bool is_whole = with.above && with.below && without.above && without.below;
  // A ratio shows which cell is empty, so none is given then, and nothing is added to the cells.
  const auto ratios =
      is_whole ? likelihood_ratios({*with.above, *without.above, *with.below, *without.below})
               : std::nullopt;
  if (!ratios) {
    out.withhold("/lr_plus");
    out.withhold("/lr_minus");
    return;
  }
  const auto& [plus, minus] = *ratios;
  out.put_json("/lr_plus", estimate_json(plus.estimate, plus.conf_low, plus.conf_high));
  out.put_json("/lr_minus", estimate_json(minus.estimate, minus.conf_low, minus.conf_high));
}

void put_table(const std::string& pointer, const Split& without, const Split& with, Answer& out) {
  out.put_count(pointer + "/tp", with.above);
  out.put_count(pointer + "/fp", without.above);
  out.put_count(pointer + "/fn", with.below);
  out.put_count(pointer + "/tn", without.below);
}

void put_share(const std::string& pointer,
               const MaybeCount& count,
               const MaybeCount& rest,
               Answer& out) {
  if (!count || !rest) return out.withhold(pointer);
  out.put_json(pointer, number_or_null(proportion(*count, *count + *rest).wilson.estimate));
}

void put_curve(const DiagnosticAnalysis& what, const Side& without, const Side& with, Answer& out) {
  out.put_json("/roc", Json::array());
  for (std::size_t i = 0; i < what.thresholds.size(); ++i) {
    const auto pointer = "/roc/" + std::to_string(i);
    const auto healthy = without.at(i + 1), diseased = with.at(i + 1);
    out.put_json(pointer, {{"threshold", what.thresholds[i]}});
    put_table(pointer, healthy, diseased, out);
    put_share(pointer + "/sensitivity", diseased.above, diseased.below, out);
    put_share(pointer + "/specificity", healthy.below, healthy.above, out);
  }
  const auto healthy = without.whole(), diseased = with.whole();
  if (!healthy || !diseased) {
    for (const char* field : {"/auc", "/auc_se", "/auc_conf_low", "/auc_conf_high"}) {
      out.withhold(field);
    }
    return;
  }
  const auto found = area_under_curve(*healthy, *diseased);
  out.put_number("/auc", found.area);
  out.put_number("/auc_se", found.standard_error);
  out.put_number("/auc_conf_low", found.conf_low);
  out.put_number("/auc_conf_high", found.conf_high);
}

// How often the condition is there where the score says how probable it is.
void put_calibration(const DiagnosticAnalysis& what,
                     const Side& without,
                     const Side& with,
                     Answer& out) {
  out.put_json("/calibration", Json::array());
  for (std::size_t i = 0; i < with.bins.size(); ++i) {
    const auto pointer = "/calibration/" + std::to_string(i);
    const double from = i == 0 ? 0 : what.thresholds[i - 1];
    const double to = i == what.thresholds.size() ? 1 : what.thresholds[i];
    out.put_json(pointer, {{"from", from}, {"to", to}});
    const auto& events = with.bins[i];
    const auto& others = without.bins[i];
    out.put_count(pointer + "/n", events && others ? MaybeCount(*events + *others) : std::nullopt);
    out.put_count(pointer + "/events", events);
    put_proportion(pointer + "/observed", events, others, out);
  }
}

}  // namespace

DiagnosticCells diagnostic_cells(const StudyPlan& plan,
                                 const Analysis& analysis,
                                 const DiagnosticAnalysis& diagnostic) {
  std::vector<CellKey> bins;
  CellKey all{analysis.row_set, {}};
  if (diagnostic.score) {
    all = with_value(plan, std::move(all), diagnostic.score->variable);
    bins = bins_of(plan, analysis.row_set, *diagnostic.score);
  } else {
    const auto& test = plan.variable(diagnostic.test);
    for (const bool is_positive : {false, true}) {
      bins.push_back(with(all, test.name, declared_side(test, is_positive)->name));
    }
  }
  const auto side = [&](bool has_condition) {
    const auto& level = declared_side(plan.variable(diagnostic.truth), has_condition)->name;
    DiagnosticSide made{with(all, diagnostic.truth, level), {}};
    for (const auto& bin : bins) made.bins.push_back(with(bin, diagnostic.truth, level));
    return made;
  };
  return {side(false), side(true)};
}

std::size_t bins_below(const DiagnosticAnalysis& diagnostic, double threshold) {
  const auto& all = diagnostic.thresholds;
  return static_cast<std::size_t>(std::find(all.begin(), all.end(), threshold) - all.begin()) + 1;
}

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const DiagnosticAnalysis& diagnostic,
          Wants& wants) {
  const auto cells = diagnostic_cells(outcomes.plan(), analysis, diagnostic);
  for (const auto* side : {&cells.without, &cells.with}) {
    wants.cells.insert(side->all);
    wants.cells.insert(side->bins.begin(), side->bins.end());
  }
}

void answer(const Answering& from, const DiagnosticAnalysis& what, Answer& out) {
  const auto cells = diagnostic_cells(from.outcomes.plan(), from.analysis, what);
  const Side without(from.pool, cells.without), with(from.pool, cells.with);
  if (!what.score || what.threshold) {
    const auto first_positive = what.score ? bins_below(what, *what.threshold) : 1;
    const auto healthy = without.at(first_positive), diseased = with.at(first_positive);
    if (what.threshold) out.put_json("/threshold", *what.threshold);
    put_table("", healthy, diseased, out);
    put_proportion("/sensitivity", diseased.above, diseased.below, out);
    put_proportion("/specificity", healthy.below, healthy.above, out);
    put_proportion("/ppv", diseased.above, healthy.above, out);
    put_proportion("/npv", healthy.below, diseased.below, out);
    put_ratios(healthy, diseased, out);
  }
  if (what.has_curve) put_curve(what, without, with, out);
  if (what.has_calibration) put_calibration(what, without, with, out);
}

}  // namespace passerelle::analysis

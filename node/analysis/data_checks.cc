// missingness, conformance and validation: of how many rows of a cohort a variable has no value or
// none of its levels, or a rule is broken.
#include "node/analysis/data_checks.h"

#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/conformance.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

const DataCheck* data_check_of(const Analysis& analysis) {
  if (const auto* check = std::get_if<MissingnessAnalysis>(&analysis.what)) return check;
  if (const auto* check = std::get_if<ConformanceAnalysis>(&analysis.what)) return check;
  return std::get_if<ValidationAnalysis>(&analysis.what);
}

// Nothing where every row has a value by the study's own rule.
std::optional<CellKey> missing_cell(const StudyPlan& plan,
                                    const Analysis& analysis,
                                    const std::string& variable) {
  if (!may_be_missing(plan, analysis.row_set, variable)) return std::nullopt;
  return with(rows_of(analysis), variable, kMissingLevel);
}

CellKey broken_cell(const StudyPlan& plan, const Analysis& analysis, const std::string& rule) {
  return with(rows_of(analysis), rule, declared_side(plan.variable(rule), false)->name);
}

// Returns the variable of the plan that a check of a study's variable or rule counts.
std::string counted(const Analysis& analysis, const std::string& variable) {
  return std::holds_alternative<ConformanceAnalysis>(analysis.what) ? conformance_rule(variable)
                                                                    : variable;
}

// Rows that fail, of those that can be judged; nothing when a node withholds a count.
struct Judged {
  std::optional<std::int64_t> failing, unknown, of;
};

Judged judged(const StudyPlan& plan,
              const Analysis& analysis,
              const std::string& variable,
              const Pool& pool) {
  Judged found;
  const auto counted_by = counted(analysis, variable);
  const auto missing = missing_cell(plan, analysis, counted_by);
  found.unknown = missing ? pool.rows(*missing) : std::optional(std::int64_t{0});
  found.of = pool.rows(rows_of(analysis));
  if (std::holds_alternative<MissingnessAnalysis>(analysis.what)) {
    found.failing = found.unknown;
    return found;
  }
  found.failing = pool.rows(broken_cell(plan, analysis, counted_by));
  found.of = found.of && found.unknown ? std::optional(*found.of - *found.unknown) : std::nullopt;
  return found;
}

std::optional<double> percent_of(const Judged& found) {
  if (!found.failing || !found.of || *found.of == 0) return std::nullopt;
  return 100 * static_cast<double>(*found.failing) / static_cast<double>(*found.of);
}

// A count too small to be shown is no reason to stop.
bool fails(const StudyPlan& plan, const Analysis& analysis, const Pool& pool) {
  const auto& check = *data_check_of(analysis);
  return std::any_of(check.variables.begin(), check.variables.end(), [&](const auto& variable) {
    const auto percent = percent_of(judged(plan, analysis, variable, pool));
    return percent && *percent > *check.max_percent;
  });
}

void put_difference(const std::string& pointer,
                    const std::optional<std::int64_t>& all,
                    const std::optional<std::int64_t>& part,
                    Answer& out) {
  out.put_count(pointer, all && part ? std::optional(*all - *part) : std::nullopt);
}

void put_percent(const std::string& pointer, const Judged& found, Answer& out) {
  if (!found.failing || !found.of) return out.withhold(pointer);
  out.put_json(pointer, percent_of(found) ? Json(*percent_of(found)) : Json());
}

void want_rules(const Outcomes& outcomes,
                const Analysis& analysis,
                const DataCheck& check,
                Wants& wants) {
  wants.cells.insert(rows_of(analysis));
  for (const auto& variable : check.variables) {
    const auto rule = counted(analysis, variable);
    wants.cells.insert(broken_cell(outcomes.plan(), analysis, rule));
    if (auto cell = missing_cell(outcomes.plan(), analysis, rule)) {
      wants.cells.insert(*std::move(cell));
    }
  }
}

// What a check of rules tells, under the names of its type.
struct RuleWords {
  const char* holds;
  const char* failing;
  const char* unknown;
  const char* percent;
};

void answer_rules(const Answering& from,
                  const DataCheck& check,
                  const RuleWords& words,
                  Answer& out) {
  out.put_count("/n", from.pool.rows(rows_of(from.analysis)));
  for (const auto& variable : check.variables) {
    const auto pointer = "/" + pointer_step(variable) + "/";
    const auto found = judged(from.outcomes.plan(), from.analysis, variable, from.pool);
    out.put_count(pointer + words.failing, found.failing);
    out.put_count(pointer + words.unknown, found.unknown);
    put_difference(pointer + words.holds, found.of, found.failing, out);
    put_percent(pointer + words.percent, found, out);
  }
}

}  // namespace

bool is_required(const Analysis& analysis) {
  const auto* check = data_check_of(analysis);
  return check != nullptr && check->max_percent.has_value();
}

std::string failed_check(const StudyPlan& plan, const Pool& pool) {
  for (const auto& analysis : plan.analyses) {
    if (is_required(analysis) && fails(plan, analysis, pool)) return analysis.id;
  }
  return {};
}

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const MissingnessAnalysis& missingness,
          Wants& wants) {
  wants.cells.insert(rows_of(analysis));
  for (const auto& variable : missingness.variables) {
    if (auto cell = missing_cell(outcomes.plan(), analysis, variable)) {
      wants.cells.insert(*std::move(cell));
    }
  }
}

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const ConformanceAnalysis& conformance,
          Wants& wants) {
  want_rules(outcomes, analysis, conformance, wants);
}

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const ValidationAnalysis& validation,
          Wants& wants) {
  want_rules(outcomes, analysis, validation, wants);
}

void answer(const Answering& from, const MissingnessAnalysis& missingness, Answer& out) {
  out.put_count("/n", from.pool.rows(rows_of(from.analysis)));
  for (const auto& variable : missingness.variables) {
    const auto pointer = "/" + pointer_step(variable);
    const auto found = judged(from.outcomes.plan(), from.analysis, variable, from.pool);
    out.put_count(pointer + "/missing", found.failing);
    put_difference(pointer + "/present", found.of, found.failing, out);
    put_percent(pointer + "/percent_missing", found, out);
  }
}

void answer(const Answering& from, const ConformanceAnalysis& conformance, Answer& out) {
  answer_rules(from, conformance, {"conforming", "outside", "missing", "percent_outside"}, out);
}

void answer(const Answering& from, const ValidationAnalysis& validation, Answer& out) {
  answer_rules(from, validation, {"holds", "broken", "unknown", "percent_broken"}, out);
}

}  // namespace passerelle::analysis

#include "node/gate/gate.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/cox_breaks.h"
#include "node/analysis/needs.h"
#include "node/crypto/digest.h"
#include "node/gate/errors.h"
#include "node/gate/ledger_check.h"
#include "policies/disclosure/programme.h"

namespace passerelle::gate {
namespace {

std::string text_of(const analysis::CellKey& key) {
  std::string text = "cell " + key.row_set;
  for (const auto& [variable, level] : key.where) {
    text.append(" ").append(variable).append("=").append(level);
  }
  return text;
}

std::string text_of(const analysis::Slot& slot) {
  std::string text = "sum " + slot.analysis;
  for (const auto* part : {&slot.variable, &slot.level}) {
    if (!part->empty()) text.append(" ").append(*part);
  }
  return text;
}

std::string text_of(const std::vector<disclosure::Reason>& reasons) {
  std::string text;
  for (const auto reason : reasons) {
    text.append(text.empty() ? "" : ", ").append(disclosure::to_text(reason));
  }
  return text;
}

template <class Part>
void list_reasons(const std::vector<Part>& parts,
                  const std::vector<std::vector<disclosure::Reason>>& reasons,
                  std::vector<std::string>& into) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!reasons[i].empty()) into.push_back(text_of(parts[i]) + ": " + text_of(reasons[i]));
  }
}

std::string text_of(const ledger::Refusal& refusal) {
  const auto rule = ledger::to_text(refusal.rule);
  if (!refusal.earlier) return rule;
  return rule + " with run " + refusal.earlier->run + " of " + refusal.earlier->date;
}

template <class Part>
void list_refusals(const std::vector<Part>& parts,
                   const std::map<std::size_t, ledger::Refusal>& refusals,
                   GateReceipt& receipt) {
  for (const auto& [place, refusal] : refusals) {
    receipt.reasons.push_back(text_of(parts[place]) + ": " + text_of(refusal));
    auto& list = receipt.refusals;
    if (std::find(list.begin(), list.end(), refusal) == list.end()) list.push_back(refusal);
  }
}

std::size_t count_true(const std::vector<bool>& flags) {
  return static_cast<std::size_t>(std::count(flags.begin(), flags.end(), true));
}

GateReceipt receipt_of(const disclosure::Decision& decision,
                       const analysis::GateView& view,
                       const disclosure::Rules& rules) {
  GateReceipt receipt;
  receipt.rules = rules;
  const auto& cells = view.programme.cells;
  receipt.cells = static_cast<std::size_t>(
      std::count_if(cells.begin(), cells.end(), [](const auto& cell) { return cell.is_wanted; }));
  receipt.withheld_cells = count_true(decision.hidden_cells);
  receipt.items = view.items.size();
  receipt.withheld_items = count_true(decision.hidden_items);
  list_reasons(view.cells, decision.cell_reasons, receipt.reasons);
  list_reasons(view.items, decision.item_reasons, receipt.reasons);
  return receipt;
}

Result<void> check_evidence(const analysis::GateView& view) {
  for (std::size_t i = 0; i < view.items.size(); ++i) {
    const auto& item = view.programme.items[i];
    if (item.magnitude || item.model) continue;
    return Error{GateError::no_evidence, text_of(view.items[i]) + " came without evidence"};
  }
  return {};
}

bool is_releasable(const std::vector<analysis::Count>& counts, const disclosure::Rules& rules) {
  std::vector<std::int64_t> persons;
  persons.reserve(counts.size());
  for (const auto& count : counts) persons.push_back(count.persons);
  return disclosure::all_releasable(persons, rules);
}

// Levels are listed from the finest to the coarsest. Of a model on breaks every interval is of more
// persons, and what its sums tell of levels of terms is counts like others.
int finest_level(const analysis::StudyPlan& plan,
                 const analysis::Evidence& evidence,
                 const std::string& id,
                 const disclosure::Rules& rules) {
  auto of_intervals = rules;
  if (!evidence.grid_ranges.contains(id)) {
    of_intervals.min_cell = std::max(
        rules.min_cell, analysis::fewest_in_an_interval(plan, analysis::find_analysis(plan, id)));
  }
  const auto& levels = evidence.curve_cells.at(id);
  const auto parts = evidence.curve_parts.find(id);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const bool has_parts = parts != evidence.curve_parts.end();
    if (is_releasable(levels[level], of_intervals) &&
        (!has_parts || is_releasable(parts->second.at(level), rules))) {
      return static_cast<int>(level);
    }
  }
  return -1;
}

// Of the groupings of levels of a variable, from the finest to the coarsest; the last is taken as
// it is.
int finest_grouping(const std::vector<std::vector<analysis::Count>>& groupings,
                    const disclosure::Rules& rules) {
  std::size_t number = 0;
  while (number + 1 < groupings.size() && !is_releasable(groupings[number], rules)) ++number;
  return static_cast<int>(number);
}

// The rounds in which no number of persons leaves. What a node agrees to is decided by its rules,
// whatever the worker proposed.
bool agrees_only(analysis::Phase phase) {
  return phase == analysis::Phase::groupings || phase == analysis::Phase::levels;
}

void agree_on_groupings(const disclosure::Rules& rules, analysis::StepOutput& output) {
  output.partial.groupings.clear();
  for (const auto& [variable, groupings] : output.evidence.grouping_cells) {
    output.partial.groupings[variable] = finest_grouping(groupings, rules);
  }
}

void agree_on_levels(const analysis::StudyPlan& plan,
                     const disclosure::Rules& rules,
                     analysis::StepOutput& output,
                     GateReceipt& receipt) {
  output.partial.curve_levels.clear();
  output.partial.grid_ranges.clear();
  for (const auto& [curve, levels] : output.evidence.curve_cells) {
    const int level = finest_level(plan, output.evidence, curve, rules);
    output.partial.curve_levels[curve] = level;
    const auto ranges = output.evidence.grid_ranges.find(curve);
    if (level >= 0 && ranges != output.evidence.grid_ranges.end()) {
      output.partial.grid_ranges[curve] = ranges->second.at(static_cast<std::size_t>(level));
    }
    if (level < 0) receipt.reasons.push_back("curve " + curve + ": no level may be shown");
  }
}

}  // namespace

DisclosureGate::DisclosureGate(disclosure::Rules rules) : rules_(rules) {}

Result<Released<analysis::Partial>> DisclosureGate::release(const analysis::StudyPlan& study,
                                                            const analysis::State& state,
                                                            analysis::StepOutput output,
                                                            ledger::Judge& judge) const {
  const auto& plan = analysis::at_agreed_groupings(study, state);
  auto rules = rules_;
  rules.min_cell = std::max(rules.min_cell, plan.min_cell.value_or(rules.min_cell));

  GateReceipt receipt;
  receipt.rules = rules;
  if (state.phase == analysis::Phase::groupings) agree_on_groupings(rules, output);
  if (state.phase == analysis::Phase::levels) agree_on_levels(plan, rules, output, receipt);
  // Before the rules look at it: they speak about partials of this shape only.
  if (auto checked = analysis::check_shape(plan, state, output.partial); !checked) {
    return checked.error();
  }
  if (agrees_only(state.phase)) {
    return Released<analysis::Partial>(std::move(output.partial), std::move(receipt));
  }

  const auto view = analysis::describe_for_gate(plan, state, output);
  if (auto checked = check_evidence(view); !checked) return checked.error();
  auto decided = decide_with_ledger(plan, state, view, *output.evidence.cohorts, rules, judge);
  if (!decided) return decided.error();
  receipt = receipt_of(decided->decision, view, rules);
  list_refusals(view.cells, decided->cells, receipt);
  list_refusals(view.items, decided->items, receipt);
  receipt.refused_numbers =
      static_cast<std::int64_t>(decided->cells.size() + decided->items.size());
  receipt.new_cohorts = std::move(decided->new_cohorts);
  receipt.known_cohorts = std::move(decided->known_cohorts);
  if (rules.population_is_public) receipt.population = output.evidence.cohorts->population;
  return Released<analysis::Partial>(analysis::apply(decided->decision, view, std::move(output)),
                                     std::move(receipt));
}

Released<std::string> DisclosureGate::release_pooled(const analysis::StudyPlan& plan,
                                                     const analysis::State& finished) const {
  GateReceipt receipt;
  receipt.rules = rules_;
  return {canonical_text(analysis::pooled_answer(plan, finished)), std::move(receipt)};
}

}  // namespace passerelle::gate

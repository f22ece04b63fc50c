#include "node/gate/ledger_check.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "node/analysis/layout.h"
#include "node/analysis/matching_layout.h"
#include "node/analysis/steps_before_set.h"
#include "node/gate/errors.h"

namespace passerelle::gate {
namespace {

using analysis::CellKey;

// A number that would leave, and the persons it stands on.
struct Number {
  enum class Kind { cell, item } kind = Kind::cell;
  std::size_t place = 0;  // in the programme
  std::size_t conditions = 0;
  std::string system;  // whose cells are related
  const ledger::Cohort* cohort = nullptr;
  std::size_t step = 0;  // of those before the analysis set, from 1; of other numbers 0
};

// The cells of a set of rows; those of a matched sample apart, since no relation of the audit ties
// it to other cells.
std::string system_of(const CellKey& key) {
  const auto* sample = analysis::sample_of(key);
  return sample == nullptr ? key.row_set : key.row_set + " " + *sample;
}

Result<const ledger::Cohort*> cohort_of(const CellKey& key, const analysis::Cohorts& cohorts) {
  const auto found = cohorts.of.find(key);
  if (found != cohorts.of.end()) return &found->second;
  return Error{GateError::no_evidence,
               "the persons of a cell of " + key.row_set + " are not named"};
}

// Cells with rows. Of those who opted out nothing but their number is known, and it is no number of
// the study's.
Result<std::vector<Number>> cells_of(const analysis::GateView& view,
                                     const analysis::Cohorts& cohorts) {
  std::vector<Number> numbers;
  for (std::size_t i = 0; i < view.cells.size(); ++i) {
    const auto& cell = view.programme.cells[i];
    const auto& key = view.cells[i];
    if (!cell.is_wanted || cell.rows == 0 || key.row_set == analysis::kOptedOut) continue;
    const auto cohort = cohort_of(key, cohorts);
    if (!cohort) return cohort.error();
    numbers.push_back({Number::Kind::cell, i, key.where.size(), system_of(key), *cohort});
  }
  return numbers;
}

// Sums that stand on cells of their round are hidden with them. In a later round only matched
// samples have cells: each other sum stands on the rows of its analysis.
Result<std::vector<Number>> later_items_of(const analysis::StudyPlan& plan,
                                           const analysis::GateView& view,
                                           const analysis::Cohorts& cohorts) {
  std::vector<Number> numbers;
  for (std::size_t i = 0; i < view.items.size(); ++i) {
    if (!view.programme.items[i].needs.empty()) continue;
    for (const auto& analysis : plan.analyses) {
      if (analysis.id != view.items[i].analysis) continue;
      const auto cohort = cohort_of(analysis::rows_of(analysis), cohorts);
      if (!cohort) return cohort.error();
      numbers.push_back({Number::Kind::item, i, 0, analysis.row_set, *cohort});
    }
  }
  return numbers;
}

void mark_steps(const analysis::StudyPlan& plan,
                const analysis::GateView& view,
                std::vector<Number>& numbers) {
  const auto steps = analysis::steps_before_set(plan);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto key = analysis::rows_of(analysis::find_analysis(plan, steps[i]));
    for (auto& number : numbers) {
      const bool is_cell = number.kind == Number::Kind::cell;
      if (is_cell && view.cells[number.place] == key) number.step = i + 1;
    }
  }
}

bool is_shown(const Number& number, const disclosure::Decision& decision) {
  return number.kind == Number::Kind::cell ? !decision.hidden_cells[number.place]
                                           : !decision.hidden_items[number.place];
}

}  // namespace

Result<LedgerDecision> decide_with_ledger(const analysis::StudyPlan& plan,
                                          const analysis::State& state,
                                          analysis::GateView view,
                                          const analysis::Cohorts& cohorts,
                                          const disclosure::Rules& rules,
                                          ledger::Judge& judge) {
  auto numbers = cells_of(view, cohorts);
  if (!numbers) return numbers.error();
  if (!analysis::releases_cells(state.phase)) {
    auto items = later_items_of(plan, view, cohorts);
    if (!items) return items.error();
    numbers->insert(numbers->end(), items->begin(), items->end());
  }
  mark_steps(plan, view, *numbers);
  // Totals before their parts: of two that are too close the total stays. Steps before the analysis
  // set come last: they take nothing from the study.
  std::ranges::stable_sort(
      *numbers, {}, [](const Number& number) { return std::pair(number.step, number.conditions); });

  LedgerDecision answer;
  std::map<std::string, std::size_t> systems;
  // Every turn but the last hides a number more.
  for (bool is_settled = false; !is_settled;) {
    answer.decision = disclosure::decide(view.programme, rules);
    std::vector<const Number*> shown;
    std::vector<ledger::Asked> asked;
    for (const auto& number : *numbers) {
      if (!is_shown(number, answer.decision)) continue;
      shown.push_back(&number);
      const auto system = systems.try_emplace(number.system, systems.size()).first->second;
      asked.push_back({*number.cohort, system});
    }
    const auto verdicts = judge.judge(asked, rules);
    if (!verdicts) return verdicts.error();
    is_settled = true;
    std::set<ledger::Cohort> fresh, known;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const auto& verdict = (*verdicts)[i];
      const auto place = shown[i]->place;
      if (!verdict.refusal) {
        (verdict.is_known ? known : fresh).insert(asked[i].cohort);
        continue;
      }
      is_settled = false;
      if (shown[i]->kind == Number::Kind::cell) {
        view.programme.cells[place].is_too_close = true;
        answer.cells.emplace(place, *verdict.refusal);
      } else {
        view.programme.items[place].is_too_close = true;
        answer.items.emplace(place, *verdict.refusal);
      }
    }
    answer.new_cohorts.assign(fresh.begin(), fresh.end());
    answer.known_cohorts.assign(known.begin(), known.end());
  }
  return answer;
}

}  // namespace passerelle::gate

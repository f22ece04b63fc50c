#include "node/analysis/needs.h"

#include "node/analysis/derivable.h"
#include "node/analysis/layout.h"
#include "node/analysis/matching_layout.h"

namespace passerelle::analysis {
namespace {

// Builds the view cell by cell; every cell has one index.
class ViewBuilder {
 public:
  ViewBuilder(const Layout& layout, const StepOutput& output) : output_(output) {
    for (const auto& key : layout.wanted) {
      const auto found = output.partial.cells.find(key);
      add(key, found == output.partial.cells.end() ? std::nullopt : found->second, true, true);
    }
    for (const auto& key : layout.unwanted) {
      const auto found = output.evidence.guarded.find(key);
      std::optional<Count> count;
      if (found != output.evidence.guarded.end()) count = found->second;
      add(key, count, false, layout.guarded.contains(key));
    }
    for (const auto& relation : layout.relations) {
      view_.programme.relations.push_back({index_.at(relation.total), indices(relation.parts)});
    }
    for (const auto& bundle : layout.bundles) {
      view_.programme.bundles.push_back({bundle.name, indices(bundle.cells)});
    }
    guard_only_the_derivable();
  }

  void add_item(const Slot& slot, const SlotNeeds* needs) {
    disclosure::Item item;
    if (needs != nullptr) item.needs = indices(needs->cells);
    if (const auto m = output_.evidence.magnitudes.find(slot);
        m != output_.evidence.magnitudes.end() && needs != nullptr) {
      item.magnitude = magnitude(slot, *needs, m->second);
    }
    if (const auto m = output_.evidence.models.find(slot); m != output_.evidence.models.end()) {
      item.model = model(m->second);
    }
    view_.programme.items.push_back(std::move(item));
    view_.items.push_back(slot);
  }

  GateView take() { return std::move(view_); }

 private:
  void add(const CellKey& key, const std::optional<Count>& count, bool wanted, bool guarded) {
    index_[key] = view_.cells.size();
    view_.cells.push_back(key);
    const auto value = count.value_or(Count{});
    view_.programme.cells.push_back({value.rows, value.persons, wanted, guarded});
  }

  void guard_only_the_derivable() {
    const auto derivable = derivable_cells(view_.programme);
    for (std::size_t i = 0; i < derivable.size(); ++i) {
      auto& cell = view_.programme.cells[i];
      if (!cell.is_wanted) cell.is_guarded = cell.is_guarded && derivable[i];
    }
  }

  std::vector<std::size_t> indices(const std::vector<CellKey>& keys) const {
    std::vector<std::size_t> list;
    for (const auto& key : keys) list.push_back(index_.at(key));
    return list;
  }

  // What is known of a sum itself, wherever it stands.
  static disclosure::Magnitude sum_of(const MagnitudeEvidence& evidence) {
    disclosure::Magnitude m;
    m.persons = evidence.persons;
    m.total = evidence.total;
    m.largest = evidence.largest;
    m.second = evidence.second;
    m.all_equal = evidence.all_equal;
    m.rarest_of_few = evidence.rarest_of_few;
    return m;
  }

  disclosure::Magnitude magnitude(const Slot& slot,
                                  const SlotNeeds& needs,
                                  const MagnitudeEvidence& evidence) const {
    const auto cell = index_.at(needs.cells.front());
    auto m = sum_of(evidence);
    m.cell = cell;
    m.degrees_of_freedom = view_.programme.cells[cell].rows - 1;
    // Sums of one variable over one set of rows add up, whichever analysis asks for them.
    m.family = needs.cells.front().row_set + "/" + slot.variable;
    return m;
  }

  static disclosure::Model model(const ModelEvidence& evidence) {
    disclosure::Model m{evidence.rows, evidence.parameters, evidence.rarest_of_few, {}};
    if (!evidence.regression) return m;
    const auto& found = *evidence.regression;
    auto& regression = m.regression.emplace();
    regression.largest_leverage = found.largest_leverage;
    regression.effective_rows = found.effective_rows;
    regression.is_perfect_fit = found.is_perfect_fit;
    for (const auto& told : found.told) regression.told.push_back(sum_of(told));
    return m;
  }

  const StepOutput& output_;
  GateView view_;
  std::map<CellKey, std::size_t> index_;
};

}  // namespace

GateView describe_for_gate(const StudyPlan& study, const State& state, const StepOutput& output) {
  const auto& plan = at_agreed_groupings(study, state);
  // Later rounds ask only for sums whose cells left in the first, and for matched samples.
  const auto layout =
      releases_cells(state.phase) ? layout_of(Outcomes(plan), state) : matching_layout(plan, state);
  ViewBuilder builder(layout, output);
  for (const auto& [slot, sums] : output.partial.sums) {
    const auto needs = layout.slots.find(slot);
    builder.add_item(slot, needs == layout.slots.end() ? nullptr : &needs->second);
  }
  return builder.take();
}

Partial apply(const disclosure::Decision& decision, const GateView& view, StepOutput output) {
  auto partial = std::move(output.partial);
  for (std::size_t i = 0; i < view.cells.size(); ++i) {
    const auto cell = partial.cells.find(view.cells[i]);
    if (cell != partial.cells.end() && decision.hidden_cells.at(i)) cell->second.reset();
  }
  for (std::size_t i = 0; i < view.items.size(); ++i) {
    if (decision.hidden_items.at(i)) partial.sums.at(view.items[i]).reset();
  }
  return partial;
}

}  // namespace passerelle::analysis

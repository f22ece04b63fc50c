#include <algorithm>
#include <cstdint>

#include "policies/disclosure/canonical_order.h"
#include "policies/disclosure/items.h"
#include "policies/disclosure/programme.h"
#include "policies/disclosure/suppression.h"

namespace passerelle::disclosure {
namespace {

bool adds_up_in_persons(const Programme& programme, const Relation& relation) {
  std::int64_t sum = 0;
  for (const auto part : relation.parts) sum += programme.cells[part].persons;
  return sum == programme.cells[relation.total].persons;
}

// The same cells with their persons as the published numbers. Persons with several rows may stand
// in several parts; where they do not, their counts add up as well and can be subtracted.
Programme counted_in_persons(Programme programme) {
  std::erase_if(programme.relations,
                [&](const Relation& relation) { return !adds_up_in_persons(programme, relation); });
  for (auto& cell : programme.cells) cell.rows = cell.persons;
  return programme;
}

bool has_one_row_per_person(const Programme& programme) {
  return std::all_of(programme.cells.begin(), programme.cells.end(),
                     [](const Cell& cell) { return cell.rows == cell.persons; });
}

// A pattern stays safe when more is hidden, so what is hidden for either count is hidden.
void join(CellDecision& decision, const CellDecision& other) {
  for (std::size_t cell = 0; cell < decision.hidden.size(); ++cell) {
    if (decision.hidden[cell] || !other.hidden[cell]) continue;
    decision.hidden[cell] = true;
    decision.reasons[cell] = other.reasons[cell];
  }
}

}  // namespace

Decision decide(const Programme& programme, const Rules& rules) {
  const auto order = canonical_order(programme);
  const auto ordered = reordered(programme, order);
  auto cells = decide_cells(ordered, rules);
  if (!has_one_row_per_person(ordered)) {
    join(cells, decide_cells(counted_in_persons(ordered), rules));
  }
  auto items = decide_items(ordered, cells, rules);

  Decision decision{.hidden_cells = std::vector<bool>(order.size(), false),
                    .hidden_items = std::move(items.hidden),
                    .cell_reasons = std::vector<std::vector<Reason>>(order.size()),
                    .item_reasons = std::move(items.reasons)};
  for (std::size_t i = 0; i < order.size(); ++i) {
    decision.hidden_cells[order[i]] = cells.hidden[i];
    decision.cell_reasons[order[i]] = cells.reasons[i];
  }
  return decision;
}

}  // namespace passerelle::disclosure

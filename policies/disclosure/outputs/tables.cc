#include "policies/disclosure/outputs/tables.h"

#include <algorithm>
#include <iterator>

#include "policies/disclosure/outputs/contributions.h"
#include "policies/disclosure/outputs/named_cells.h"
#include "policies/disclosure/outputs/reading.h"
#include "policies/disclosure/shares.h"

namespace passerelle::disclosure::outputs {
namespace {

FrequencyTable::Breakdown read_breakdown(Fields& fields,
                                         const NamedCells& names,
                                         const FrequencyTable& table) {
  FrequencyTable::Breakdown read{names.relation(fields), fields.boolean_or("sensitive", true)};
  if (fields.failed()) return read;
  std::int64_t sum = 0;
  for (const auto part : read.sums.parts) sum += table.cells[part].persons;
  if (sum != table.cells[read.sums.total].persons) {
    fields.fail("parts", "parts that add up to the total are expected");
  }
  return read;
}

bool has_few_entities(std::int64_t persons,
                      const std::optional<std::int64_t>& entities,
                      const Settings& settings) {
  return settings.entity_threshold > 0 && persons > 0 && entities &&
         *entities < settings.entity_threshold;
}

// A group of which nearly all have one property: who is known to be in it is known to have it.
void flag_groups(const FrequencyTable& table, const Settings& settings, Flagged& flagged) {
  for (const auto& relation : table.relations) {
    const auto total = static_cast<double>(table.cells[relation.sums.total].persons);
    std::vector<std::size_t> possible;
    std::copy_if(relation.sums.parts.begin(), relation.sums.parts.end(),
                 std::back_inserter(possible),
                 [&](std::size_t part) { return !table.cells[part].is_structural_zero; });
    if (!relation.is_sensitive || total == 0 || possible.size() < 2) continue;
    for (const auto part : possible) {
      const auto& cell = table.cells[part];
      const auto persons = static_cast<double>(cell.persons);
      if (cell.persons > 0 && reaches_share(persons, settings.group_share_max, total)) {
        flagged[cell.id].insert(Reason::group_disclosure);
      }
    }
  }
}

Reasons broken_rules(const MagnitudeTable::Cell& cell, const Settings& settings) {
  const auto persons = static_cast<std::int64_t>(cell.values.size());
  if (persons == 0) {
    const bool tells = settings.zeros_are_disclosive && !cell.is_structural_zero;
    return tells ? Reasons{Reason::zero} : Reasons{};
  }
  auto reasons = dominance_of(cell.values, settings);
  if (is_low(persons, settings.threshold)) reasons.insert(Reason::low_count);
  if (all_equal(cell.values)) reasons.insert(Reason::all_equal);
  if (has_few_entities(persons, cell.entities, settings)) reasons.insert(Reason::low_entities);
  return reasons;
}

}  // namespace

FrequencyTable FrequencyTable::read(Fields& fields) {
  FrequencyTable table;
  NamedCells names;
  table.cells = listed(fields, "cells", [&](Fields& read) {
    Cell cell{names.read(read), count(read, "n"), read.boolean_or("structural_zero", false),
              count_if_there(read, "entities")};
    if (cell.is_structural_zero && cell.persons != 0) {
      read.fail("n", "0 is expected of a structural zero");
    }
    return cell;
  });
  if (fields.find("relations") == nullptr || fields.failed()) return table;
  table.relations =
      listed(fields, "relations", [&](Fields& read) { return read_breakdown(read, names, table); });
  return table;
}

MagnitudeTable MagnitudeTable::read(Fields& fields) {
  MagnitudeTable table;
  NamedCells names;
  table.cells = listed(fields, "cells", [&](Fields& read) {
    Cell cell{names.read(read), values(read, "values"), read.boolean_or("structural_zero", false),
              count_if_there(read, "entities")};
    if (cell.is_structural_zero && !cell.values.empty()) {
      read.fail("values", "no value is expected of a structural zero");
    }
    return cell;
  });
  return table;
}

Verdict decide(const FrequencyTable& table, const Settings& settings) {
  Flagged flagged;
  for (const auto& cell : table.cells) {
    Reasons reasons;
    if (is_low(cell.persons, settings.threshold)) reasons.insert(Reason::low_count);
    if (cell.persons == 0 && !cell.is_structural_zero && settings.zeros_are_disclosive) {
      reasons.insert(Reason::zero);
    }
    if (has_few_entities(cell.persons, cell.entities, settings)) {
      reasons.insert(Reason::low_entities);
    }
    if (!reasons.empty()) flagged[cell.id] = std::move(reasons);
  }
  flag_groups(table, settings, flagged);
  return of_cells(std::move(flagged), settings);
}

Verdict decide(const MagnitudeTable& table, const Settings& settings) {
  Flagged flagged;
  for (const auto& cell : table.cells) {
    auto reasons = broken_rules(cell, settings);
    if (!reasons.empty()) flagged[cell.id] = std::move(reasons);
  }
  return of_cells(std::move(flagged), settings);
}

}  // namespace passerelle::disclosure::outputs

#include "policies/disclosure/outputs/suppress.h"

#include <nlohmann/json.hpp>

#include "policies/disclosure/canonical_order.h"
#include "policies/disclosure/outputs/documents.h"
#include "policies/disclosure/outputs/named_cells.h"
#include "policies/disclosure/outputs/reading.h"
#include "policies/disclosure/suppression.h"

namespace passerelle::disclosure::outputs {
namespace {

struct Table {
  std::vector<std::string> names;
  std::vector<std::int64_t> counts;
  std::vector<Relation> relations;
  std::vector<bool> is_primary;
  std::int64_t width = 0;
};

Table read_table(Fields& fields) {
  Table table;
  NamedCells names;
  table.counts = listed(fields, "cells", [&](Fields& cell) {
    table.names.push_back(names.read(cell));
    return count(cell, "n");
  });
  table.relations =
      listed(fields, "relations", [&](Fields& relation) { return names.relation(relation); });
  const auto threshold = count_or(fields, "threshold", 10);
  table.width = count_or(fields, "audit_width", threshold);
  for (const auto n : table.counts) table.is_primary.push_back(is_low(n, threshold));
  if (fields.find("primary") != nullptr) {
    table.is_primary.assign(table.counts.size(), false);
    const auto places = names.places(fields, "primary");
    if (!fields.failed()) {
      for (const auto place : places) table.is_primary[place] = true;
    }
  }
  if (table.width < 1) fields.fail("audit_width", "a width from 1 on is expected");
  ignore(fields,
         {"feasible", "best_cost", "proved_optimal", "example_pattern", "suppress_all_inner_cost"});
  return table;
}

// Which cells are primary is given, be it for another reason than their size: so every cell counts
// as large enough, and the primary ones are hidden as those too close to an earlier release are.
Programme programme_of(const Table& table) {
  Programme programme;
  for (std::size_t cell = 0; cell < table.counts.size(); ++cell) {
    programme.cells.push_back({.rows = table.counts[cell],
                               .persons = table.width,
                               .is_too_close = table.is_primary[cell]});
  }
  programme.relations = table.relations;
  return programme;
}

bool adds_up(const Table& table, const Relation& relation) {
  std::int64_t sum = 0;
  for (const auto part : relation.parts) sum += table.counts[part];
  return sum == table.counts[relation.total];
}

Result<Json> suppress_one(Fields& fields) {
  const auto table = read_table(fields);
  if (fields.failed()) return Json();
  for (std::size_t i = 0; i < table.relations.size(); ++i) {
    if (adds_up(table, table.relations[i])) continue;
    return Error{BaseError::malformed, fields.path_of("relations") + "/" + std::to_string(i) +
                                           ": parts that add up to the total are expected"};
  }
  const auto programme = programme_of(table);
  const auto order = canonical_order(programme);
  const auto decision = decide_cells(reordered(programme, order), Rules{.min_cell = table.width});
  std::vector<bool> hidden(order.size(), false);
  for (std::size_t i = 0; i < order.size(); ++i) hidden[order[i]] = decision.hidden[i];

  Json result{{"hidden", Json::array()}};
  std::int64_t cost = 0;
  for (std::size_t cell = 0; cell < hidden.size(); ++cell) {
    if (!hidden[cell]) continue;
    result["hidden"].push_back(table.names[cell]);
    cost += table.counts[cell] + 1;
  }
  result["cost"] = cost;
  return result;
}

}  // namespace

Result<Json> suppress(const Json& document) { return answer_all(document, "tables", suppress_one); }

}  // namespace passerelle::disclosure::outputs

#include "policies/disclosure/outputs/intervals.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "policies/disclosure/outputs/documents.h"
#include "policies/disclosure/outputs/named_cells.h"
#include "policies/disclosure/outputs/reading.h"
#include "policies/disclosure/possible_tables.h"

namespace passerelle::disclosure::outputs {
namespace {

struct Cell {
  std::string id;
  std::optional<std::int64_t> published;
};

struct Hidden {
  std::string id;
  RealInterval real;
  Interval whole;
};

struct Audit {
  std::int64_t threshold = 10;
  std::int64_t width = 10;
};

// Ends over numbers are quotients of small counts; what lies behind the ninth decimal is rounding.
// Adding nothing makes a negative zero a zero.
Json real_end(double value) {
  constexpr double kDecimals = 1e9;
  return std::round(value * kDecimals) / kDecimals + 0.0;
}

Json to_json(const Hidden& cell) {
  const auto& [id, real, whole] = cell;
  return {{"lp",
           Json::array({real_end(real.least), real.greatest ? real_end(*real.greatest) : Json()})},
          {"int", Json::array({whole.least, whole.greatest ? Json(*whole.greatest) : Json()})},
          {"exact", whole.greatest == whole.least}};
}

Result<std::vector<Hidden>> hidden_cells(const std::vector<Cell>& cells,
                                         const std::vector<Relation>& relations) {
  std::vector<std::optional<std::int64_t>> published;
  for (const auto& cell : cells) published.push_back(cell.published);
  const auto tables = PossibleTables::of(published, relations);
  if (!tables) return tables.error();
  std::vector<Hidden> hidden;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].published) continue;
    const auto real = tables->real_interval(i);
    if (!real) return real.error();
    const auto whole = tables->whole_interval(i, *real);
    if (!whole) return whole.error();
    hidden.push_back({cells[i].id, *real, *whole});
  }
  return hidden;
}

Audit read_audit(Fields& fields) {
  Audit audit;
  audit.threshold = count_or(fields, "threshold", audit.threshold);
  audit.width = count_or(fields, "audit_width", audit.threshold);
  ignore(fields, {"unprotected"});
  return audit;
}

bool is_narrow(const Interval& interval, std::int64_t width) {
  return interval.greatest && *interval.greatest - interval.least < width;
}

bool lies_in(std::int64_t value, const Interval& interval) {
  return value >= interval.least && (!interval.greatest || value <= *interval.greatest);
}

// Small cells that the pattern leaves too narrow, in alphabetical order.
std::set<std::string> unprotected(const std::vector<Hidden>& hidden,
                                  Fields& truth,
                                  const Audit& audit) {
  std::set<std::string> names;
  for (const auto& cell : hidden) {
    const auto persons = count(truth, cell.id);
    if (!lies_in(persons, cell.whole)) truth.fail(cell.id, "a count that fits is expected");
    if (is_low(persons, audit.threshold) && is_narrow(cell.whole, audit.width)) {
      names.insert(cell.id);
    }
  }
  return names;
}

Result<Json> intervals_of_one(Fields& fields) {
  NamedCells names;
  const auto cells = listed(fields, "cells", [&](Fields& cell) {
    return Cell{names.read(cell), count_if_there(cell, "n")};
  });
  const auto relations =
      listed(fields, "relations", [&](Fields& relation) { return names.relation(relation); });
  // What the vectors hold beside: the hidden cells once more, and what is to be found.
  ignore(fields, {"suppressed", "intervals"});
  Audit audit;
  const auto* given = fields.find("audit");
  if (given != nullptr) {
    Fields read(*given, fields.path_of("audit"));
    audit = read_audit(read);
    if (auto done = read.done(); !done) fields.fail(done.error());
  }
  const auto* truth = fields.find("truth");
  if (given != nullptr && truth == nullptr) fields.fail("truth", "is missing for the audit");
  if (fields.failed()) return Json();

  const auto hidden = hidden_cells(cells, relations);
  if (!hidden) {
    return Error{hidden.error().code, fields.path_of("cells") + ": " + hidden.error().detail};
  }
  Json result{{"intervals", Json::object()}};
  for (const auto& cell : *hidden) result["intervals"][cell.id] = to_json(cell);
  if (truth == nullptr) return result;
  Fields counts(*truth, fields.path_of("truth"));
  result["audit"] = {{"threshold", audit.threshold},
                     {"audit_width", audit.width},
                     {"unprotected", unprotected(*hidden, counts, audit)}};
  if (auto done = counts.done(); !done) fields.fail(done.error());
  return result;
}

}  // namespace

Result<Json> intervals(const Json& document) {
  return answer_all(document, "cases", intervals_of_one);
}

}  // namespace passerelle::disclosure::outputs

#include "policies/disclosure/outputs/named_cells.h"

#include <set>

namespace passerelle::disclosure::outputs {

std::string NamedCells::read(Fields& cell) {
  auto id = cell.text("id");
  if (!places_.emplace(id, places_.size()).second) {
    cell.fail("id", "another name is expected than that of a cell before");
  }
  return id;
}

std::size_t NamedCells::place(const std::string& id, Fields& fields, std::string_view name) const {
  const auto found = places_.find(id);
  if (found != places_.end()) return found->second;
  fields.fail(name, "the name of a cell is expected");
  return 0;
}

std::vector<std::size_t> NamedCells::places(Fields& fields, std::string_view name) const {
  std::vector<std::size_t> found;
  for (const auto& id : fields.texts(name)) found.push_back(place(id, fields, name));
  return found;
}

Relation NamedCells::relation(Fields& fields) const {
  Relation relation{place(fields.text("total"), fields, "total"), places(fields, "parts")};
  const std::set<std::size_t> distinct(relation.parts.begin(), relation.parts.end());
  if (distinct.size() != relation.parts.size()) fields.fail("parts", "a part stands there twice");
  return relation;
}

}  // namespace passerelle::disclosure::outputs

// The pipe form of cohorts. What is read holds nobody twice: sizes of unions are sums of sizes.
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "node/analysis/cohorts.h"
#include "node/base/encoding.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kMemberBytes = 8;

bool is_ascending(const std::vector<std::uint64_t>& members) {
  return std::adjacent_find(members.begin(), members.end(), std::greater_equal<>()) ==
         members.end();
}

bool holds_nobody_twice(const std::vector<std::vector<std::uint64_t>>& atoms) {
  if (atoms.size() <= 1) return true;  // an atom is ascending
  std::vector<std::uint64_t> all;
  std::vector<std::ptrdiff_t> ends{0};  // of ascending runs
  for (const auto& atom : atoms) {
    all.insert(all.end(), atom.begin(), atom.end());
    ends.push_back(static_cast<std::ptrdiff_t>(all.size()));
  }
  while (ends.size() > 2) {  // every two runs become one
    std::vector<std::ptrdiff_t> merged{0};
    for (std::size_t run = 1; run < ends.size(); run += 2) {
      const auto end = ends[std::min(run + 1, ends.size() - 1)];
      std::inplace_merge(all.begin() + merged.back(), all.begin() + ends[run], all.begin() + end);
      merged.push_back(end);
    }
    ends = std::move(merged);
  }
  return is_ascending(all);
}

std::vector<std::vector<std::uint64_t>> read_atoms(Fields& fields, std::string_view members) {
  std::vector<std::vector<std::uint64_t>> atoms;
  for (const auto& written : fields.array("atoms")) {
    const auto count = written.is_number_unsigned() ? written.get<std::uint64_t>() : 0;
    if (count == 0 || count > members.size() / kMemberBytes) {
      fields.fail("atoms", "numbers of members are expected, at least one, as many as there are");
      return {};
    }
    atoms.push_back(from_big_endian(members.substr(0, count * kMemberBytes)));
    members.remove_prefix(count * kMemberBytes);
    if (!is_ascending(atoms.back())) fields.fail("atoms", "members stand in ascending order");
  }
  if (!members.empty()) fields.fail("atoms", "there are members of no atom");
  if (!fields.failed() && !holds_nobody_twice(atoms)) fields.fail("atoms", "a member stands twice");
  return atoms;
}

std::vector<std::uint32_t> read_places(Fields& fields, const char* name, std::size_t atoms) {
  std::vector<std::uint32_t> places;
  for (const auto& written : fields.array(name)) {
    const auto place = written.is_number_unsigned() ? written.get<std::uint64_t>() : atoms;
    if (place >= atoms || (!places.empty() && place <= places.back())) {
      fields.fail(name, "places of atoms are expected, ascending");
      return {};
    }
    places.push_back(static_cast<std::uint32_t>(place));
  }
  return places;
}

}  // namespace

Json to_pipe_json(const Cohorts& cohorts, std::string& members) {
  Json atoms = Json::array();
  for (const auto& atom : cohorts.atoms) {
    atoms.push_back(atom.size());
    append_big_endian(atom, members);
  }
  Json cells = Json::array();
  for (const auto& [key, places] : cohorts.of) {
    Json where = Json::object();
    for (const auto& category : key.where) where[category.variable] = category.level;
    cells.push_back({{"set", key.row_set}, {"where", std::move(where)}, {"atoms", places}});
  }
  return {
      {"atoms", std::move(atoms)}, {"cells", std::move(cells)}, {"population", cohorts.population}};
}

Result<Cohorts> cohorts_from_pipe_json(const Json& value,
                                       std::string_view members,
                                       const std::string& path) {
  Cohorts cohorts;
  Fields fields(value, path);
  cohorts.atoms = read_atoms(fields, members);
  for (const auto& written : fields.array("cells")) {
    Fields cell(written, fields.path_of("cells"));
    const auto key = read_key(cell);
    auto places = read_places(cell, "atoms", cohorts.atoms.size());
    if (places.empty()) cell.fail("atoms", "a cell without persons has no cohort");
    if (auto read = cell.done(); !read) return read.error();
    if (!cohorts.of.emplace(key, std::move(places)).second) {
      fields.fail("cells", "the same cell twice");
    }
  }
  cohorts.population = read_places(fields, "population", cohorts.atoms.size());
  if (auto read = fields.done(); !read) return read.error();
  return cohorts;
}

}  // namespace passerelle::analysis

#include "node/analysis/cohorts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "node/analysis/cell_counter.h"
#include "node/analysis/frame.h"
#include "node/analysis/layout.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis {
namespace {

using test::kSet;

CellKey arm(const std::string& level) { return with({kSet, {}}, "arm", level); }

// Rows of persons by arm: (pseudonym, arm 0 or 1).
struct Data {
  explicit Data(const std::vector<std::pair<std::uint64_t, int>>& rows) {
    Variable made;
    made.name = "arm";
    made.levels = {{std::string("Obs"), "Obs"}, {std::string("New"), "New"}};
    plan.variables["arm"] = made;
    plan.row_sets[kSet] = {kSet, "all", {"arm"}, false};
    std::vector<std::uint64_t> pseudonyms;
    for (const auto& [pseudonym, level] : rows) {
      pseudonyms.push_back(pseudonym);
      frame.person.push_back(static_cast<std::uint32_t>(pseudonym));
      frame.categories["arm"].push_back(level);
    }
    frame.rows = rows.size();
    frame.persons = 100;
    frame.ledger = ledger_persons(pseudonyms);
    frame.members[kSet] = std::vector<bool>(frame.rows, true);
  }

  // The members of each cell, atoms put together again.
  std::map<CellKey, std::set<std::uint64_t>> members_of(const std::vector<CellKey>& cells) const {
    const Outcomes outcomes(plan);
    CellCounter counter(outcomes, frame);
    const auto cohorts = cohorts_of(cells, counter, frame);
    std::map<CellKey, std::set<std::uint64_t>> members;
    for (const auto& [key, atoms] : cohorts.of) {
      const auto repeated = std::adjacent_find(atoms.begin(), atoms.end(), std::greater_equal<>());
      CHECK(repeated == atoms.end());  // ascending, each once
      for (const auto atom : atoms) {
        members[key].insert(cohorts.atoms[atom].begin(), cohorts.atoms[atom].end());
      }
    }
    return members;
  }

  StudyPlan plan;
  Frame frame;
};

using Persons = std::set<std::uint64_t>;

TEST_CASE("a cell's cohort are the persons with a row in it") {
  const Data data({{7, 0}, {3, 1}, {5, 0}});
  const auto members = data.members_of({{kSet, {}}, arm("Obs"), arm("New")});
  CHECK(members.at({kSet, {}}) == Persons{3, 5, 7});
  CHECK(members.at(arm("Obs")) == Persons{5, 7});
  CHECK(members.at(arm("New")) == Persons{3});
}

TEST_CASE("persons of whom no cell tells one from another are one atom") {
  const Data data({{7, 0}, {3, 1}, {5, 0}, {9, 1}});
  const Outcomes outcomes(data.plan);
  CellCounter counter(outcomes, data.frame);
  const auto cohorts = cohorts_of({{kSet, {}}, arm("Obs")}, counter, data.frame);
  CHECK(cohorts.atoms == std::vector<std::vector<std::uint64_t>>{{3, 9}, {5, 7}});
  CHECK(cohorts.of.at({kSet, {}}) == std::vector<std::uint32_t>{0, 1});
  CHECK(cohorts.of.at(arm("Obs")) == std::vector<std::uint32_t>{1});
  CHECK(cohorts.population == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("a cell without rows has no cohort, nor have those who opted out") {
  const Data data({{7, 0}});
  const auto members = data.members_of({{kSet, {}}, arm("New"), {kOptedOut, {}}});
  CHECK(members.size() == 1);
}

TEST_CASE("a person with several rows in a cell is another member of it than with one") {
  // 7 has two rows in the set, one in each arm; 3 has two in one arm.
  const Data data({{7, 0}, {7, 1}, {3, 1}, {3, 1}, {5, 1}});
  const auto members = data.members_of({{kSet, {}}, arm("Obs"), arm("New")});
  CHECK(members.at(arm("Obs")) == Persons{7});
  CHECK(members.at(arm("New")).size() == 3);
  CHECK(members.at(arm("New")).contains(7));
  CHECK_FALSE(members.at(arm("New")).contains(3));
  CHECK(members.at({kSet, {}}).size() == 3);
  CHECK_FALSE(members.at({kSet, {}}).contains(7));
  CHECK(members.at({kSet, {}}).contains(5));
}

TEST_CASE("a cell that is asked for twice has its members once") {
  const Data data({{7, 0}, {3, 1}, {5, 0}, {5, 1}});
  const std::vector<CellKey> once{{kSet, {}}, arm("Obs")};
  const std::vector<CellKey> twice{{kSet, {}}, arm("Obs"), {kSet, {}}};
  CHECK(data.members_of(twice) == data.members_of(once));
}

TEST_CASE("the population is whoever has a row in the data, as with one row") {
  Data data({{7, 0}, {3, 1}, {5, 1}, {5, 1}});
  data.frame.outside = {11, 13};
  const Outcomes outcomes(data.plan);
  CellCounter counter(outcomes, data.frame);
  const auto cohorts = cohorts_of({arm("Obs"), arm("New")}, counter, data.frame);
  Persons everybody;
  for (const auto atom : cohorts.population) {
    everybody.insert(cohorts.atoms[atom].begin(), cohorts.atoms[atom].end());
  }
  CHECK(everybody == Persons{3, 5, 7, 11, 13});
  // 5 is in the cell with two rows.
  CHECK(data.members_of({arm("New")}).at(arm("New")).contains(3));
  CHECK_FALSE(data.members_of({arm("New")}).at(arm("New")).contains(5));
}

TEST_CASE("cohorts do not depend on the order of the rows") {
  const Data one({{7, 0}, {3, 1}, {5, 0}, {5, 1}}), other({{5, 1}, {5, 0}, {7, 0}, {3, 1}});
  const std::vector<CellKey> cells{{kSet, {}}, arm("Obs"), arm("New")};
  CHECK(one.members_of(cells) == other.members_of(cells));
}

// Members as the pipe has them.
std::string bytes_of(const std::vector<std::uint64_t>& members) {
  std::string bytes;
  to_pipe_json(Cohorts{{members}, {}, {}}, bytes);
  return bytes;
}

std::string cohorts(const std::string& atoms, const std::string& cells) {
  return R"({"atoms":[)" + atoms + R"(],"cells":[)" + cells + R"(],"population":[0]})";
}

std::string cell_text(const std::string& places) {
  return R"({"set":"s","where":{"arm":"Obs"},"atoms":)" + places + "}";
}

bool is_refused(const std::string& text, const std::string& members) {
  return !cohorts_from_pipe_json(*parse_json(text), members, "").has_value();
}

TEST_CASE("what the worker says is read only when nobody stands in it twice") {
  const auto read =
      cohorts_from_pipe_json(*parse_json(cohorts("1,1", cell_text("[0,1]"))), bytes_of({1, 2}), "");
  REQUIRE(read);
  CHECK(read->atoms == std::vector<std::vector<std::uint64_t>>{{1}, {2}});
  CHECK(bytes_of({1, 258}) == std::string("\0\0\0\0\0\0\0\1\0\0\0\0\0\0\1\2", 16));
  CHECK_FALSE(is_refused(cohorts("2", cell_text("[0]")), bytes_of({1, 2})));
  CHECK(is_refused(cohorts("2", cell_text("[0]")), bytes_of({2, 1})));
  CHECK(is_refused(cohorts("1,2", cell_text("[0]")), bytes_of({1, 1, 2})));
}

TEST_CASE("members are as many as their atoms say") {
  const auto two = bytes_of({1, 2});
  CHECK(is_refused(cohorts("1", cell_text("[0]")), two));
  CHECK(is_refused(cohorts("3", cell_text("[0]")), two));
  CHECK(is_refused(cohorts("2305843009213693953", cell_text("[0]")), two));  // times 8 is 8 again
  CHECK(is_refused(cohorts("2,0", cell_text("[0]")), two));
  CHECK(is_refused(cohorts("-2", cell_text("[0]")), two));
  CHECK(is_refused(cohorts(R"("2")", cell_text("[0]")), two));
  CHECK(is_refused(cohorts("2", cell_text("[0]")), two.substr(1)));
  CHECK(is_refused(cohorts("2", cell_text("[0]")), two + "\1"));
}

TEST_CASE("a cell names atoms that are there, each once") {
  const auto both = std::string("1,1");
  const auto two = bytes_of({1, 2});
  CHECK(is_refused(cohorts(both, cell_text("[2]")), two));
  CHECK(is_refused(cohorts(both, cell_text("[-1]")), two));
  CHECK(is_refused(cohorts(both, cell_text("[1,0]")), two));
  CHECK(is_refused(cohorts(both, cell_text("[1,1]")), two));
  CHECK(is_refused(cohorts(both, cell_text("[]")), two));
  CHECK(is_refused(cohorts(both, cell_text("[0.5]")), two));
  CHECK(is_refused(cohorts(both, cell_text("[0]") + "," + cell_text("[1]")), two));
}

TEST_CASE("the population names atoms that are there") {
  const auto with = [](const std::string& places) {
    return R"({"atoms":[1],"cells":[],"population":)" + places + "}";
  };
  CHECK_FALSE(is_refused(with("[]"), bytes_of({1})));
  CHECK_FALSE(is_refused(with("[0]"), bytes_of({1})));
  CHECK(is_refused(with("[1]"), bytes_of({1})));
  CHECK(is_refused(with("1"), bytes_of({1})));
}

}  // namespace
}  // namespace passerelle::analysis

// The shared sequences of queries on differencing, decided step by step. Expected decisions come
// from an independent implementation with exact rational arithmetic.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "node/base/json.h"
#include "policies/ledger/archive_fixture_test.h"

namespace passerelle::ledger {
namespace {

using Record = std::map<std::string, std::string>;
using Numbers = std::set<std::uint32_t>;

std::filesystem::path folder() {
  const char* shared = ::getenv("PASSERELLE_SHARED");
  const auto root = shared != nullptr
                        ? std::filesystem::path(shared)
                        : std::filesystem::path(PASSERELLE_SOURCE_DIR) / ".." / "shared";
  return root / "data" / "disclosure";
}

std::string text_of(const std::string& name) {
  std::ifstream file(folder() / name, std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The records of both snapshots; a person has one number in both.
class Microdata {
 public:
  Microdata() {
    read("v1", "microdata.csv");
    read("v2", "microdata_v2.csv");
  }

  Numbers matching(const std::string& snapshot, const Json& filter) const {
    Numbers persons;
    for (const auto& record : snapshots_.at(snapshot)) {
      if (matches(record, filter)) persons.insert(numbers_.at(record.at("pid")));
    }
    return persons;
  }

 private:
  void read(const std::string& snapshot, const std::string& name) {
    std::istringstream lines(text_of(name));
    std::vector<std::string> names;
    for (std::string line; std::getline(lines, line);) {
      if (line.ends_with('\r')) line.pop_back();
      std::vector<std::string> fields;
      std::istringstream cells(line);
      for (std::string cell; std::getline(cells, cell, ',');) fields.push_back(cell);
      if (names.empty()) {
        names = fields;
        continue;
      }
      Record record;
      for (std::size_t i = 0; i < names.size(); ++i) record[names[i]] = fields.at(i);
      numbers_.emplace(record.at("pid"), static_cast<std::uint32_t>(numbers_.size()));
      snapshots_[snapshot].push_back(std::move(record));
    }
  }

  static bool is(const std::string& held, const Json& value) {
    return value.is_number() ? std::stod(held) == value.get<double>()
                             : held == value.get<std::string>();
  }

  static bool matches(const Record& record, const Json& filter) {
    if (filter.is_null()) return true;
    const auto word = filter.at(0).get<std::string>();
    if (word == "not") return !matches(record, filter.at(1));
    if (word == "and" || word == "or") {
      for (std::size_t i = 1; i < filter.size(); ++i) {
        if (matches(record, filter[i]) != (word == "and")) return word == "or";
      }
      return word == "and";
    }
    const auto& held = record.at(filter.at(1).get<std::string>());
    const auto& value = filter.at(2);
    if (word == "eq") return is(held, value);
    if (word == "in") {
      return std::any_of(value.begin(), value.end(),
                         [&](const Json& each) { return is(held, each); });
    }
    REQUIRE((word == "ge" || word == "lt"));
    return (std::stod(held) >= value.get<double>()) == (word == "ge");
  }

  std::map<std::string, std::vector<Record>> snapshots_;
  std::map<std::string, std::uint32_t> numbers_;
};

PersonSet set_of(const Numbers& persons) {
  return PersonSet(std::vector<std::uint32_t>(persons.begin(), persons.end()));
}

Atom atom_of(const Numbers& persons) {
  return {static_cast<std::int64_t>(persons.size()), set_of(persons)};
}

disclosure::Rules rules_of(const Json& settings) {
  disclosure::Rules rules;
  rules.min_cell = settings.value("threshold", std::int64_t{10});
  rules.population_is_public = settings.value("population_public", false);
  rules.differences = settings.value("pairwise", "both") == "nested"
                          ? disclosure::Differencing::nested
                          : disclosure::Differencing::both;
  return rules;
}

Rule rule_of(const Json& reasons) {
  const auto has = [&](const char* name) {
    return std::find(reasons.begin(), reasons.end(), name) != reasons.end();
  };
  if (has("LOW_COUNT")) return Rule::size;
  // Where both hold, we say what is nearer to the cohort.
  if (has("DIFFERENCE")) return Rule::difference;
  REQUIRE((has("COMPLEMENT") || has("TRACKER")));
  return has("COMPLEMENT") ? Rule::population : Rule::tracker;
}

struct Tally {
  int decided = 0, trackers = 0;
};

void replay(const Microdata& data, const Json& sequence, Tally& tally) {
  const auto rules = rules_of(sequence.value("settings", Json::object()));
  MemoryArchive archive;
  const auto& queries = sequence.at("queries");
  for (std::size_t step = 0; step < queries.size(); ++step) {
    CAPTURE(sequence.at("id").get<std::string>());
    CAPTURE(step + 1);
    const auto& expected = sequence.at("expected").at(step);
    const auto snapshot = queries[step].value("snapshot", "v1");
    const auto asked = data.matching(snapshot, queries[step].at("filter"));
    CHECK(asked.size() == expected.at("n").get<std::size_t>());
    if (asked.empty()) continue;  // no cohort; the rule on zeros is of another room
    const auto everybody = data.matching(snapshot, nullptr);
    Numbers others;
    std::set_difference(everybody.begin(), everybody.end(), asked.begin(), asked.end(),
                        std::inserter(others, others.end()));
    Judge judge({{atom_of(asked), atom_of(others)}, {0, 1}}, archive);
    const auto verdicts = judge.judge(apart({{0}}), rules);
    REQUIRE(verdicts);
    const auto& verdict = verdicts->front();
    ++tally.decided;
    REQUIRE(verdict.refusal.has_value() == (expected.at("decision") == "refuse"));
    if (verdict.refusal) {
      const auto rule = rule_of(expected.at("reasons"));
      CHECK(verdict.refusal->rule == rule);
      CHECK(verdict.smallest_exposed == expected.value("exposed_group_size", std::int64_t{0}));
      if (rule == Rule::tracker) ++tally.trackers;
      continue;
    }
    const auto run = "step " + std::to_string(step + 1);
    archive.add(run, set_of(asked));
    archive.add_population(run, set_of(everybody));
  }
}

TEST_CASE("every step of the shared sequences is decided as expected") {
  if (!std::filesystem::is_directory(folder())) {
    std::cout << "skipped: disclosure vectors (differencing.json)\n";
    return;
  }
  const auto vectors = parse_json(text_of("differencing.json"));
  REQUIRE(vectors);
  const Microdata data;
  Tally tally;
  for (const auto& sequence : vectors->at("sequences")) replay(data, sequence, tally);
  CHECK(vectors->at("sequences").size() == 21);
  CHECK(tally.decided == 76);
  CHECK(tally.trackers == 7);
}

}  // namespace
}  // namespace passerelle::ledger

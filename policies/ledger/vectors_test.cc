// The shared sequences of queries on differencing, decided step by step. Expected decisions come
// from an independent implementation with exact rational arithmetic. Steps that only the span of
// more than two cohorts decides (TRACKER) are counted and left out.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "node/base/json.h"
#include "policies/ledger/archive_fixture_test.h"

namespace passerelle::ledger {
namespace {

using Record = std::map<std::string, std::string>;
using Persons = std::set<std::uint32_t>;

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

  Persons matching(const std::string& snapshot, const Json& filter) const {
    Persons persons;
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

PersonSet set_of(const Persons& persons) {
  return PersonSet(std::vector<std::uint32_t>(persons.begin(), persons.end()));
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

struct Tally {
  int decided = 0, left_out = 0;
};

void replay(const Microdata& data, const Json& sequence, Tally& tally) {
  const auto rules = rules_of(sequence.value("settings", Json::object()));
  MemoryArchive archive;
  std::set<std::string> released_from;
  const auto& queries = sequence.at("queries");
  for (std::size_t step = 0; step < queries.size(); ++step) {
    const auto& expected = sequence.at("expected").at(step);
    const auto snapshot = queries[step].value("snapshot", "v1");
    const auto asked = data.matching(snapshot, queries[step].at("filter"));
    CHECK(asked.size() == expected.at("n").get<std::size_t>());
    if (asked.empty()) continue;  // no cohort; the rule on zeros is of another room
    const auto& reasons = expected.at("reasons");
    if (reasons == Json::array({"TRACKER"})) {
      ++tally.left_out;
      continue;
    }
    ++tally.decided;
    const auto everybody = data.matching(snapshot, nullptr);
    Judge judge({{static_cast<std::int64_t>(asked.size()), set_of(asked)}},
                static_cast<std::int64_t>(everybody.size()), archive);
    const auto verdicts = judge.judge(apart({{0}}), rules);
    REQUIRE(verdicts);
    const auto& refusal = verdicts->front().refusal;
    CAPTURE(sequence.at("id").get<std::string>());
    CAPTURE(step + 1);
    CHECK(refusal.has_value() == (expected.at("decision") == "refuse"));
    if (refusal) {
      const bool is_small = std::find(reasons.begin(), reasons.end(), "LOW_COUNT") != reasons.end();
      CHECK((refusal->rule == Rule::size) == is_small);
      continue;
    }
    archive.add("step " + std::to_string(step + 1), set_of(asked));
    // Where it is public, the population of a snapshot is as good as released with its first
    // cohort.
    if (rules.population_is_public && released_from.insert(snapshot).second) {
      archive.add("population", set_of(everybody));
    }
  }
}

TEST_CASE("every step of the shared sequences that two cohorts decide is decided as expected") {
  if (!std::filesystem::is_directory(folder())) {
    std::cout << "skipped: disclosure vectors (differencing.json)\n";
    return;
  }
  const auto vectors = parse_json(text_of("differencing.json"));
  REQUIRE(vectors);
  const Microdata data;
  Tally tally;
  for (const auto& sequence : vectors->at("sequences")) replay(data, sequence, tally);
  CHECK(tally.decided > 30);
  std::cout << "differencing: " << tally.decided << " steps decided, " << tally.left_out
            << " left to the span\n";
}

}  // namespace
}  // namespace passerelle::ledger

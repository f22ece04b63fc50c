// The shared sequences of queries on differencing, decided step by step. Expected decisions come
// from an independent implementation with exact rational arithmetic.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/shared_vectors_test.h"
#include "policies/ledger/archive_fixture_test.h"
#include "policies/ledger/queries/filter.h"
#include "policies/ledger/queries/microdata.h"

namespace passerelle::ledger::queries {
namespace {

Atom atom_of(const std::vector<std::uint32_t>& persons) {
  return {static_cast<std::int64_t>(persons.size()), PersonSet(persons)};
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

void decide_again(const Microdata& data, const Json& sequence, Tally& tally) {
  const auto rules = rules_of(sequence.value("settings", Json::object()));
  MemoryArchive archive;
  const auto& queries = sequence.at("queries");
  for (std::size_t step = 0; step < queries.size(); ++step) {
    CAPTURE(sequence.at("id").get<std::string>());
    CAPTURE(step + 1);
    const auto& expected = sequence.at("expected").at(step);
    const auto snapshot = queries[step].value("snapshot", "v1");
    const auto& records = *data.find(snapshot);
    const auto asks = read_filter(queries[step].at("filter"), "", records);
    REQUIRE(asks);
    std::vector<std::uint32_t> asked, others;
    for (std::size_t i = 0; i < records.persons.size(); ++i) {
      ((*asks)(i) ? asked : others).push_back(records.persons[i]);
    }
    CHECK(asked.size() == expected.at("n").get<std::size_t>());
    if (asked.empty()) continue;  // no cohort; the rule on zeros is of another room
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
    archive.add(run, PersonSet(asked));
    archive.add_population(run, records.everybody());
  }
}

TEST_CASE("every step of the shared sequences is decided as expected") {
  const auto text = shared_text("data/disclosure/differencing.json");
  if (!text) return;
  const auto vectors = Json::parse(*text);
  Microdata data;
  for (const auto& [snapshot, file] :
       {std::pair{"v1", "microdata.csv"}, {"v2", "microdata_v2.csv"}}) {
    REQUIRE(data.add(snapshot, *shared_text("data/disclosure/" + std::string(file))));
  }
  Tally tally;
  for (const auto& sequence : vectors.at("sequences")) decide_again(data, sequence, tally);
  CHECK(vectors.at("sequences").size() == 21);
  CHECK(tally.decided == 76);
  CHECK(tally.trackers == 7);
}

}  // namespace
}  // namespace passerelle::ledger::queries

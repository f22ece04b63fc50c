#include "node/service/dataset_rules.h"

#include <doctest/doctest.h>

#include "node/service/schema.h"

namespace passerelle::service {
namespace {

const DatasetId kPlain("https://fr.example/dataset/plain");
const DatasetId kStrict("https://fr.example/dataset/strict");
const DatasetId kElsewhere("https://fi.example/dataset/other");

store::Database with_datasets(const char* rules) {
  auto database = store::Database::open_in_memory(all_migrations());
  REQUIRE(database);
  const auto filled = database->write([&](store::Transaction& tx) -> Result<void> {
    for (const auto& [id, own] : {std::pair{kPlain, ""}, {kStrict, rules}}) {
      auto saved = tx.run(
          "insert into datasets (id, bindings, version, file_stamp, changed, rules)"
          " values (?, '{}', 'v', '', '2026-01-01T00:00:00Z', ?)",
          id, own);
      if (!saved) return saved;
    }
    return {};
  });
  REQUIRE(filled);
  return *std::move(database);
}

Result<disclosure::Rules> rules_of(const store::Database& database,
                                   const disclosure::Rules& of_node,
                                   const std::vector<DatasetId>& datasets) {
  return database.read(
      [&](store::Reader& reader) { return rules_with(reader, of_node, datasets); });
}

TEST_CASE("rules of a dataset make those of the node stricter, never weaker") {
  const auto database = with_datasets(R"({"min_cell": 11, "p_percent": 0.05})");
  const disclosure::Rules node{.min_cell = 5, .p_percent = 0.1};
  const auto plain = rules_of(database, node, {kPlain, kElsewhere});
  REQUIRE(plain);
  CHECK(*plain == node);
  const auto both = rules_of(database, node, {kPlain, kStrict});
  REQUIRE(both);
  auto expected = node;
  expected.min_cell = 11;
  CHECK(*both == expected);
}

TEST_CASE("what a dataset does not speak of is as the node has it") {
  const auto database = with_datasets(R"({"zeros": "disclosive"})");
  const disclosure::Rules node{.min_cell = 5, .population_is_public = false};
  const auto rules = rules_of(database, node, {kStrict});
  REQUIRE(rules);
  auto expected = node;
  expected.zeros_are_disclosive = true;
  CHECK(*rules == expected);
}

TEST_CASE("rules of a dataset that cannot be read let nothing pass") {
  const auto database = with_datasets(R"({"min_cell": 0})");
  const auto rules = rules_of(database, {}, {kStrict});
  REQUIRE_FALSE(rules);
  CHECK(rules.error().detail.find("/disclosure/min_cell") != std::string::npos);
}

}  // namespace
}  // namespace passerelle::service

#include "policies/perturbation/cell_key.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/shared_vectors_test.h"
#include "policies/perturbation/cell_key_file.h"

namespace passerelle::perturbation {
namespace {

constexpr std::uint64_t kWhole = std::uint64_t{1} << 32;

std::string refused_cells(const Json& document) {
  const auto answer = cell_keys(document);
  REQUIRE(!answer);
  return answer.error().detail;
}

Json document(const char* more) {
  auto json = Json::parse(R"({"secret_hex": "00ff", "i_max": 1, "cells": [],
      "p_table": {"1": {"noise": [-1, 1], "upper": [2147483648, 4294967296]}}})");
  json.update(Json::parse(more));
  return json;
}

TEST_CASE("the shared cells have their keys, noise and published counts") {
  const auto text = shared_text("data/disclosure/cellkey.json");
  if (!text) return;
  const auto vectors = Json::parse(*text);
  const auto answer = cell_keys(vectors);
  REQUIRE_MESSAGE(answer, answer.error().text());
  const auto& result = answer->at("results").at(0);
  for (const auto& [pseudonym, key] : vectors.at("record_keys").items()) {
    CHECK(result.at("record_keys").at(pseudonym) == key);
  }
  const auto& cells = vectors.at("cells");
  REQUIRE(result.at("cells").size() == cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto expected = cells[i];
    expected.erase("pseudonyms");
    CHECK(result.at("cells")[i] == expected);
  }
}

TEST_CASE("a key on a limit belongs to the next noise, and nobody stays nobody") {
  const auto table = NoiseTable::of({{{-1, 0, 2}, {10, 10, kWhole}}, {{0}, {kWhole}}});
  REQUIRE(table);
  CHECK(table->noise(1, 9) == -1);
  CHECK(table->noise(1, 10) == 2);
  CHECK(table->noise(1, UINT32_MAX) == 2);
  CHECK(table->noise(0, 9) == 0);
  CHECK(table->noise(77, 9) == 0);
}

TEST_CASE("a table that is none is refused") {
  CHECK(!NoiseTable::of({}));
  CHECK(!NoiseTable::of({{{}, {}}}));
  CHECK(!NoiseTable::of({{{0, 1}, {kWhole}}}));
  CHECK(!NoiseTable::of({{{0, 1}, {kWhole, 10}}}));
  CHECK(!NoiseTable::of({{{0}, {kWhole - 1}}}));
  CHECK(!NoiseTable::of({{{-2}, {kWhole}}}));
  CHECK(NoiseTable::of({{{-1}, {kWhole}}, {{-2}, {kWhole}}}));
}

TEST_CASE("a file that is wrong is refused with the place") {
  CHECK(refused_cells(document(R"({"secret_hex": "0g"})")) ==
        "/secret_hex: bytes in hex are expected");
  CHECK(refused_cells(document(R"({"i_max": 2})")) == "/p_table/2: is missing");
  CHECK(refused_cells(document(R"({"i_max": 0})")) == "/i_max: a count from 1 to 1000 is expected");
  CHECK(refused_cells(document(R"({"cells": [{"pseudonyms": ["a", "a"]}]})")) ==
        "/cells/0/pseudonyms: a person stands there twice");
  CHECK(refused_cells(document(R"({"p_table": {"1": {"noise": [-2], "upper": [4294967296]}}})")) ==
        "/p_table: row 1: noise that makes no count negative is expected");
  CHECK(refused_cells(Json::array({document(R"({"seed": 1})")})) == "/0/seed: unknown field");
}

}  // namespace
}  // namespace passerelle::perturbation

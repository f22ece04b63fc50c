#include "policies/perturbation/secure_sum.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/encoding.h"
#include "node/base/shared_vectors_test.h"
#include "policies/perturbation/secure_sum_file.h"

namespace passerelle::perturbation {
namespace {

Json node(const char* id, const char* input) {
  return {
      {"id", id}, {"secret_hex", to_hex(std::string(32, id[0]))}, {"input", Json::parse(input)}};
}

Json run(std::initializer_list<Json> nodes) {
  auto list = Json::array();
  for (const auto& each : nodes) list.push_back(each);
  return {{"run_id_hex", to_hex(std::string(32, 'r'))}, {"nodes", list}};
}

std::string refused_run(const Json& document) {
  const auto answer = secure_sums(document);
  REQUIRE(!answer);
  return answer.error().detail;
}

TEST_CASE("the shared run is reproduced byte by byte") {
  const auto text = shared_text("data/disclosure/secagg.json");
  if (!text) return;
  const auto vectors = Json::parse(*text);
  const auto answer = secure_sums(vectors);
  REQUIRE_MESSAGE(answer, answer.error().text());
  const auto& result = answer->at("results").at(0);
  CHECK(result.at("sum") == vectors.at("sum"));
  CHECK(result.at("pair_keys") == vectors.at("pair_keys"));
  REQUIRE(result.at("nodes").size() == vectors.at("nodes").size());
  for (std::size_t i = 0; i < result.at("nodes").size(); ++i) {
    auto expected = vectors.at("nodes")[i];
    expected.erase("secret_hex");
    expected.erase("input");
    CHECK(result.at("nodes")[i] == expected);
  }
}

TEST_CASE("masks are gone in the sum, in any order of nodes, to the ends of the range") {
  const auto answer = secure_sums(
      run({node("c", "[-3074457345618258602, 3]"), node("a", "[-3074457345618258602, -1]"),
           node("b", "[-3074457345618258602, 0]")}));
  REQUIRE_MESSAGE(answer, answer.error().text());
  const auto& result = answer->at("results").at(0);
  CHECK(result.at("sum") == Json::parse("[-9223372036854775806, 2]"));
  CHECK(result.at("nodes").at(0).at("id") == "c");
  CHECK(result.at("nodes").at(0).at("masked") != result.at("nodes").at(1).at("masked"));
}

TEST_CASE("input that would wrap or is no whole number is refused") {
  const auto with = [](const char* input) {
    return refused_run(run({node("a", input), node("b", "[0]"), node("c", "[0]")}));
  };
  const std::string expected =
      "/nodes/0/input/0: a whole number is expected whose sum over all nodes is below 2^63";
  CHECK(with("[3074457345618258603]") == expected);
  CHECK(with("[-3074457345618258603]") == expected);
  CHECK(with("[18446744073709551615]") == expected);
  CHECK(with("[1.5]") == expected);
  CHECK(with("[null]") == expected);
}

TEST_CASE("a run that is none is refused with the place") {
  CHECK(refused_run(run({node("a", "[1]")})) == "/nodes: two nodes or more are expected");
  CHECK(refused_run(run({node("a", "[1]"), node("a", "[1]")})) == "/nodes: two nodes have one id");
  CHECK(refused_run(run({node("a", "[1]"), node("b", "[1, 2]")})) ==
        "/nodes: inputs of one length are expected");
  CHECK(refused_run(run({node("a|b", "[1]"), node("b", "[1]")})) ==
        "/nodes/0/id: an id without | is expected");
  auto other = run({node("a", "[1]"), node("b", "[1]")});
  other["nodes"][1]["public_hex"] = std::string(64, '0');
  CHECK(refused_run(other) == "/nodes/1/public_hex: the public key of the secret one is expected");
  other["run_id_hex"] = "00";
  CHECK(refused_run(other) == "/run_id_hex: 32 bytes in hex are expected");
}

TEST_CASE("a public key of low order makes no masks") {
  CHECK(!pair_key(std::string(32, 'r'), "a", Secret(std::string(32, 'a')), "b",
                  std::string(32, '\0')));
}

TEST_CASE("a commitment binds run, node and words") {
  const auto of = commitment("run", "a", {1, 2});
  CHECK(of != commitment("ruN", "a", {1, 2}));
  CHECK(of != commitment("run", "b", {1, 2}));
  CHECK(of != commitment("run", "a", {1, 3}));
}

}  // namespace
}  // namespace passerelle::perturbation

#include "policies/noise/accounting/privacy_file.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "node/base/shared_vectors_test.h"

namespace passerelle::noise::accounting {
namespace {

std::string refusal(const Json& document) {
  const auto answer = privacy_values(document);
  REQUIRE(!answer);
  return answer.error().detail;
}

std::string refusal(const char* kind, const char* input) {
  return refusal(Json{{"kind", kind}, {"input", Json::parse(input)}});
}

Json value(const char* kind, const char* input) {
  const auto answer = privacy_values(Json{{"kind", kind}, {"input", Json::parse(input)}});
  REQUIRE_MESSAGE(answer, answer.error().text());
  return answer->at("results").at(0).at("value");
}

// Numbers within the tolerance, relative to what is above 1; lists and objects in the same way.
void check_near(const Json& found, const Json& expected, double tolerance) {
  if (expected.is_number()) {
    const auto number = expected.get<double>();
    CHECK(std::abs(found.get<double>() - number) <= tolerance * std::max(1.0, std::abs(number)));
    return;
  }
  REQUIRE(found.size() == expected.size());
  for (const auto& [key, item] : expected.items()) {
    check_near(expected.is_array() ? found.at(std::stoul(key)) : found.at(key), item, tolerance);
  }
}

TEST_CASE("every shared vector has its value") {
  const auto text = shared_text("data/dp/vectors.json");
  if (!text) return;
  const auto document = Json::parse(*text);
  const auto answer = privacy_values(document);
  REQUIRE_MESSAGE(answer, answer.error().text());
  const auto& vectors = document.at("vectors");
  const auto& results = answer->at("results");
  REQUIRE(results.size() == vectors.size());
  std::set<std::string> kinds;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    CAPTURE(i);
    CHECK(results[i].at("id") == std::to_string(i));
    CHECK(results[i].at("kind") == vectors[i].at("kind"));
    check_near(results[i].at("value"), vectors[i].at("expected"), vectors[i].at("tolerance"));
    kinds.insert(vectors[i].at("kind"));
  }
  CHECK(kinds.size() == 17);
}

// Where a vector cites a search that stops early, the value at 40 digits is the right one. Of a
// mechanism it is the value of some orders, not the least of all, and is left to the tolerance.
TEST_CASE("every shared vector has the value that was computed at 40 digits") {
  const auto text = shared_text("data/dp/vectors.json");
  if (!text) return;
  const auto document = Json::parse(*text);
  const auto answer = privacy_values(document);
  REQUIRE_MESSAGE(answer, answer.error().text());
  for (std::size_t i = 0; i < document.at("vectors").size(); ++i) {
    const auto& vector = document.at("vectors")[i];
    if (!vector.contains("recomputed_40_digits")) continue;
    if (vector.at("input").contains("mechanism")) continue;
    CAPTURE(i);
    const auto exact = std::stod(vector.at("recomputed_40_digits").get<std::string>());
    check_near(answer->at("results")[i].at("value"), exact, 1e-11);
  }
}

TEST_CASE("a file is one case, a list, or an object with vectors, whatever was expected") {
  const auto one = Json::parse(R"({"id": "r", "kind": "randomised_response_mass",
      "input": {"epsilon": "ln3"}, "expected": 7, "tolerance": 0, "source": "chance"})");
  for (const auto& document :
       {one, Json::array({one}), Json{{"about", "numbers"}, {"vectors", Json::array({one})}}}) {
    const auto answer = privacy_values(document);
    REQUIRE_MESSAGE(answer, answer.error().text());
    const auto& results = answer->at("results");
    REQUIRE(results.size() == 1);
    CHECK(results[0].at("id") == "r");
    CHECK(results[0].at("kind") == "randomised_response_mass");
    CHECK(results[0].at("value").get<double>() == doctest::Approx(0.75).epsilon(1e-15));
  }
}

TEST_CASE("an unknown kind is refused with those that are known") {
  const auto detail = refusal("gaussian", "{}");
  CHECK(detail.starts_with("/kind: \"analytic_gaussian_delta\", "));
  CHECK(detail.ends_with(" or \"zcdp_to_epsilon\" is expected"));
  CHECK(refusal(Json{{"input", Json::object()}}) == "/kind: is missing");
  CHECK(refusal(Json::parse("[7]")) == "/0: an object is expected");
  CHECK(refusal(Json::parse(R"({"vectors": 7})")) == "/vectors: a list is expected");
}

TEST_CASE("input that is wrong is refused with the place and what was expected") {
  CHECK(refusal("zcdp_to_delta", R"({"epsilon": 1})") == "/input/rho: is missing");
  CHECK(refusal("zcdp_to_delta", R"({"rho": -1, "epsilon": 1})") ==
        "/input/rho: a number from 0 to 1000000 is expected");
  CHECK(refusal("zcdp_to_delta", R"({"rho": 1, "epsilon": 1, "delta": 0})") ==
        "/input/delta: unknown field");
  CHECK(refusal("zcdp_to_epsilon", R"({"rho": 1, "delta": 0})") ==
        "/input/delta: a number from 1e-100 to 0.999999999 is expected");
  CHECK(refusal("zcdp_to_epsilon", R"({"rho": "1", "delta": 0.1})") ==
        "/input/rho: a number is expected");
  CHECK(refusal("discrete_gaussian_pmf", R"({"sigma2": 0})") ==
        "/input/sigma2: a number from 0.000001 to 1000000 is expected");
  CHECK(refusal("discrete_gaussian_smallest_sigma",
                R"({"sensitivity": 1.5, "epsilon": 1, "delta": 0.1})") ==
        "/input/sensitivity: a whole number is expected");
  CHECK(refusal("discrete_gaussian_std_truncated", R"({"sigma": 1, "truncation": 100001})") ==
        "/input/truncation: a whole number from 0 to 100000 is expected");
  CHECK(refusal("basic_composition_laplace_scale",
                R"({"sensitivity": 1, "epsilon": 0, "delta": 0, "queries": 1})") ==
        "/input/epsilon: 1e-9 or more together with delta is expected");
  CHECK(refusal(Json::parse(R"([{"kind": "zcdp_to_delta", "input": []}])")) ==
        "/0/input: an object is expected");
}

TEST_CASE("an epsilon is a number or the text of a logarithm") {
  CHECK(value("randomised_response_mass", R"({"epsilon": "2ln3"})").get<double>() ==
        doctest::Approx(0.9).epsilon(1e-15));
  const std::string expected =
      "/input/epsilon: a number from 0 to 1000, or a text such as \"2ln3\", is expected";
  for (const auto* wrong : {"\"\"", "\"ln\"", "\"2ln\"", "\"ln0\"", "\"ln-1\"", "\"ln0.5\"",
                            "\"log3\"", "\"ln3x\"", "\"lninf\"", "\"infln1\"", "\"1e9ln3\""}) {
    CAPTURE(wrong);
    CHECK(refusal("randomised_response_mass",
                  (std::string("{\"epsilon\": ") + wrong + "}").c_str()) == expected);
  }
}

TEST_CASE("orders are texts of one form") {
  const std::string rdp = "/input/rdp: a text such as \"1.1 at every order 2..32\" is expected";
  CHECK(refusal("rdp_to_epsilon", R"({"delta": 0.1, "rdp": "1 at every order 1..3"})") == rdp);
  CHECK(refusal("rdp_to_epsilon", R"({"delta": 0.1, "rdp": "1 at every order 3..2"})") == rdp);
  CHECK(refusal("rdp_to_epsilon", R"({"delta": 0.1, "rdp": "-1 at every order 2..3"})") == rdp);
  CHECK(refusal("rdp_to_epsilon", R"({"delta": 0.1, "rdp": "1 at order 2"})") == rdp);
  CHECK(refusal("rdp_to_epsilon", R"({"delta": 0.1})") == "/input/rdp: is missing");
  const std::string mechanism =
      "/input/mechanism: a text such as \"gaussian sigma=4.5, sensitivity 1, orders 1.001..100\" "
      "is "
      "expected";
  for (const auto* wrong : {"laplace scale=1", "gaussian sigma=0, sensitivity 1, orders 2..3",
                            "gaussian sigma=1, sensitivity 1, orders 1..3",
                            "gaussian sigma=1, sensitivity 1, orders 3..2",
                            "gaussian sigma=1, sensitivity nan, orders 2..3"}) {
    CAPTURE(wrong);
    const Json input{{"delta", 0.1}, {"mechanism", wrong}};
    CHECK(refusal("rdp_to_epsilon", input.dump().c_str()) == mechanism);
  }
}

TEST_CASE("a delta that no epsilon has is refused") {
  CHECK(refusal("optimal_composition_epsilon",
                R"({"epsilon": 1, "delta": 0.1, "queries": 2, "total_delta": 0.18})") ==
        "/input/total_delta: no less than the deltas of all queries come to is expected");
  CHECK(value("optimal_composition_epsilon",
              R"({"epsilon": 1, "delta": 0.1, "queries": 2, "total_delta": 0.2})") == 2);
  const auto loss = [](const char* more) {
    auto input = Json::parse(R"({"interval": 1, "infinity_mass": 0.1, "pmf": {"1": 0.9},
                                 "delta": 0.5})");
    input.update(Json::parse(more));
    return refusal("pld_epsilon", input.dump().c_str());
  };
  CHECK(loss(R"({"delta": 0.09})") ==
        "/input/delta: no less than the mass of infinite loss is expected");
  CHECK(loss(R"({"infinity_mass": 0.2})") ==
        "/input/pmf: masses that with the infinite one come to 1 are expected");
  CHECK(loss(R"({"pmf": {"one": 0.9}})") ==
        "/input/pmf/one: a number of intervals is expected with a loss from -700 to 700");
  CHECK(loss(R"({"pmf": {"701": 0.9}})").ends_with("from -700 to 700"));
  CHECK(loss(R"({"pmf": {"1": -0.9}})") == "/input/pmf/1: a number from 0 to 1 is expected");
  CHECK(loss(R"({"pmf": [0.9]})") == "/input/pmf: an object is expected");
}

}  // namespace
}  // namespace passerelle::noise::accounting

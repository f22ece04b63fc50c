#include <doctest/doctest.h>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/analysis/partial.h"
#include "node/base/format_examples_test.h"

namespace passerelle::analysis {
namespace {

Partial example() {
  Partial partial;
  partial.cells[{"analysis_set", {}}] = Count{464, 464};
  partial.cells[{"analysis_set", {{"arm", "Lev"}}}] = Count{160, 160};
  partial.cells[{"analysis_set", {{"arm", "Obs"}}}] = std::nullopt;
  partial.sums[{"age", "age", ""}] = Moments{59.25, 69944.5, -1234.5, -1.5e-15};
  partial.sums[{"age", "age", "Obs"}] = std::nullopt;
  partial.sums[{"cox", "", ""}] = LikelihoodSums{-1043.5, {1.5, -2}, {40, 3, 3, 20}};
  partial.sums[{"cox", kOwnModel, ""}] = CoxOwnFit{{0.25, -0.125}, -1040.5, {40, 3, 3, 20}, 5};
  partial.sums[{"common", "", ""}] =
      BreakSums{{{30.5, 1.25, 28.5}, {433.5, -1.25, 436}}, {{30.5, 1.25, 28.5}, {17, 2, 12.5}}};
  partial.sums[{"cox", kConcordance, ""}] = ConcordanceSums{5000, 1250, 470000, 980000, 4100000};
  partial.sums[{"cox", kProportionalHazards, ""}] =
      HazardSums{{250.5, -90}, {9000, 750, 750, 4500}, {2500000, 180000, 180000, 1250000}};
  partial.sums[{"glm", "", ""}] = GlmSums{527.25,
                                          629.5,
                                          0,
                                          {1.5, -2},
                                          {40, 3, 3, 20},
                                          ShapeSums{0.5, 12.25},
                                          NullSums{601.5, -0.25, 44.5}};
  partial.sums[{"linear", "", ""}] =
      CrossProducts{{59.25, 3.5}, {-1.5e-15, 0}, {69944.5, 40, 40, 1880.25}};
  partial.sums[{"robust", "", ""}] = ResidualSums{{1e-14, -2.5}, {1880.25, 3, 3, 1700}};
  const ArmSums control{
      {30, 1.5},
      {30, 28.5},
      {60.5, -2.25},
      130.5,
      ResponseSums{20.5, 45.25, 44.5, {-20.5, 1}, {-7.5, 0.25}, {30.5, 1.5}, {10.5, -0.5}}};
  const ArmSums treated{
      {20, -1.5},
      {20, 21.5},
      {59.5, 2.5},
      190.25,
      ResponseSums{12.5, 40.25, 35.5, {2.5, -1}, {0.5, -0.25}, {-39.5, 1.5}, {-8.5, 0.5}}};
  partial.sums[{"weighted", "", ""}] = WeightedSums{control, treated, {12.5, 0.5, 0.5, 13.25}};
  partial.sums[{"matched", "matching", "age"}] =
      MatchedSums{{{-8.5}, {30.25}, {9.5}}, {{8.5}, {28.5}, {10.25}}};
  partial.sums[{"rank", "", ""}] = LogRankSums{{70.5, 75.5}, {20, -20, -20, 20}, {}};
  return partial;
}

bool is_refused(const std::string& text) {
  const auto json = parse_json(text);
  REQUIRE(json.has_value());
  return !partial_from_json(*json, "").has_value();
}

std::string with_cells(const std::string& cells) {
  return R"({"curve_levels":{},"cells":[)" + cells + R"(],"sums":[]})";
}

std::string with_sums(const std::string& sums) {
  return R"({"curve_levels":{},"cells":[],"sums":[)" + sums + "]}";
}

}  // namespace

TEST_CASE("the wire form of a partial is the one of FORMAT.md, byte for byte") {
  const auto documented = format_examples("node/analysis").at(0);
  CHECK(canonical_text(to_json(example())) == documented);
  const auto read = partial_from_json(*parse_json(documented), "");
  REQUIRE(read.has_value());
  CHECK(*read == example());
}

TEST_CASE("a cell is refused that is no count, is not of one form, or stands twice") {
  CHECK_FALSE(is_refused(with_cells(R"({"set":"s","where":{},"rows":3,"persons":2})")));
  CHECK(is_refused(with_cells(R"({"set":"s","where":{},"rows":2,"persons":3})")));
  CHECK(is_refused(with_cells(R"({"set":"s","where":{},"rows":2,"persons":0})")));
  CHECK(is_refused(with_cells(R"({"set":"s","where":{},"rows":-1,"persons":-1})")));
  CHECK(is_refused(with_cells(R"({"set":"s","where":{},"rows":2.5,"persons":2})")));
  CHECK(is_refused(with_cells(R"({"set":"s","where":{},"rows":2})")));
  CHECK(is_refused(with_cells(R"({"set":"","where":{},"rows":2,"persons":2})")));
  CHECK(is_refused(with_cells(R"({"set":"s","where":{"a":1},"rows":2,"persons":2})")));
  CHECK(is_refused(with_cells(R"({"set":"s","where":{},"rows":2,"persons":2,"withheld":true})")));
  CHECK(is_refused(with_cells(R"({"set":"s","where":{},"withheld":false})")));
  CHECK(is_refused(with_cells(R"({"set":"s","where":{},"rows":2,"persons":2,"mean":7})")));
  CHECK(is_refused(with_cells(
      R"({"set":"s","where":{},"withheld":true},{"set":"s","where":{},"rows":2,"persons":2})")));
}

TEST_CASE("a sum is refused that is of no closed form") {
  CHECK_FALSE(is_refused(
      with_sums(R"({"analysis":"a","moments":{"mean":1,"mean_rest":0,"m2":2,"m3":0}})")));
  CHECK(is_refused(with_sums(R"({"analysis":"a"})")));
  CHECK(is_refused(with_sums(R"({"analysis":"a","rows":[1,2,3]})")));
  CHECK(is_refused(with_sums(R"({"analysis":"a","moments":{"mean":1,"m2":2,"m3":0}})")));
  CHECK(is_refused(
      with_sums(R"({"analysis":"a","moments":{"mean":1,"mean_rest":0,"m2":-2,"m3":0}})")));
  CHECK(is_refused(with_sums(
      R"({"analysis":"a","withheld":true,"moments":{"mean":1,"mean_rest":0,"m2":2,"m3":0}})")));
  CHECK(is_refused(
      with_sums(R"({"analysis":"a","cox":{"loglik":0,"score":[1,2],"information":[1,2,3]}})")));
  CHECK_FALSE(is_refused(with_sums(
      R"({"analysis":"a","cox_fit":{"coefficients":[1],"loglik":0,"information":[1],"iterations":3}})")));
  CHECK(is_refused(with_sums(
      R"({"analysis":"a","cox_fit":{"coefficients":[1],"loglik":0,"information":[],"iterations":3}})")));
  CHECK(is_refused(with_sums(
      R"({"analysis":"a","cox_fit":{"coefficients":[1],"loglik":0,"information":[1],"iterations":-1}})")));
  CHECK_FALSE(is_refused(
      with_sums(R"({"analysis":"a","cox_breaks":{"leaving":[[1,2,3],[4,5,6]],"events":[]}})")));
  CHECK(is_refused(
      with_sums(R"({"analysis":"a","cox_breaks":{"leaving":[[1,2,"3"]],"events":[]}})")));
  CHECK(is_refused(with_sums(R"({"analysis":"a","cox_breaks":{"leaving":[1],"events":[]}})")));
  CHECK(is_refused(with_sums(R"({"analysis":"a","cox_breaks":{"leaving":[]}})")));
  const auto concordance = [](int pairs, int balance) {
    return with_sums(R"({"analysis":"a","variable":"concordance","concordance":{"pairs":)" +
                     std::to_string(pairs) + R"(,"balance":)" + std::to_string(balance) +
                     R"(,"balance_squared":4,"balance_by_pairs":4,"pairs_squared":9}})");
  };
  CHECK_FALSE(is_refused(concordance(3, -3)));
  CHECK(is_refused(concordance(3, 4)));
  CHECK(is_refused(concordance(3, -4)));
  CHECK(is_refused(concordance(-1, 0)));
  CHECK_FALSE(is_refused(with_sums(
      R"({"analysis":"a","proportional_hazards":{"score":[1],"information":[2],"squared":[3]}})")));
  CHECK(is_refused(with_sums(
      R"({"analysis":"a","proportional_hazards":{"score":[1],"information":[2],"squared":[]}})")));
  CHECK_FALSE(is_refused(with_sums(
      R"({"analysis":"a","cross_products":{"mean":[1],"mean_rest":[0],"products":[4]}})")));
  CHECK(is_refused(with_sums(
      R"({"analysis":"a","cross_products":{"mean":[1],"mean_rest":[],"products":[4]}})")));
  CHECK(is_refused(with_sums(
      R"({"analysis":"a","cross_products":{"mean":[1],"mean_rest":[0],"products":[4,4]}})")));
  CHECK(is_refused(with_sums(R"({"analysis":"a","residuals":{"score":[1,2],"squares":[1,2,3]}})")));
  CHECK_FALSE(is_refused(with_sums(
      R"({"analysis":"a","glm":{"deviance":1,"pearson":1,"saturated":0,"score":[1],"information":[2]}})")));
  CHECK(is_refused(with_sums(
      R"({"analysis":"a","glm":{"deviance":1,"pearson":1,"score":[1],"information":[2]}})")));
  CHECK(is_refused(with_sums(
      R"({"analysis":"a","glm":{"deviance":1,"pearson":1,"saturated":0,"score":[1],"information":[]}})")));
  const auto weighted = [](const char* arm) {
    const std::string whole = R"({"values":[1],"squares":[1],"weighted":[1],"squared_weights":1})";
    return with_sums(R"({"analysis":"a","weighted":{"residuals":[1],"control":)" + whole +
                     R"(,"treated":)" + arm + "}}");
  };
  CHECK_FALSE(
      is_refused(weighted(R"({"values":[1],"squares":[1],"weighted":[2],"squared_weights":4})")));
  CHECK(is_refused(weighted(R"({"values":[1],"squares":[1],"weighted":[2]})")));
  CHECK(
      is_refused(weighted(R"({"values":[1],"squares":[1],"weighted":[2,3],"squared_weights":4})")));
  CHECK(is_refused(
      weighted(R"({"values":[1,2],"squares":[1,2],"weighted":[2,3],"squared_weights":4})")));
  CHECK(is_refused(weighted(
      R"({"values":[1],"squares":[1],"weighted":[2],"squared_weights":4,"response":{}})")));
  CHECK(is_refused(with_sums(R"({"analysis":"a","log_rank":{"expected":[1],"variance":["1"]}})")));
  const auto matched = [](const std::string& treated) {
    return with_sums(
        R"({"analysis":"a","matched":{"control":{"values":[1],"squares":[1],"matched":[1]},"treated":)" +
        treated + "}}");
  };
  CHECK_FALSE(is_refused(matched(R"({"values":[1],"squares":[1],"matched":[1]})")));
  CHECK(is_refused(matched(R"({"values":[1],"squares":[1],"matched":[1,2]})")));
  CHECK(is_refused(matched(R"({"values":[1],"squares":[1]})")));
  CHECK_FALSE(is_refused(
      with_sums(R"({"analysis":"a","log_rank":{"expected":[1],"observed":[2],"variance":[1]}})")));
  CHECK(is_refused(
      with_sums(R"({"analysis":"a","log_rank":{"expected":[1],"observed":[],"variance":[1]}})")));
  CHECK(is_refused(
      with_sums(R"({"analysis":"a","withheld":true},{"analysis":"a","withheld":true})")));
}

TEST_CASE("levels of breaks are small integers") {
  CHECK_FALSE(is_refused(R"({"curve_levels":{"km":-1},"cells":[],"sums":[]})"));
  CHECK(is_refused(R"({"curve_levels":{"km":-2},"cells":[],"sums":[]})"));
  CHECK(is_refused(R"({"curve_levels":{"km":1.5},"cells":[],"sums":[]})"));
  CHECK(is_refused(R"({"curve_levels":{"km":99999999999},"cells":[],"sums":[]})"));
  CHECK(is_refused(R"({"cells":[],"sums":[]})"));
  CHECK(is_refused(R"([])"));
}

TEST_CASE("a number that is not finite never enters") {
  auto json = to_json(example());
  json["sums"][0]["moments"]["mean"] = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(partial_from_json(json, "").has_value());
  json = to_json(example());
  json["sums"][3]["cox"]["score"][0] = std::numeric_limits<double>::infinity();
  CHECK_FALSE(partial_from_json(json, "").has_value());
}

TEST_CASE("evidence crosses the pipe unchanged") {
  StepOutput output{example(), {}};
  output.evidence.guarded[{"analysis_set", {{"dead", "1"}, {"time", "(4,5]"}}}] = Count{3, 2};
  output.evidence.curve_cells["km"] = {{{1, 1}, {2, 2}}, {{3, 3}}};
  output.evidence.curve_parts["common"] = {{{1, 1}}, {{3, 2}}};
  output.evidence.magnitudes[{"age", "age", ""}] = {464, 27479.5, 85, 84, false, std::nullopt};
  output.evidence.magnitudes[{"age", "age", "Obs"}] = {3, 180, 60, 60, true, 1};
  output.evidence.models[{"cox", "", ""}] = {464, 4, 7};
  output.evidence.models[{"linear", "", ""}] = {464, 3, std::nullopt, RegressionEvidence{}};
  auto& regression = *output.evidence.models[{"linear", "", ""}].regression;
  regression = {{{464, 27479.5, 85, 84, false, 12}}, 0.25, 461.5, true};
  Cohorts cohorts;
  cohorts.atoms = {{1, 2, 0xFFFF'FFFF'FFFF'FFFFU}, {3}};
  cohorts.of[{"analysis_set", {{"arm", "Obs"}}}] = {0, 1};
  cohorts.population = {0};
  output.evidence.cohorts = std::make_shared<const Cohorts>(cohorts);
  std::string members;
  const auto text = canonical_text(to_pipe_json(output, members));
  const auto read = step_output_from_pipe_json(*parse_json(text), members);
  REQUIRE(read.has_value());
  CHECK(*read->evidence.cohorts == cohorts);
  CHECK(read->partial == output.partial);
  CHECK(read->evidence.guarded == output.evidence.guarded);
  CHECK(read->evidence.curve_cells == output.evidence.curve_cells);
  CHECK(read->evidence.curve_parts == output.evidence.curve_parts);
  const auto& magnitude = read->evidence.magnitudes.at({"age", "age", "Obs"});
  CHECK(magnitude.persons == 3);
  CHECK(magnitude.total == 180);
  CHECK(magnitude.second == 60);
  CHECK(magnitude.all_equal);
  CHECK(magnitude.rarest_of_few == 1);
  CHECK_FALSE(read->evidence.magnitudes.at({"age", "age", ""}).rarest_of_few);
  CHECK(read->evidence.models.at({"cox", "", ""}).rarest_of_few == 7);
  CHECK(read->evidence.models.at({"cox", "", ""}).rows == 464);
  const auto& crossed = *read->evidence.models.at({"linear", "", ""}).regression;
  REQUIRE(crossed.told.size() == 1);
  CHECK(crossed.told[0].second == 84);
  CHECK(crossed.told[0].rarest_of_few == 12);
  CHECK(crossed.largest_leverage == 0.25);
  CHECK(crossed.effective_rows == 461.5);
  CHECK(crossed.is_perfect_fit);
  CHECK_FALSE(read->evidence.models.at({"cox", "", ""}).regression);
  auto unknown = *parse_json(text);
  unknown["evidence"]["rows"] = Json::array();
  CHECK_FALSE(step_output_from_pipe_json(unknown, members).has_value());
}

TEST_CASE("an output that refers to the persons told before is read with them, never without") {
  const auto before = std::make_shared<const Cohorts>(
      Cohorts{{{1, 2}, {3}}, {{{"analysis_set", {}}, {0, 1}}}, {0, 1}});
  StepOutput output{example(), {}};
  output.evidence.are_cohorts_as_before = true;
  std::string members;
  const auto text = canonical_text(to_pipe_json(output, members));
  CHECK(members.empty());
  const auto read = step_output_from_pipe_json(*parse_json(text), "", before);
  REQUIRE(read.has_value());
  CHECK(read->evidence.cohorts == before);
  CHECK(read->evidence.are_cohorts_as_before);
  const auto refused = step_output_from_pipe_json(*parse_json(text), "");
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().detail == "/evidence/cohorts: none were told before");
  auto other = *parse_json(text);
  other["evidence"]["cohorts"] = "as ever";
  CHECK_FALSE(step_output_from_pipe_json(other, "", before).has_value());
  CHECK_FALSE(step_output_from_pipe_json(*parse_json(text), "12345678", before).has_value());
}

}  // namespace passerelle::analysis

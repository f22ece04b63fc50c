// What is read off curves: follow-up, restricted means and differences between groups, against R
// (testdata/README.md).
#include "node/analysis/product_limit.h"

#include <doctest/doctest.h>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/distributions.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

Json curves_by_arm(std::optional<double> tau) {
  auto study = plan_of({category("arm", {"p", "q", "r"}), number("time"), number("event")});
  auto km = curve("time", "event", {2, 4, 7, 10, 15, 20, 30, 40}, {4, 10, 20, 40});
  km.by = "arm";
  km.tau = tau;
  add(study, "km", km);
  return answer_of(study, by_node(study, read_csv(testdata("survival.csv"))), "km")["pooled"];
}

ProductLimit of_counts(std::vector<std::int64_t> at_risk,
                       std::vector<std::int64_t> events,
                       std::vector<double> survival) {
  ProductLimit curve;
  for (std::size_t j = 0; j < at_risk.size(); ++j) {
    curve.times.push_back(10 * static_cast<double>(j + 1));
  }
  curve.n = at_risk.front();
  curve.at_risk = std::move(at_risk);
  curve.n_event = std::move(events);
  curve.survival = std::move(survival);
  curve.n_censor.resize(curve.times.size());
  return curve;
}

}  // namespace

TEST_CASE("the median of follow-up is that of R's curve of censorings, by group") {
  const auto reference = read_json(testdata("reference.json"))["follow_up"];
  const auto groups = curves_by_arm(std::nullopt)["groups"];
  for (std::size_t g = 0; g < 3; ++g) {
    CHECK(groups[g]["follow_up"]["value"] == reference[g]);
    CHECK_FALSE(groups[g].contains("rmst"));
  }
  CHECK(groups[1]["follow_up"] == Json{{"value", 20.0}, {"after", 15.0}, {"until", 20.0}});
}

TEST_CASE("a restricted mean has the error that the covariances of survivals give") {
  const auto reference = read_json(testdata("reference.json"))["arms"];
  const auto groups = curves_by_arm(17)["groups"];
  for (std::size_t g = 0; g < 3; ++g) {
    CHECK(is_close(groups[g]["rmst"]["value"], reference[g]["mean"][0]));
    CHECK(is_close(groups[g]["rmst"]["standard_error"], reference[g]["mean"][1]));
  }
}

TEST_CASE("groups differ from the first, at every break and in their restricted means") {
  const auto arms = read_json(testdata("reference.json"))["arms"];
  const auto differences = curves_by_arm(17)["differences"];
  REQUIRE(differences.size() == 2);
  for (std::size_t g = 1; g < 3; ++g) {
    const auto& found = differences[g - 1];
    CHECK(found["group"] == (g == 1 ? "q" : "r"));
    CHECK(found["reference"] == "p");
    const auto number = [&](std::size_t arm, const char* field, std::size_t j) {
      return arms[arm][field][j].get<double>();
    };
    for (std::size_t j = 0; j < found["times"].size(); ++j) {
      const double difference = number(g, "survival", j) - number(0, "survival", j);
      const double error = std::hypot(number(g, "error", j), number(0, "error", j));
      CHECK(is_close(found["survival"][j], difference, 1e-10, error));
      CHECK(is_close(found["standard_error"][j], error));
      CHECK(is_close(found["conf_low"][j], difference - kNormal975 * error, 1e-10, error));
      CHECK(is_close(found["conf_high"][j], difference + kNormal975 * error, 1e-10, error));
    }
    const double difference = number(g, "mean", 0) - number(0, "mean", 0);
    const double error = std::hypot(number(g, "mean", 1), number(0, "mean", 1));
    const auto& rmst = found["rmst"];
    CHECK(rmst["tau"] == 17);
    CHECK(is_close(rmst["value"], difference, 1e-10, error));
    CHECK(is_close(rmst["standard_error"], error));
    CHECK(is_close(rmst["conf_high"], difference + kNormal975 * error, 1e-10, error));
    CHECK(is_close(rmst["p_value"], std::erfc(std::abs(difference / error) / std::sqrt(2.0))));
  }
}

TEST_CASE("one curve alone has no differences, and a study without tau no mean") {
  CHECK_FALSE(curves_by_arm(std::nullopt)["differences"][0].contains("rmst"));
  auto study = plan_of({number("time"), number("event")});
  add(study, "km", curve("time", "event", {10, 40}));
  const auto nodes = by_node(study, read_csv(testdata("survival.csv")));
  CHECK_FALSE(answer_of(study, nodes, "km")["pooled"].contains("differences"));
}

TEST_CASE("where everybody has had the event nothing later bears on the mean") {
  const auto curve = of_counts({4, 2}, {2, 2}, {0.5, 0});
  const auto mean = restricted_mean(curve, 20);
  CHECK(is_close(mean.value, 7.5 + 2.5, 1e-14));
  // The area is 5 + 10 S(10): its error is ten times that of a share of one half of four.
  CHECK(is_close(mean.error, 10 * std::sqrt(0.25 / 4), 1e-14));
  CHECK(std::isnan(restricted_mean(curve, 21).value));
}

TEST_CASE("nobody is followed for a time that no median can tell") {
  const auto none = of_counts({0}, {0}, {std::nan("")});
  CHECK_FALSE(median_follow_up(none));
  CHECK_FALSE(median_survival(none));
}

}  // namespace passerelle::analysis::test

// Counts, tables and moments against R and against laws of their own.
#include <doctest/doctest.h>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/distributions.h"
#include "node/analysis/moments.h"
#include "node/analysis/table_tests.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {

TEST_CASE("a table of two by two is tested and measured as in the reference") {
  // Computed by R: 29 exposed with the outcome, 202 without, 78 and 291 not exposed.
  const CountTable table{{291, 78}, {202, 29}};
  const auto measures = two_by_two_measures(table);
  REQUIRE(measures);
  CHECK(is_close(measures->odds_ratio.estimate, 0.53560548362528559));
  CHECK(is_close(measures->odds_ratio.conf_low, 0.33726550449390419));
  CHECK(is_close(measures->odds_ratio.conf_high, 0.85058575593123265));
  CHECK(is_close(measures->risk_ratio.estimate, 0.59390609390609383));
  CHECK(is_close(measures->risk_ratio.conf_low, 0.40078927798277891));
  CHECK(is_close(measures->risk_ratio.conf_high, 0.88007456225899783));
  CHECK(is_close(measures->risk_difference.estimate, -0.085840988280012687));
  CHECK(is_close(measures->risk_difference.conf_low, -0.14551541370069065));
  CHECK(is_close(measures->risk_difference.conf_high, -0.026166562859334712));
}

TEST_CASE("no ratio is given when a cell is zero, and nothing is added to it") {
  CHECK_FALSE(two_by_two_measures({{0, 5}, {7, 9}}));
  auto study = plan_of({category("sex", {"0", "1"}), category("ill", {"0", "1"})});
  add(study, "table", CrosstabAnalysis{"sex", "ill", {}});
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(study, parse_csv("id,sex,ill\n1,0,0\n2,0,0\n3,1,1\n4,1,0\n"));
  const auto answer = answer_of(study, nodes, "table");
  CHECK(answer["pooled"]["odds_ratio"].is_null());
  CHECK(answer["withheld"] == Json::array({"/odds_ratio", "/risk_ratio", "/risk_difference"}));
  CHECK(answer["status"] == "partly_withheld");
  CHECK(answer["pooled"]["cells"] == Json::parse("[[2,0],[1,1]]"));
}

TEST_CASE("Pearson's test of a larger table is that of R") {
  const auto test = pearson_chi_square({{44, 148, 104, 23}, {42, 133, 93, 13}});
  CHECK(is_close(test.statistic, 1.8399278357454745));
  CHECK(test.df == 3);
  CHECK(is_close(test.p_value, 0.60628497396267811));
}

TEST_CASE("a level that nobody has takes no part in a test, as after droplevels() of R") {
  // R: chisq.test(matrix(c(10, 20, 30, 25), 2), correct = FALSE)
  for (const CountTable& table :
       {CountTable{{10, 30}, {20, 25}}, CountTable{{10, 0, 30}, {20, 0, 25}},
        CountTable{{10, 30}, {0, 0}, {20, 25}}}) {
    const auto test = pearson_chi_square(table);
    CHECK(is_close(test.statistic, 3.5058922558922552));
    CHECK(test.df == 1);
    CHECK(is_close(test.p_value, 0.061150897576067662));
  }
}

TEST_CASE("a test with one row or column left is no number, not infinite") {
  const auto test = pearson_chi_square({{3, 0}, {4, 0}});
  CHECK(std::isnan(test.statistic));
  CHECK(test.df == 0);
  CHECK(std::isnan(yates_chi_square({{3, 0}, {4, 0}})));
}

TEST_CASE("a level of missing values that nobody has leaves a table two by two") {
  auto study = plan_of({category("sex", {"f", "m"})});
  study.variables["ill"] = category("ill", {"0", "1"}, MissingRule::category);
  add(study, "table", CrosstabAnalysis{"sex", "ill", {}});
  std::string rows = "id,sex,ill\n";
  int id = 0;
  for (const auto& [sex, ill, count] :
       {std::tuple{"f", "0", 10}, {"f", "1", 30}, {"m", "0", 20}, {"m", "1", 25}}) {
    for (int i = 0; i < count; ++i) rows += std::to_string(++id) + "," + sex + "," + ill + "\n";
  }
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(study, parse_csv(rows));
  const auto pooled = answer_of(study, nodes, "table")["pooled"];
  CHECK(pooled["levels"]["columns"] == Json::array({"0", "1", "(missing)"}));
  CHECK(pooled["cells"] == Json::parse("[[10,30,0],[20,25,0]]"));
  CHECK(is_close(pooled["tests"]["pearson_chisq"], 3.5058922558922552));
  CHECK(is_close(pooled["odds_ratio"]["estimate"], 25.0 * 10 / (20 * 30)));

  nodes[NodeId("b")] = frame_of(study, parse_csv("id,sex,ill\n1,f,\n2,m,1\n"));
  const auto larger = answer_of(study, nodes, "table")["pooled"];
  CHECK(larger["tests"]["df"] == 2);
  CHECK_FALSE(larger.contains("odds_ratio"));
}

TEST_CASE("tables over layers are pooled as Mantel and Haenszel do, on the reference cohort") {
  const auto data = shared_data();
  if (data.empty()) {
    MESSAGE("SKIPPED tables.json: no shared data on this machine");
    return;
  }
  auto study = plan_of({category("treat", {"0", "1"}), category("y_bin", {"0", "1"}),
                        category("site", {"A", "B", "C"}), category("sex", {"0", "1"}),
                        category("stage", {"1", "2", "3", "4"})});
  add(study, "by_site", CrosstabAnalysis{"treat", "y_bin", "site"});
  add(study, "stages", CrosstabAnalysis{"sex", "stage", {}});
  const auto cohort = read_csv(data + "/analysis-vectors/cohort.csv");
  Nodes nodes;
  for (int part = 0; part < 3; ++part) {  // nodes that are not the layers
    nodes[NodeId(std::to_string(part))] = frame_of(study, cohort, {}, [&](const Row& row) {
      return static_cast<int>(row.number("id")) % 3 == part;
    });
  }
  const auto reference = read_json(data + "/analysis-vectors/tables.json");
  const auto pooled = answer_of(study, nodes, "by_site")["pooled"];
  const auto& r = reference["mantel_haenszel_by_site"];
  CHECK(is_close(pooled["mantel_haenszel"]["odds_ratio"], r["odds_ratio"]));
  CHECK(is_close(pooled["mantel_haenszel"]["standard_error"], r["se_log_odds_ratio"]));
  CHECK(is_close(pooled["mantel_haenszel"]["chisq"], r["chi_square"]));
  CHECK(is_close(pooled["mantel_haenszel"]["p_value"], r["p_value"]));
  CHECK(is_close(pooled["odds_ratio"]["estimate"], reference["two_by_two"]["odds_ratio"]));
  CHECK(pooled["layers"].size() == 3);
  CHECK(pooled["layers"][2]["level"] == "C");
  CHECK(answer_of(study, nodes, "stages")["pooled"]["cells"] == reference["crosstab"]["counts"]);
}

TEST_CASE("Yates' correction is that of R's chisq.test") {
  auto study = plan_of({category("sex", {"0", "1"}), category("event", {"0", "1"})});
  add(study, "table", CrosstabAnalysis{"sex", "event", {}});
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(study, read_csv(testdata("survival.csv")));
  const auto tests = answer_of(study, nodes, "table")["pooled"]["tests"];
  CHECK(is_close(tests["pearson_chisq_yates"], read_json(testdata("reference.json"))["yates"]));
}

TEST_CASE("tails of distributions are accurate far out") {
  CHECK(is_close(normal_two_sided(1.959963984540054), 0.05, 1e-14));
  CHECK(std::abs(normal_two_sided(10) / 1.523970604832105e-23 - 1) < 1e-12);
  CHECK(std::abs(chi_square_upper(200, 3) / 4.2185411071920418e-43 - 1) < 1e-12);
}

TEST_CASE("moments keep their digits far from zero, in parts as in one") {
  std::vector<double> near, far;
  for (int i = 0; i < 30000; ++i) {
    near.push_back(((i * 7919) % 10007) / 8.0);
    far.push_back(near.back() + 1099511627776.0);  // 2^40: still exact in eighths
  }
  const auto plain = moments_of(near);
  CHECK(plain.n == 30000);
  CountedMoments parts;
  const std::vector<double> first(far.begin(), far.begin() + 7001);
  const std::vector<double> second(far.begin() + 7001, far.begin() + 7002);
  const std::vector<double> third(far.begin() + 7002, far.end());
  for (const auto* part : {&first, &second, &third}) parts = merge(parts, moments_of(*part));
  for (const auto& moments : {moments_of(far), parts}) {
    CHECK(moments.n == plain.n);
    CHECK(is_close(moments.moments.m2, plain.moments.m2, 1e-13));
    CHECK(is_close(moments.moments.m3, plain.moments.m3, 1e-11));
    const double mean = (moments.moments.mean - 1099511627776.0) + moments.moments.mean_rest;
    CHECK(is_close(mean, plain.moments.mean, 1e-13));
  }
}

TEST_CASE("values with an offset have the variance of the exact reference, over three nodes") {
  const auto data = shared_data();
  if (data.empty()) {
    MESSAGE("SKIPPED moments_offset.json: no shared data on this machine");
    return;
  }
  auto study = plan_of({number("x")});
  add(study, "x", DescribeAnalysis{{"x"}, {}});
  const auto table = read_csv(data + "/analysis-vectors/offset.csv");
  Nodes nodes;
  for (const char* site : {"A", "B", "C"}) {
    nodes[NodeId(site)] =
        frame_of(study, table, {}, [&](const Row& row) { return row.text("site") == site; }, "x");
  }
  const auto pooled = answer_of(study, nodes, "x")["pooled"]["x"];
  const auto reference = read_json(data + "/analysis-vectors/moments_offset.json");
  CHECK(pooled["n"] == reference["n"]);
  CHECK(is_close(pooled["mean"], reference["mean"], 1e-15));
  CHECK(is_close(pooled["variance"], reference["variance"], 1e-12));
}

TEST_CASE("describe counts missing values and gives moments of the others, by level too") {
  const auto data = shared_data();
  if (data.empty()) {
    MESSAGE("SKIPPED moments.json: no shared data on this machine");
    return;
  }
  auto study = plan_of({number("age"), number("cost"), category("site", {"A", "B", "C"})});
  study.variables["marker"] = number("marker");
  add(study, "all", DescribeAnalysis{{"age", "cost", "marker"}, "site"});
  const auto cohort = read_csv(data + "/analysis-vectors/cohort.csv");
  Nodes nodes;
  for (int part = 0; part < 3; ++part) {
    nodes[NodeId(std::to_string(part))] = frame_of(study, cohort, {}, [&](const Row& row) {
      return static_cast<int>(row.number("id")) % 3 == part;
    });
  }
  const auto pooled = answer_of(study, nodes, "all")["pooled"];
  const auto reference = read_json(data + "/analysis-vectors/moments.json");
  const auto check = [&](const Json& ours, const Json& r) {
    for (const char* field : {"n", "missing", "mean", "variance", "sd"}) {
      CHECK(is_close(ours[field], r[field]));
    }
    const double n = r["n"];
    CHECK(is_close(ours["skewness"],
                   r["m3"].get<double>() / n / std::pow(r["m2"].get<double>() / n, 1.5), 1e-10));
  };
  for (const char* variable : {"age", "cost", "marker"}) {
    check(pooled[variable], reference["pooled"][variable]);
    for (const char* site : {"A", "B", "C"}) {
      INFO(variable << " at " << site);
      check(pooled[variable]["by"][site], reference["by_site"][site][variable]);
    }
  }
}

TEST_CASE("a count tells rows from persons, and a level of missing values is a level") {
  auto study = plan_of({});
  study.variables["sex"] = category("sex", {"f", "m"}, MissingRule::category);
  add(study, "n", CountAnalysis{"sex"});
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(study, parse_csv("id,sex\n1,f\n1,f\n2,m\n3,\n"));
  nodes[NodeId("b")] = frame_of(study, parse_csv("id,sex\n1,m\n1,f\n"));
  const auto pooled = answer_of(study, nodes, "n")["pooled"];
  CHECK(pooled["rows"] == 6);
  CHECK(pooled["persons"] == 4);
  CHECK(pooled["by"]["f"] == Json{{"rows", 3}, {"persons", 2}});
  CHECK(pooled["by"]["m"] == Json{{"rows", 2}, {"persons", 2}});
  CHECK(pooled["by"]["(missing)"] == Json{{"rows", 1}, {"persons", 1}});
}

}  // namespace passerelle::analysis::test

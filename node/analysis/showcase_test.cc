// The two showcase studies, each country a node, against R on the pooled rows.
#include <doctest/doctest.h>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

const std::vector<std::string> kCountries{"FR", "FI", "DK"};

// Compares every number of an expected.json (contracts, section 2) with the pooled answers.
int check_expected(const Json& expected, const Json& result) {
  int checked = 0;
  for (const auto& check : expected.at("checks")) {
    const auto analysis = answer_in(result, check.at("analysis"));
    const std::string pointer = check.at("pointer");
    INFO(analysis.at("id").get<std::string>() << pointer);
    const double ours = analysis.at("pooled").at(Json::json_pointer(pointer)).get<double>();
    const double theirs = check.at("value");
    CHECK_MESSAGE(
        is_close(ours, theirs, check.value("tolerance_relative", 1e-10), check.value("scale", 0.0)),
        ours << " is not " << theirs);
    ++checked;
  }
  return checked;
}

StudyPlan colon_plan() {
  auto plan = plan_of({category("arm", {"Obs", "Lev", "Lev+5FU"}), number("sex"), number("age"),
                       number("time5"), category("dead5", {"0", "1"})});
  const double end = 1826;
  add(plan, "patients", CountAnalysis{});
  add(plan, "age", DescribeAnalysis{{"age"}, "arm"});
  add(plan, "deaths", CrosstabAnalysis{"arm", "dead5", {}}, end);
  auto overall = curve("time5", "dead5", {365, 548, 731, 913, 1096, 1278, 1826}, {1826});
  overall.interval = KaplanMeierAnalysis::Interval::log_log;
  add(plan, "curve", overall, end);
  auto by_arm = curve("time5", "dead5", {548, 913, 1826}, {1826});
  by_arm.by = "arm";
  by_arm.levels.push_back({1826});
  by_arm.censor_levels.push_back({1826});
  by_arm.interval = KaplanMeierAnalysis::Interval::log_log;
  add(plan, "curve_by_arm", by_arm, end);
  add(plan, "rank", LogRankAnalysis{"time5", "dead5", "arm"}, end);
  add(plan, "cox", CoxAnalysis{"time5", "dead5", {"arm", "sex", "age"}, CoxAnalysis::Ties::efron},
      end);
  add(plan, "cox_breslow",
      CoxAnalysis{"time5", "dead5", {"arm", "sex", "age"}, CoxAnalysis::Ties::breslow}, end);
  return plan;
}

Nodes colon_nodes(const StudyPlan& plan, const std::string& data) {
  const Derive derive{
      {"arm", [](const Row& row) { return row.text("rx"); }},
      {"time5", [](const Row& row) { return text_of(std::min(row.number("time"), 1826.0)); }},
      {"dead5", [](const Row& row) {
         return row.number("status") == 1 && row.number("time") <= 1826 ? "1" : "0";
       }}};
  const auto keep = [](const Row& row) { return row.number("etype") == 2; };
  Nodes nodes;
  for (const auto& country : kCountries) {
    nodes[NodeId(country)] =
        frame_of(plan, read_csv(data + "/clinical/colon/" + country + ".csv"), derive, keep);
  }
  return nodes;
}

}  // namespace

TEST_CASE("three countries answer the colon study as R does on the pooled rows") {
  if (!has_shared_data("colon showcase")) return;
  const auto data = shared_data();
  const auto plan = colon_plan();
  const auto result = pooled_answer(plan, run(plan, colon_nodes(plan, data)));
  const auto checked =
      check_expected(read_json(data + "/scenarios/colon-cancer-survival/expected.json"), result);
  CHECK(checked > 100);

  // What the scenario file does not name.
  const auto reference = read_json(data + "/clinical/colon/reference_showcase.json");
  for (const auto& [ours, theirs] : std::map<std::string, std::string>{
           {"cox", "cox_efron_stratified"}, {"cox_breslow", "cox_breslow_stratified"}}) {
    const auto pooled = answer_in(result, ours).at("pooled");
    const auto& r = reference.at("y5").at(theirs);
    for (const char* field :
         {"z", "p_values", "hazard_ratios", "hazard_ratio_conf_low", "hazard_ratio_conf_high"}) {
      for (const auto& [name, value] : r.at(field).items()) {
        const auto term = name.rfind("rx", 0) == 0 ? "arm" + name.substr(2) : name;
        INFO(ours << " " << field << " " << term);
        CHECK(is_close(pooled.at(field).at(term), value, 1e-9));
      }
    }
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t j = 0; j < 4; ++j) {
        const double scale =
            std::sqrt(r["vcov"][i][i].get<double>() * r["vcov"][j][j].get<double>());
        CHECK(std::abs(pooled["vcov"][i][j].get<double>() - r["vcov"][i][j].get<double>()) <=
              1e-10 * scale);
      }
    }
    for (const char* test : {"likelihood_ratio_test", "wald_test", "score_test"}) {
      CHECK(is_close(pooled[test]["statistic"], r[test]["test"]));
      CHECK(pooled[test]["df"] == 4);
      CHECK(is_close(pooled[test]["p_value"], r[test]["pvalue"]));
    }
  }
  const auto age = answer_in(result, "age").at("pooled").at("age").at("by");
  for (const auto& [arm, r] : reference.at("describe_age").at("by_rx").items()) {
    for (const char* field : {"n", "mean", "variance", "sd"}) {
      CHECK(is_close(age.at(arm).at(field), r.at(field)));
    }
  }
  for (const auto& analysis : result.at("analyses")) {
    CHECK(analysis.at("status") == "released");
    CHECK(analysis.at("withheld").empty());
  }
  const auto curve = answer_in(result, "curve");
  CHECK(curve["exact_to"] == "pooled_rows_rounded");
  CHECK(curve["rounding"]["level"] == 0);
  CHECK(curve["rounding"]["censor_breaks"] == Json::array({1826.0}));
  CHECK(curve["pooled"]["groups"][0]["n_censor"] == Json::array({0, 0, 0, 0, 0, 0, 525}));
  CHECK(result["analysis_set"] == Json{{"rows", 929}, {"left_out", 0}, {"opted_out", 0}});
}

TEST_CASE("three countries answer the breast cancer study as R does on the pooled rows") {
  if (!has_shared_data("rotterdam showcase")) return;
  const auto data = shared_data();
  auto plan = plan_of({category("meno", {"0", "1"}), number("age"),
                       category("size", {"<=20", "20-50", ">50"}), number("nodes"),
                       number("hormon"), number("time10"), category("dead10", {"0", "1"})});
  const double end = 3652;
  add(plan, "patients", CountAnalysis{});
  auto by_meno =
      curve("time10", "dead10", {548, 913, 1096, 1461, 1826, 2009, 2374, 2739, 3105, 3652},
            {1826, 2009, 2374, 2739, 3105, 3652});
  by_meno.by = "meno";
  by_meno.interval = KaplanMeierAnalysis::Interval::log_log;
  add(plan, "curve", by_meno, end);
  add(plan, "rank", LogRankAnalysis{"time10", "dead10", "meno"}, end);
  add(plan, "cox", CoxAnalysis{"time10", "dead10", {"meno", "age", "size", "nodes", "hormon"}},
      end);
  const Derive derive{
      {"time10", [](const Row& row) { return text_of(std::min(row.number("dtime"), 3652.0)); }},
      {"dead10", [](const Row& row) {
         return row.number("death") == 1 && row.number("dtime") <= 3652 ? "1" : "0";
       }}};
  Nodes nodes;
  for (const auto& country : kCountries) {
    nodes[NodeId(country)] =
        frame_of(plan, read_csv(data + "/clinical/rotterdam/" + country + ".csv"), derive);
  }
  const auto result = pooled_answer(plan, run(plan, nodes));
  CHECK(check_expected(read_json(data + "/scenarios/breast-cancer-survival/expected.json"),
                       result) > 50);
  const auto reference = read_json(data + "/clinical/rotterdam/reference_showcase.json");
  for (std::size_t g = 0; g < 2; ++g) {
    CHECK(answer_in(result, "curve")["pooled"]["groups"][g]["n_censor"] ==
          reference["kaplan_meier"][g]["n_censor"]);
  }
}

}  // namespace passerelle::analysis::test

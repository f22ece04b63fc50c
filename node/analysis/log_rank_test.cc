// Log-rank tests, their weights, and common risk sets on breaks against R (testdata/README.md).
#include <doctest/doctest.h>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/step.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

const std::vector<std::string> kArms{"p", "q", "r"};

StudyPlan arms_plan() { return plan_of({category("arm", kArms), number("time"), number("event")}); }

Json answer_to_test(LogRankAnalysis test) {
  auto study = arms_plan();
  add(study, "rank", std::move(test));
  return answer_of(study, survival_nodes(study), "rank");
}

LogRankAnalysis test_on_breaks(double rho,
                               std::vector<double> breaks,
                               std::vector<double> censor = {}) {
  LogRankAnalysis test{"time", "event", "arm", rho};
  test.breaks = curve("time", "event", std::move(breaks), std::move(censor));
  test.breaks->by = test.by;
  return test;
}

void check_test(const Json& pooled,
                const Json& r,
                const std::vector<std::string>& levels,
                const char* events = "observed") {
  for (std::size_t g = 0; g < levels.size(); ++g) {
    INFO(levels[g]);
    CHECK(pooled[events][levels[g]].is_number_integer());
    CHECK(is_close(pooled["observed"][levels[g]], r["observed"][g]));
    CHECK(is_close(pooled["expected"][levels[g]], r["expected"][g]));
  }
  CHECK(is_close(pooled["chisq"], r["chisq"]));
  CHECK(pooled["df"] == levels.size() - 1);
  if (r.contains("p")) CHECK(is_close(pooled["p_value"], r["p"]));
}

}  // namespace

TEST_CASE("the log-rank test is that of R, stratified by node") {
  const auto reference = read_json(testdata("reference.json"));
  check_test(answer_to_test({"time", "event", "arm"})["pooled"], reference["log_rank"], kArms);
}

TEST_CASE("events weighted by a power of survival before them are those of R within each node") {
  const auto reference = read_json(testdata("reference.json"));
  for (const auto& [name, rho] : {std::pair{"peto", 1.0}, {"half", 0.5}}) {
    const auto pooled = answer_to_test({"time", "event", "arm", rho})["pooled"];
    check_test(pooled, reference[name], kArms, "events");
    for (std::size_t g = 0; g < kArms.size(); ++g) {
      CHECK(pooled["events"][kArms[g]] == reference["log_rank"]["observed"][g]);
    }
  }
}

TEST_CASE("with common risk sets on breaks the test is that of R on times so rounded") {
  const auto reference = read_json(testdata("reference.json"));
  for (const auto& [name, rho] : {std::pair{"log_rank_breaks", 0.0}, {"peto_breaks", 1.0}}) {
    const auto answer =
        answer_to_test(test_on_breaks(rho, {2, 4, 7, 10, 15, 20, 30, 40}, {4, 10, 20, 40}));
    check_test(answer["pooled"], reference[name], kArms, rho == 0 ? "observed" : "events");
    CHECK(answer["exact_to"] == "pooled_rows_rounded");
    CHECK(answer["rounding"]["level"] == 0);
  }
}

TEST_CASE("a test on breaks asks for no sums, and for the cells of a curve by its groups") {
  auto study = arms_plan();
  add(study, "rank", test_on_breaks(1, {10, 40}));
  auto with_curve = study;
  auto km = curve("time", "event", {10, 40});
  km.by = "arm";
  add(with_curve, "km", km);
  const auto state = run(study, survival_nodes(study));
  for (const auto& [node, partial] : state.first) CHECK(partial.sums.empty());
  CHECK(state.first.begin()->second.cells ==
        run(with_curve, survival_nodes(study)).first.begin()->second.cells);
}

TEST_CASE("without a level that all nodes can release a test on breaks is withheld") {
  auto study = arms_plan();
  add(study, "rank", test_on_breaks(1, {10, 40}));
  const auto state = run(study, survival_nodes(study), [](const NodeId&, StepOutput& output) {
    for (auto& [id, level] : output.partial.curve_levels) level = -1;
  });
  const auto answer = answer_in(pooled_answer(study, state), "rank");
  CHECK(answer["status"] == "withheld");
  for (const char* field : {"/observed/p", "/events/p", "/expected/r", "/chisq", "/p_value"}) {
    CHECK(answer["pooled"].at(Json::json_pointer(field)).is_null());
    CHECK(answer["withheld"].dump().find(field) != std::string::npos);
  }
}

TEST_CASE("tests on a grid are those of the clinical reference data") {
  if (!has_shared_data("reference_grid.json")) return;
  const auto data = shared_data();
  struct Case {
    const char* folder;
    std::vector<std::string> levels;
  };
  for (const auto& [folder, levels] : {Case{"lung", {"1", "2"}}, Case{"veteran", {"1", "2"}}}) {
    const auto reference =
        read_json(data + "/clinical/" + folder + "/reference_grid.json")["analyses"];
    for (const auto& r : reference) {
      INFO(r["id"].get<std::string>());
      const std::string time = r["time"], by = r["by"];
      std::vector<Variable> variables{category(by, levels), number(time), number("event")};
      for (const std::string term : r["terms"]) {
        if (term != by) variables.push_back(number(term));
      }
      auto study = plan_of(variables);
      const double grid = r["grid"];
      std::vector<double> breaks;
      for (int k = 1; k <= 60; ++k) breaks.push_back(grid * k);
      LogRankAnalysis test{time, "event", by};
      test.breaks = curve(time, "event", breaks);
      test.breaks->by = by;
      add(study, "rank", test);
      const std::string status = r["event"];
      const double happened = std::string(folder) == "lung" ? 2 : 1;
      const Derive event{{"event", [&](const Row& row) {
                            const double value = row.number(status);
                            return std::isnan(value) ? "" : value == happened ? "1" : "0";
                          }}};
      Nodes nodes;
      for (const char* country : {"FR", "FI", "DK"}) {
        nodes[NodeId(country)] =
            frame_of(study, read_csv(data + "/clinical/" + folder + "/" + country + ".csv"), event);
      }
      check_test(answer_of(study, nodes, "rank")["pooled"], r["log_rank"], levels);
    }
  }
}

TEST_CASE("Peto's test on weekly breaks is that of the reference vectors") {
  if (!has_shared_data("survival.json")) return;
  const auto data = shared_data();
  auto study = plan_of({category("treat", {"0", "1"}), number("time_days"), number("event")});
  std::vector<double> weeks;  // every time is a multiple of 7
  for (int k = 1; k <= 285; ++k) weeks.push_back(7 * k);
  LogRankAnalysis test{"time_days", "event", "treat", 1};
  test.breaks = curve("time_days", "event", weeks);
  test.breaks->by = "treat";
  add(study, "peto", test);
  const auto nodes = by_site(study, read_csv(data + "/analysis-vectors/cohort.csv"));
  auto r = read_json(data + "/analysis-vectors/survival.json")["logrank_no_entry"]["peto_rho1"];
  r["chisq"] = r["chi_square"];
  check_test(answer_of(study, nodes, "peto")["pooled"], r, {"0", "1"}, "events");
}

}  // namespace passerelle::analysis::test

// Random intercepts against R (testdata/models.R, vectors of the shared data).
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

using Method = MixedAnalysis::Method;

StudyPlan plan_of_arms() {
  return plan_of({category("arm", {"p", "q", "r"}), number("age"), number("sex"), number("x"),
                  number("time")});
}

// As in models.R: arms that differ.
const Derive kShifted{{"x", [](const Row& row) {
                         const auto& arm = row.text("arm");
                         return text_of(row.number("x") + (arm == "q" ? 20 : arm == "r" ? -15 : 0));
                       }}};

Json fit_mixed(MixedAnalysis model, const Derive& derive, const Gate& gate = {}) {
  auto plan = plan_of_arms();
  add(plan, "mixed", std::move(model));
  const auto nodes = by_node(plan, read_csv(testdata("survival.csv")), derive);
  return answer_in(pooled_answer(plan, run(plan, nodes, gate)), "mixed");
}

void check_fit(const Json& answer, const Json& r) {
  CHECK(answer["status"] == "released");
  const auto& pooled = answer["pooled"];
  CHECK(pooled["n"] == 180);
  CHECK(pooled["groups"] == 3);
  const char* const names[] = {"(Intercept)", "age", "sex"};
  for (std::size_t j = 0; j < 3; ++j) {
    CHECK(is_close(pooled["coefficients"][names[j]], r["coefficients"][j], 1e-10,
                   r["errors"][j].get<double>()));
    CHECK(is_close(pooled["standard_errors"][names[j]], r["errors"][j], 1e-9));
  }
  const double residual = r["sd_residual"];
  CHECK(is_close(pooled["sd_residual"], residual, 1e-10));
  CHECK(is_close(pooled["sd_intercept"], residual * std::sqrt(r["ratio"].get<double>()), 1e-9,
                 residual));
  CHECK(is_close(pooled["loglik"], r["loglik"], 1e-10));
  const char* const arms[] = {"p", "q", "r"};
  for (std::size_t g = 0; g < 3; ++g) {
    CHECK(is_close(pooled["intercepts"][arms[g]], r["intercepts"][g], 1e-9, residual));
  }
}

}  // namespace

TEST_CASE("a random intercept over three nodes is that of the dense covariance matrix") {
  check_fit(fit_mixed({"x", {"age", "sex"}, "arm", Method::restricted_likelihood}, kShifted),
            model_reference("reml"));
  check_fit(fit_mixed({"x", {"age", "sex"}, "arm", Method::likelihood}, kShifted),
            model_reference("ml"));
}

TEST_CASE("each node tells the random intercepts of its own rows") {
  auto plan = plan_of_arms();
  add(plan, "mixed", MixedAnalysis{"x", {"age", "sex"}, "arm", Method::restricted_likelihood});
  plan.analyses.back().per_node = true;
  const auto nodes = by_node(plan, read_csv(testdata("survival.csv")), kShifted);
  const auto own = answer_in(pooled_answer(plan, run(plan, nodes)), "mixed")["nodes"]["a"];
  const auto r = model_reference("reml_a");
  CHECK(is_close(own["coefficients"]["age"], r["coefficients"][1], 1e-9,
                 r["errors"][1].get<double>()));
  CHECK(is_close(own["standard_errors"]["age"], r["errors"][1], 1e-9));
  CHECK(is_close(own["sd_residual"], r["sd_residual"], 1e-9));
  CHECK(is_close(own["loglik"], r["loglik"]));
}

TEST_CASE("groups that do not differ have no variance of their own") {
  const std::map<std::string, double> means = [] {
    std::map<std::string, double> sums, rows;
    const auto table = read_csv(testdata("survival.csv"));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const Row row(table, i);
      sums[row.text("arm")] += row.number("time");
      ++rows[row.text("arm")];
    }
    for (auto& [arm, sum] : sums) sum /= rows[arm];
    return sums;
  }();
  const Derive derive{{"x", [&](const Row& row) {
                         return text_of(row.number("time") - means.at(row.text("arm")));
                       }}};
  const auto answer = fit_mixed({"x", {"age", "sex"}, "arm", Method::likelihood}, derive);
  check_fit(answer, model_reference("alike"));
  CHECK(answer["pooled"]["sd_intercept"] == 0);
  CHECK(answer["pooled"]["intraclass_correlation"] == 0);
}

TEST_CASE("hospitals that cross the borders are the vectors' random intercepts") {
  if (!has_shared_data("mixed.json")) return;
  const auto vectors = read_json(shared_data() + "/analysis-vectors/mixed.json");
  std::vector<std::string> hospitals;
  for (int i = 1; i <= 12; ++i) hospitals.push_back(std::to_string(i));
  auto plan =
      plan_of({category("hospital", hospitals), number("age"), number("sex"), number("marker")});
  add(plan, "reml",
      MixedAnalysis{"marker", {"age", "sex"}, "hospital", Method::restricted_likelihood});
  add(plan, "ml", MixedAnalysis{"marker", {"age", "sex"}, "hospital", Method::likelihood});
  const auto nodes = by_site(plan, read_csv(shared_data() + "/analysis-vectors/cohort.csv"));
  const auto result = pooled_answer(plan, run(plan, nodes));
  for (const char* method : {"ml", "reml"}) {
    const auto pooled = answer_in(result, method)["pooled"];
    const auto& r = vectors[method];
    CHECK(pooled["groups"] == 12);
    for (const auto& [name, value] : r["fixed"].items()) {
      CHECK(is_close(pooled["coefficients"][name], value, 1e-6));
      CHECK(is_close(pooled["standard_errors"][name], r["standard_errors"][name], 1e-6));
    }
    CHECK(is_close(pooled["sd_intercept"], r["sd_intercept"], 1e-6));
    CHECK(is_close(pooled["sd_residual"], r["sd_residual"], 1e-6));
    CHECK(is_close(pooled["loglik"], r["log_likelihood"], 1e-6));
  }
}

TEST_CASE("a mixed model fails where terms determine each other, and with one group") {
  auto plan = plan_of({category("arm", {"p", "q", "r"}), category("one", {"1", "2"}), number("age"),
                       number("months"), number("x")});
  add(plan, "same", MixedAnalysis{"x", {"age", "months"}, "arm", Method::likelihood});
  add(plan, "alone", MixedAnalysis{"x", {"age"}, "one", Method::likelihood});
  const Derive derive{{"one", [](const Row&) { return std::string("1"); }},
                      {"months", [](const Row& row) { return text_of(12 * row.number("age")); }}};
  const auto result =
      pooled_answer(plan, run(plan, by_node(plan, read_csv(testdata("survival.csv")), derive)));
  const auto same = answer_in(result, "same");
  CHECK(same["status"] == "failed");
  CHECK(same["reason"] == "collinearity");
  CHECK(same["aliased"] == Json::array({"months"}));
  CHECK(answer_in(result, "alone")["reason"] == "too_few_groups");
}

TEST_CASE("a count that a node withholds takes the mixed model with it") {
  const auto answer = fit_mixed({"x", {"age"}, "arm", Method::likelihood}, kShifted,
                                [](const NodeId& node, StepOutput& output) {
                                  if (node != NodeId("a")) return;
                                  output.partial.cells.at(with({kSet, {}}, "arm", "q")).reset();
                                });
  CHECK(answer["status"] == "withheld");
  CHECK(answer["pooled"]["coefficients"].is_null());
}

TEST_CASE("a study of random intercepts is checked") {
  const auto refusal = [](const char* fields) {
    const auto text =
        R"({"id": "m", "type": "mixed", "outcome": "time5", )" + std::string(fields) + "}";
    return analysis_refusal(text.c_str());
  };
  CHECK(begins(refusal(R"("terms": ["age"], "group": "nodes")"),
               "study.wrong_kind: /analyses/0/group: "));
  CHECK(begins(refusal(R"("terms": ["age"], "group": "arm", "method": "EM")"),
               "study.malformed: /analyses/0/method: REML or ML"));
  CHECK(begins(refusal(R"("terms": ["arm"], "group": "arm")"), "study.duplicate: "));
}

}  // namespace passerelle::analysis::test

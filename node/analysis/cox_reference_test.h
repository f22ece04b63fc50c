// A Cox model held against R's, as testdata/reference.R writes it.
#pragma once

#include <doctest/doctest.h>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {

// Of the rows of testdata/survival.csv.
inline Json survival_reference() { return read_json(testdata("reference.json")); }
inline const std::vector<std::string> kCoxTerms{"arm", "age", "sex", "x"};
inline const std::vector<std::string> kCoxNames{"armq", "armr", "age", "sex", "x"};

inline void check_cox_model(const Json& pooled,
                            const Json& r,
                            const std::vector<std::string>& names) {
  CHECK(pooled["n"] == r["n"]);
  CHECK(pooled["events"] == r["events"]);
  for (std::size_t j = 0; j < names.size(); ++j) {
    INFO(names[j]);
    const double error = std::sqrt(r["vcov"][j][j].get<double>());
    CHECK(is_close(pooled["coefficients"][names[j]], r["coefficients"][j], 1e-10, error));
    CHECK(is_close(pooled["standard_errors"][names[j]], error));
    CHECK(is_close(pooled["z"][names[j]], r["z"][j], 1e-10, 1));
    CHECK(is_close(pooled["p_values"][names[j]], r["p"][j]));
    for (std::size_t k = 0; k < names.size(); ++k) {
      const double scale = error * std::sqrt(r["vcov"][k][k].get<double>());
      CHECK(std::abs(pooled["vcov"][j][k].get<double>() - r["vcov"][j][k].get<double>()) <=
            1e-10 * scale);
    }
  }
  CHECK(is_close(pooled["loglik"][0], r["loglik"][0]));
  CHECK(is_close(pooled["loglik"][1], r["loglik"][1]));
  CHECK(is_close(pooled["score_test"]["statistic"], r["score"]));
  CHECK(is_close(pooled["wald_test"]["statistic"], r["wald"]));
}

// A test of proportional hazards against the table of R's cox.zph.
inline void check_hazards(const Json& found, const Json& r) {
  CHECK(found["terms"].size() + 1 == r.size());
  for (const auto& [term, theirs] : r.items()) {
    INFO(term);
    const auto& ours = term == "GLOBAL" ? found["global"] : found["terms"][term];
    CHECK(is_close(ours["statistic"], theirs["chisq"]));
    CHECK(ours["df"] == theirs["df"]);
    CHECK(is_close(ours["p_value"], theirs["p"]));
  }
}

}  // namespace passerelle::analysis::test

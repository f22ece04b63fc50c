// Regressions, and what else stands on cross products, in check.R.
#include <nlohmann/json.hpp>

#include "node/analysis/design.h"
#include "node/analysis/glm_family.h"
#include "node/base/fields.h"
#include "node/bundle/check_writer.h"

namespace passerelle::bundle {
namespace {

class ModelChecks : public CheckWriter {
 public:
  explicit ModelChecks(const CheckWriter& to) : CheckWriter(to) {}

  void add(const analysis::LinearAnalysis& linear) {
    check_count("/n", analysis::rows_of(what()));
    line("# The same numbers on the pooled rows:");
    line("#   lm(" + formula(linear.outcome, linear.terms) + ", data = pooled)");
    const bool is_robust = linear.errors == analysis::LinearAnalysis::Errors::hc1;
    if (is_robust) line("# with standard errors sandwich::vcovHC(model, type = \"HC1\")");
    if (!at("/coefficients").is_object()) return;
    line("products <- merge_products(" + r_products(*this) + ")");
    line("residuals <- " + residuals());
    write_reported(*this, "t", {"sigma", "r_squared", "df_residual"});
    line("reported$f <- " +
         r_vector(std::vector<std::string>{r_number(at("/f/statistic")), r_number(at("/f/df")),
                                           r_number(at("/f/p_value"))}));
    line("check_linear(" + id() + ", products, residuals, " + (is_robust ? "TRUE" : "FALSE") +
         ", reported)");
  }

  void add(const analysis::GlmAnalysis& glm) {
    line("# The same numbers on the pooled rows (a fit until the steps vanish):");
    const bool has_shape = analysis::GlmFamily(glm).has_shape();
    const auto family = analysis::family_name(glm) == "gamma"
                            ? std::string("Gamma")
                            : std::string(analysis::family_name(glm));
    line(std::string("#   ") + (has_shape ? "MASS::glm.nb(" : "glm(") +
         formula(glm.outcome, glm.terms) +
         (glm.offset ? " + offset(" + r_comment(*glm.offset) + ")" : "") +
         (has_shape
              ? std::string()
              : ", family = " + family + "(\"" + std::string(analysis::link_name(glm)) + "\")") +
         (glm.weights ? ", weights = " + r_comment(*glm.weights) : "") + ", data = pooled,");
    line("#     control = list(epsilon = 1e-15, maxit = 60))");
    const auto fitted = run().fitted_in.find(what().id);
    if (fitted == run().fitted_in.end() || !at("/coefficients").is_object()) return;
    line("products <- merge_products(" + r_products(*this) + ")");
    if (has_shape) {
      line("null <- list(deviance = " + null_deviance(fitted->second) + ")");
    } else {
      line("# Round " + std::to_string(run().first_round + 1) + ", without terms:");
      line("null <- " + glm_parts(run().first_round + 1));
    }
    line("# Round " + std::to_string(fitted->second) + ", at the coefficients of the result:");
    line("best <- " + glm_parts(fitted->second));
    std::vector<const char*> numbers{"deviance",
                                     "null_deviance",
                                     "pearson_chi_square",
                                     "df_residual",
                                     "df_null",
                                     "dispersion",
                                     "loglik",
                                     "aic"};
    if (has_shape) numbers.insert(numbers.end(), {"theta", "theta_standard_error"});
    write_reported(*this, "z", numbers);
    for (const char* ratio : {"odds_ratio", "rate_ratio"}) {
      if (at("/" + std::string(ratio) + "s").is_object()) put_ratios(ratio);
    }
    line("check_glm(" + id() + ", " + r_text(family) + ", " + (glm.weights ? "TRUE" : "FALSE") +
         ", products, null, best, reported)");
  }

 private:
  // What every node sent in that round.
  std::string glm_parts(std::size_t round) const {
    std::vector<std::string> parts;
    for (const auto& [node, answer] : run().rounds[round]) {
      const auto& own = std::get<analysis::GlmSums>(*answer.partial.sums.at({what().id, "", ""}));
      parts.push_back("list(deviance = " + number_text(own.deviance) + ", pearson = " +
                      number_text(own.pearson) + ", saturated = " + number_text(own.saturated) +
                      (own.shape ? ", shape = c(" + number_text(own.shape->score) + ", " +
                                       number_text(own.shape->information) + ")"
                                 : std::string()) +
                      ",\n  score = " + r_vector(own.score) + ",\n  information = " +
                      r_matrix(r_vector(own.information), own.score.size()) + ")");
    }
    return "add_fields(list(" + r_joined(parts) + "))";
  }

  // Of a family with a shape, beside the sums of that round; not in older rounds.
  std::string null_deviance(std::size_t round) const {
    std::vector<std::string> parts;
    for (const auto& [node, answer] : run().rounds[round]) {
      const auto& own = std::get<analysis::GlmSums>(*answer.partial.sums.at({what().id, "", ""}));
      if (!own.without_terms) return "NA";
      parts.push_back(number_text(own.without_terms->deviance));
    }
    return r_joined(parts, " + ");
  }

  // Behind the intercept, which has none.
  void put_ratios(const std::string& ratio) const {
    for (const auto& [name, field] : {std::pair{"ratio", ratio + "s"},
                                      {"ratio_low", ratio + "_conf_low"},
                                      {"ratio_high", ratio + "_conf_high"}}) {
      std::vector<std::string> values;
      for (const auto& coefficient : coefficients_of(run().plan, what())) {
        values.push_back(r_number(at("/" + field + "/" + pointer_step(coefficient.name))));
      }
      line("reported$" + std::string(name) + " <- " + r_vector(values));
    }
  }

  static std::string formula(const std::string& outcome, const std::vector<std::string>& terms) {
    std::vector<std::string> written;
    for (const auto& term : terms) written.push_back(r_comment(term));
    return r_comment(outcome) + " ~ " + r_joined(written, " + ");
  }

  // The look at the residuals, where there was one.
  std::string residuals() const {
    const auto& fit = run().state.linear_fits.at(what().id);
    if (!fit.residuals) return "NULL";
    std::vector<std::string> score, squares;
    for (const auto& [node, answer] : run().rounds[run().first_round + 1]) {
      const auto& own =
          std::get<analysis::ResidualSums>(*answer.partial.sums.at({what().id, "", ""}));
      score.push_back(r_vector(own.score));
      squares.push_back(r_matrix(r_vector(own.squares), own.score.size()));
    }
    return "list(score = " + r_sum(score) + ",\n  squares = " + r_sum(squares) + ")";
  }
};

}  // namespace

std::string r_products(const CheckWriter& to) { return r_products(to, to.run().state.first); }

std::string r_products(const CheckWriter& to, const std::map<NodeId, analysis::Partial>& round) {
  std::vector<std::string> parts;
  for (const auto& [node, partial] : round) {
    const auto& own = std::get<analysis::CrossProducts>(*partial.sums.at({to.what().id, "", ""}));
    parts.push_back("list(n = rows[" + r_text(node.text()) + ", " +
                    r_text(cell_name(analysis::rows_of(to.what()))) + "],\n  mean = " +
                    r_vector(own.mean) + ",\n  rest = " + r_vector(own.mean_rest) +
                    ",\n  products = " + r_matrix(r_vector(own.products), own.mean.size()) + ")");
  }
  return "list(" + r_joined(parts) + ")";
}

void write_reported(const CheckWriter& to,
                    const std::string& statistic,
                    const std::vector<const char*>& numbers) {
  const auto steps = estimates_of(to.run().plan, to.what());
  std::vector<std::string> names;
  for (const auto& step : steps) names.push_back(r_text(step));
  const auto all = [&](const std::string& field) {
    std::vector<std::string> values;
    for (const auto& step : steps) {
      values.push_back(r_number(to.at("/" + field + "/" + pointer_step(step))));
    }
    return r_vector(values);
  };
  to.line("reported <- list(names = " + r_vector(names) + ",\n  beta = " + all("coefficients") +
          ",\n  se = " + all("standard_errors") + ",\n  statistic = " + all(statistic) +
          ",\n  p = " + all("p_values") + ",\n  low = " + all("conf_low") +
          ",\n  high = " + all("conf_high") +
          ",\n  vcov = " + r_matrix(r_numbers(to.at("/vcov")), names.size()) + ")");
  for (const char* number : numbers) {
    to.line("reported$" + std::string(number) + " <- " +
            r_number(to.at("/" + std::string(number))));
  }
}

namespace {

// The matrix `covariance`, and the correlations that it makes.
void write_covariance_checks(const CheckWriter& to) {
  to.line("check_all(" + to.id() + ", \"covariance\", covariance,\n  " +
          r_numbers(to.at("/covariance")) +
          ", scale = sqrt(outer(diag(covariance), diag(covariance))))");
  to.line("check_all(" + to.id() + ", \"correlation\", cov2cor(covariance),\n  " +
          r_numbers(to.at("/correlation")) + ", scale = 1)");
}

}  // namespace

void write_checks(const CheckWriter& to, const analysis::CorrelationAnalysis& correlation) {
  to.check_count("/n", analysis::rows_of(to.what()));
  if (!to.at("/covariance").is_array()) return;
  to.line("products <- merge_products(" + r_products(to) + ")");
  to.line("covariance <- products$products / (products$n - 1)");
  const auto size = correlation.variables.size();
  for (std::size_t i = 0; i < size; ++i) {
    const auto row = std::to_string(i + 1);
    const auto& name = correlation.variables[i];
    to.check("mean of " + name, "(products$mean + products$rest)[" + row + "]",
             "/means/" + pointer_step(name), "sqrt(covariance[" + row + ", " + row + "])");
  }
  write_covariance_checks(to);
}

// What was summed lies twice as far apart as ranks.
void write_rank_checks(const CheckWriter& to, const std::vector<std::string>& names) {
  if (!to.at("/covariance").is_array()) return;
  to.line("products <- merge_products(" + r_products(to, to.run().state.ranked.at(to.what().id)) +
          ")");
  to.line("covariance <- products$products / (4 * (products$n - 1))");
  for (std::size_t i = 0; i < names.size(); ++i) {
    to.check("mean rank of " + names[i],
             "(products$mean[" + std::to_string(i + 1) + "] + products$n + 1) / 2",
             "/means/" + pointer_step(names[i]), "products$n");
  }
  write_covariance_checks(to);
}

void write_checks(const CheckWriter& to, const analysis::PcaAnalysis& pca) {
  to.check_count("/n", analysis::rows_of(to.what()));
  if (!to.at("/variances").is_array()) return;
  to.line("products <- merge_products(" + r_products(to) + ")");
  to.line("covariance <- products$products / (products$n - 1)");
  const bool is_scaled = pca.of == analysis::PcaAnalysis::Of::correlation;
  to.line(std::string("components <- principal_components(") +
          (is_scaled ? "cov2cor(covariance))" : "covariance)"));
  to.line("check_all(" + to.id() + ", \"variance\", components$values, " +
          r_numbers(to.at("/variances")) + ", scale = sum(components$values))");
  to.line("check_all(" + to.id() + ", \"explained\",\n  " +
          "components$values / sum(components$values), " + r_numbers(to.at("/explained")) +
          ", scale = 1)");
  for (std::size_t k = 0; k < to.at("/loadings").size(); ++k) {
    std::vector<std::string> loadings;
    for (const auto& name : pca.variables) {
      loadings.push_back(
          r_number(to.at("/loadings/" + std::to_string(k) + "/" + pointer_step(name))));
    }
    const auto column = std::to_string(k + 1);
    to.line("check_all(" + to.id() + ", \"loadings of component " + column +
            "\", components$vectors[, " + column + "],\n  " + r_vector(loadings) + ", scale = 1)");
  }
}

void write_model_checks(const CheckWriter& to, const analysis::GlmAnalysis& glm) {
  ModelChecks(to).add(glm);
}

void write_checks(const CheckWriter& to, const analysis::GlmAnalysis& glm) {
  to.check_count("/n", analysis::rows_of(to.what()));
  write_model_checks(to, glm);
}

void write_checks(const CheckWriter& to, const analysis::LinearAnalysis& linear) {
  ModelChecks(to).add(linear);
}

}  // namespace passerelle::bundle

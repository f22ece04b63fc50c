// Curves, log-rank tests and Cox models in check.R.
#include <map>
#include <nlohmann/json.hpp>

#include "node/analysis/curves.h"
#include "node/analysis/design.h"
#include "node/analysis/pool.h"
#include "node/base/fields.h"
#include "node/bundle/check_writer.h"

namespace passerelle::bundle {
namespace {

using analysis::CellKey;

class SurvivalChecks : public CheckWriter {
 public:
  explicit SurvivalChecks(const CheckWriter& to) : CheckWriter(to) {}

  // Says how R does it, and returns the cells of the groups: none when the curves are withheld.
  analysis::CurveCells begin(const analysis::CurveOnBreaks& curve, const std::string& outcome) {
    line("# On the pooled rows, times and censorings rounded up to breaks:");
    line("#   survival::survfit(survival::Surv(" + r_comment(curve.time) + ", " + outcome + ") ~ " +
         r_comment(curve.by.value_or("1")) + ", data = pooled)");
    const int level = agreed_level(run().state, what());
    if (level < 0 || !at("/groups").is_array()) return {};
    return curve_cells(outcomes(), what(), level);
  }

  void add(const analysis::KaplanMeierAnalysis& curve) {
    const auto cells = begin(curve, r_comment(curve.event));
    for (std::size_t g = 0; g < cells.groups.size(); ++g) {
      const auto& group = cells.groups[g];
      add_censored(cells, group);
      line("curve <- kaplan_meier(pooled_rows(" + r_cells(group.events.front()) +
           "), censored, \"" + conf_type(curve) + "\")");
      const auto pointer = "/groups/" + std::to_string(g);
      check(group.name + "/n", "curve$n", pointer + "/n");
      check(group.name + "/events", "curve$events", pointer + "/events");
      for (const char* field : {"at_risk", "survival", "standard_error", "conf_low", "conf_high"}) {
        add_curve_numbers(group.name, field, at(pointer + "/" + field));
      }
      check(group.name + "/median", "median_time(breaks, curve$survival)",
            pointer + "/median/value");
      check(group.name + "/follow_up", "median_follow_up(curve, breaks, censored)",
            pointer + "/follow_up/value");
      if (curve.tau) add_restricted_mean(group.name, pointer + "/rmst", *curve.tau);
      if (g == 0) line("first <- curve");
      else add_difference(group.name, "/differences/" + std::to_string(g - 1), curve.tau);
    }
  }

  // Leaves the mean of the curve at hand.
  void add_restricted_mean(const std::string& group, const std::string& pointer, double tau) const {
    line("mean <- restricted_mean(curve, breaks, " + number_text(tau) + ")");
    check(group + "/rmst", "mean[1]", pointer + "/value");
    check(group + "/rmst error", "mean[2]", pointer + "/standard_error");
  }

  void add_difference(const std::string& group,
                      const std::string& pointer,
                      const std::optional<double>& tau) const {
    const auto name = group + "/difference";
    line("error <- sqrt(curve$standard_error^2 + first$standard_error^2)");
    line("difference <- curve$survival - first$survival");
    for (const auto& [field, ours] : {std::pair{"survival", "difference"},
                                      {"standard_error", "error"},
                                      {"conf_low", "difference - qnorm(0.975) * error"},
                                      {"conf_high", "difference + qnorm(0.975) * error"}}) {
      line("check_all(" + id() + ", " + r_text(name + " " + field) + ", " + ours + ", " +
           r_numbers(at(pointer + "/" + field)) + ", scale = 1)");
    }
    if (!tau) return;
    line("other <- restricted_mean(first, breaks, " + number_text(*tau) + ")");
    line("error <- sqrt(mean[2]^2 + other[2]^2)");
    check(name + " of means", "mean[1] - other[1]", pointer + "/rmst/value", "error");
    check(name + " of means, error", "error", pointer + "/rmst/standard_error");
    check(name + " of means, p", "2 * pnorm(-abs(mean[1] - other[1]) / error)",
          pointer + "/rmst/p_value", "1e-10");
  }

  void add(const analysis::CompetingRisksAnalysis& risks) {
    const auto cells = begin(risks, "factor(" + r_comment(risks.cause) + ")");
    for (std::size_t g = 0; g < cells.groups.size(); ++g) {
      const auto& group = cells.groups[g];
      add_censored(cells, group);
      std::vector<CellKey> events;
      for (const auto& cause : group.events)
        events.insert(events.end(), cause.begin(), cause.end());
      line("curve <- cumulative_incidence(" +
           r_matrix("pooled_rows(" + r_cells(events) + ")", group.events.size()) +
           ", censored, \"" + conf_type(risks) + "\")");
      const auto pointer = "/groups/" + std::to_string(g);
      check(group.name + "/n", "curve$n", pointer + "/n");
      add_curve_numbers(group.name, "at_risk", at(pointer + "/at_risk"));
      add_curve_numbers(group.name, "event_free", at(pointer + "/event_free"));
      for (std::size_t k = 0; k < group.events.size(); ++k) {
        const auto cause = pointer + "/causes/" + std::to_string(k);
        const auto name = group.name + "/" + at(cause + "/cause").get<std::string>();
        for (const char* field :
             {"n_event", "cumulative_incidence", "standard_error", "conf_low", "conf_high"}) {
          add_curve_numbers(name, field, at(cause + "/" + field), std::to_string(k + 1) + ", ");
        }
      }
    }
  }

  static std::string conf_type(const analysis::CurveOnBreaks& curve) {
    if (curve.interval == analysis::CurveOnBreaks::Interval::log) return "log";
    return curve.interval == analysis::CurveOnBreaks::Interval::plain ? "plain" : "log-log";
  }

  // Leaves the censored by break in `censored`.
  void add_censored(const analysis::CurveCells& cells, const analysis::CurveGroup& group) const {
    line("breaks <- " + r_vector(cells.breaks));
    line("censored <- numeric(length(breaks))");
    line("censored[match(" + r_vector(cells.censor_breaks) + ", breaks)] <- pooled_rows(" +
         r_cells(group.censored) + ")");
  }

  // Bounds that do not exist (nobody survives) are not compared. `row` is the place of a cause.
  void add_curve_numbers(const std::string& group,
                         const std::string& field,
                         const Json& list,
                         const std::string& row = {}) {
    for (std::size_t j = 0; j < list.size(); ++j) {
      if (!list[j].is_number()) continue;
      const auto place = std::to_string(j + 1) + "]";
      line("check(" + id() + ", " + r_text(group + "/" + field + "[" + place) + ", curve$" + field +
           "[" + row + place + ", " + r_number(list[j]) + ", scale = 1)");
    }
  }

  void add(const analysis::LogRankAnalysis& test) {
    const auto levels = levels_in(run().plan, what().row_set, test.by);
    const bool is_known = test.breaks ? begin_on_breaks(test) : begin_on_exact_times(test, levels);
    if (!is_known) return;
    std::vector<std::string> observed, expected;
    for (const auto& level : levels) {
      observed.push_back(r_number(at("/observed/" + pointer_step(level))));
      expected.push_back(r_number(at("/expected/" + pointer_step(level))));
    }
    line("check_all(" + id() + ", \"observed\", observed, " + r_vector(observed) + ")");
    line("check_all(" + id() + ", \"expected\", expected, " + r_vector(expected) + ")");
    if (!at("/chisq").is_number()) return;
    line("test <- log_rank(observed, expected, variance)");
    check("chi-square", "test$chisq", "/chisq", "1");
    check("df", "test$df", "/df");
    check("p", "test$p_value", "/p_value", "1e-10");
  }

  static std::string r_strata(const std::vector<std::string>& beside) {
    std::string text = "strata(node";
    for (const auto& name : beside) text += ", " + r_comment(name);
    return text + ")";
  }

  // Leave `observed`, `expected` and `variance`; false where they are withheld.
  bool begin_on_exact_times(const analysis::LogRankAnalysis& test,
                            const std::vector<std::string>& levels) {
    line("# On the pooled rows, times cut at the horizon:");
    line("#   survival::survdiff(survival::Surv(" + r_comment(test.time) + ", " +
         r_comment(test.event) + ") ~ " + r_comment(test.by) + " + " + r_strata(test.strata) +
         ", data = pooled, rho = " + number_text(test.rho) + ")");
    std::vector<CellKey> keys;
    std::vector<std::string> expected_parts, variance_parts, observed_parts;
    for (const auto& level : levels) {
      keys.push_back(outcomes().of(what()).events(
          run().plan, analysis::with({what().row_set, {}}, test.by, level),
          survival_of(what())->horizon));
    }
    for (const auto& [node, partial] : run().state.first) {
      const auto& sums = partial.sums.at({what().id, "", ""});
      if (!sums) return false;
      const auto& own = std::get<analysis::LogRankSums>(*sums);
      observed_parts.push_back(r_vector(own.observed));
      expected_parts.push_back(r_vector(own.expected));
      variance_parts.push_back(r_matrix(r_vector(own.variance), levels.size()));
    }
    line("observed <- " +
         (test.rho == 0 ? "pooled_rows(" + r_cells(keys) + ")" : r_sum(observed_parts)));
    line("expected <- " + r_sum(expected_parts));
    line("variance <- " + r_sum(variance_parts));
    return true;
  }

  bool begin_on_breaks(const analysis::LogRankAnalysis& test) {
    line("# On the pooled rows, times and censorings rounded up to breaks:");
    line("#   survival::survdiff(survival::Surv(" + r_comment(test.time) + ", " +
         r_comment(test.event) + ") ~ " + r_comment(test.by) +
         ", data = pooled, rho = " + number_text(test.rho) + ")");
    const int level = agreed_level(run().state, what());
    if (level < 0 || !at("/chisq").is_number()) return false;
    const auto cells = curve_cells(outcomes(), what(), level);
    line("events <- censorings <- NULL");
    for (const auto& group : cells.groups) {
      add_censored(cells, group);
      line("events <- rbind(events, pooled_rows(" + r_cells(group.events.front()) + "))");
      line("censorings <- rbind(censorings, censored)");
    }
    line("sums <- log_rank_sums(events, censorings, " + number_text(test.rho) + ")");
    for (const std::string name : {"observed", "expected", "variance"}) {
      line(name + " <- sums$" + name);
    }
    return true;
  }

  // What every node sent in that round.
  std::string cox_parts(const std::string& model, std::size_t round) const {
    std::vector<std::string> parts;
    for (const auto& [node, answer] : run().rounds[round]) {
      const auto& own =
          std::get<analysis::LikelihoodSums>(*answer.partial.sums.at({model, "", ""}));
      parts.push_back(r_text(node.text()) + " = list(loglik = " + number_text(own.loglik) +
                      ",\n  score = " + r_vector(own.score) + ",\n  information = " +
                      r_matrix(r_vector(own.information), own.score.size()) + ")");
    }
    return "add_up(list(" + r_joined(parts) + "))";
  }

  void add(const analysis::CoxAnalysis& cox) {
    const CellKey all{what().row_set, {}};
    check_count("/n", all);
    check_count("/events",
                outcomes().of(what()).events(run().plan, all, survival_of(what())->horizon));
    say_how(cox);
    const auto fitted = run().fitted_in.find(what().id);
    if (fitted == run().fitted_in.end() || !at("/coefficients").is_object()) return;
    const auto zero = run().first_round + (cox.breaks ? 1 : 0);
    if (cox.breaks) begin_breaks();
    line("# Round " + std::to_string(zero) + ", all coefficients zero:");
    line("zero <- " + (cox.breaks ? break_parts(zero, false) : cox_parts(what().id, zero)));
    line("# Round " + std::to_string(fitted->second) + ", at the coefficients of the result:");
    line("best <- " +
         (cox.breaks ? break_parts(fitted->second, true) : cox_parts(what().id, fitted->second)));
    add_fit();
    if (cox.has_concordance) add_concordance();
    if (cox.tests_hazards) {
      add_hazards(cox.breaks ? break_slopes(fitted->second) : slopes());
    }
    if (cox.gives_baseline) add_baseline(fitted->second);
  }

  void say_how(const analysis::CoxAnalysis& cox) const {
    std::string formula;
    for (const auto& term : cox.terms) {
      formula += (formula.empty() ? "" : " + ") + r_comment(term);
    }
    if (!cox.breaks) formula += " + " + r_strata(cox.strata);
    const auto entry = cox.entry ? r_comment(*cox.entry) + ", " : std::string();
    line(std::string("# The same numbers on the pooled rows, times ") +
         (cox.breaks ? "and censorings rounded up to breaks:" : "cut at the horizon:"));
    line("#   survival::coxph(survival::Surv(" + entry + r_comment(cox.time) + ", " +
         r_comment(cox.event) + ") ~ " + formula + ", data = pooled,");
    line(std::string("#     ties = \"") +
         (cox.ties == analysis::CoxAnalysis::Ties::efron ? "efron" : "breslow") +
         "\", control = survival::coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60))");
  }

  // Leaves the cross products, the events by break and the coefficients.
  void begin_breaks() const {
    const auto cells = curve_cells(outcomes(), what(), agreed_level(run().state, what()));
    std::vector<std::string> beta;
    for (const auto& coefficient : coefficients_of(run().plan, what())) {
      beta.push_back(r_number(at("/coefficients/" + pointer_step(coefficient.name))));
    }
    line("products <- merge_products(" + r_products(*this) + ")");
    line("deaths <- pooled_rows(" + r_cells(cells.groups.front().events.front()) + ")");
    line("beta <- " + r_vector(beta));
  }

  // What the nodes sent of one list in that round, added up.
  std::string break_sums(std::size_t round,
                         std::vector<std::vector<double>> analysis::BreakSums::* list) const {
    std::vector<std::string> parts;
    for (const auto& [node, answer] : run().rounds[round]) {
      const auto& own = std::get<analysis::BreakSums>(*answer.partial.sums.at({what().id, "", ""}));
      parts.push_back(r_rows(own.*list));
    }
    return r_sum(parts);
  }

  // NULL by Breslow's ties, which look at nobody's share.
  std::string events_for_ties(std::size_t round) const {
    const auto& cox = std::get<analysis::CoxAnalysis>(what().what);
    return cox.ties == analysis::CoxAnalysis::Ties::efron
               ? break_sums(round, &analysis::BreakSums::events)
               : "NULL";
  }

  // Of that round, at the coefficients of the result or at zero.
  std::string break_parts(std::size_t round, bool is_at_best) const {
    return std::string("cox_on_breaks(products, ") + (is_at_best ? "beta" : "0 * beta") +
           ", deaths,\n  " + break_sums(round, &analysis::BreakSums::leaving) + ",\n  " +
           events_for_ties(round) + ")";
  }

  // What slopes in time would add, from the same sums.
  std::string break_slopes(std::size_t round) const {
    const auto cells = curve_cells(outcomes(), what(), agreed_level(run().state, what()));
    return "slopes_on_breaks(products, " + r_vector(cells.breaks) + ", beta, deaths,\n  " +
           break_sums(round, &analysis::BreakSums::leaving) + ",\n  " + events_for_ties(round) +
           ",\n  " + break_sums(run().first_round + 1, &analysis::BreakSums::events) + ")";
  }

  void add_baseline(std::size_t round) const {
    line("hazard <- hazard_on_breaks(products, beta, deaths,\n  " +
         break_sums(round, &analysis::BreakSums::leaving) + ",\n  " + events_for_ties(round) + ")");
    line("check_all(" + id() + ", \"baseline hazard\", hazard, " +
         r_numbers(at("/baseline/cumulative_hazard")) + ")");
  }

  static std::string r_rows(const std::vector<std::vector<double>>& rows) {
    std::vector<double> all;
    for (const auto& row : rows) all.insert(all.end(), row.begin(), row.end());
    return r_matrix(r_vector(all), rows.size());
  }

  // Compares what `zero` and `best` give.
  void add_fit() const {
    std::vector<std::string> names;
    std::map<std::string, std::vector<std::string>> numbers;
    for (const auto& coefficient : coefficients_of(run().plan, what())) {
      names.push_back(r_text(coefficient.name));
      for (const char* field :
           {"coefficients", "standard_errors", "z", "p_values", "hazard_ratios",
            "hazard_ratio_conf_low", "hazard_ratio_conf_high", "conf_low", "conf_high"}) {
        numbers[field].push_back(
            r_number(at("/" + std::string(field) + "/" + pointer_step(coefficient.name))));
      }
    }
    std::vector<std::string> tests, tests_p;
    for (const char* test : {"/likelihood_ratio_test", "/wald_test", "/score_test"}) {
      tests.push_back(r_number(at(std::string(test) + "/statistic")));
      tests_p.push_back(r_number(at(std::string(test) + "/p_value")));
    }
    line("reported <- list(\n  se = " + r_vector(numbers["standard_errors"]) +
         ",\n  z = " + r_vector(numbers["z"]) + ",\n  p = " + r_vector(numbers["p_values"]) +
         ",\n  hr = " + r_vector(numbers["hazard_ratios"]) +
         ",\n  hr_low = " + r_vector(numbers["hazard_ratio_conf_low"]) +
         ",\n  hr_high = " + r_vector(numbers["hazard_ratio_conf_high"]) + ",\n  low = " +
         r_vector(numbers["conf_low"]) + ",\n  high = " + r_vector(numbers["conf_high"]) +
         ",\n  vcov = " + r_matrix(r_numbers(at("/vcov")), names.size()) + ",\n  loglik = " +
         r_vector(std::vector<std::string>{r_number(at("/loglik/0")), r_number(at("/loglik/1"))}) +
         ",\n  tests = " + r_vector(tests) + ",\n  tests_p = " + r_vector(tests_p) + ")");
    line("check_cox(" + id() + ", " + r_vector(names) + ",\n  " +
         r_vector(numbers["coefficients"]) + ", zero, best, reported)");
  }

  // What every node sent of one check of the model, as a list of R lists; empty where one is
  // withheld.
  template <class Part, class Write>
  std::string check_parts(const char* slot, const Write& write) const {
    std::vector<std::string> parts;
    for (const auto& round : run().rounds) {
      for (const auto& [node, answer] : round) {
        const auto sums = answer.partial.sums.find({what().id, slot, ""});
        if (sums == answer.partial.sums.end()) continue;
        if (!sums->second) return {};
        parts.push_back("list(" + write(std::get<Part>(*sums->second)) + ")");
      }
    }
    return parts.empty() ? std::string() : "add_fields(list(" + r_joined(parts) + "))";
  }

  void add_concordance() const {
    const auto parts = check_parts<analysis::ConcordanceSums>(
        analysis::kConcordance, [](const analysis::ConcordanceSums& own) {
          return "pairs = " + std::to_string(own.pairs) +
                 ", balance = " + std::to_string(own.balance) +
                 ", aa = " + number_text(own.balance_squared) +
                 ", ab = " + number_text(own.balance_by_pairs) +
                 ", bb = " + number_text(own.pairs_squared);
        });
    if (parts.empty()) return;
    line("pairs <- " + parts);
    line("found <- concordance(pairs)");
    check("concordance", "found[1]", "/concordance/statistic");
    check("standard error of concordance", "found[2]", "/concordance/standard_error");
    check("pairs", "pairs$pairs", "/concordance/pairs");
  }

  // What every node sent of slopes in time; empty where one withholds it.
  std::string slopes() const {
    return check_parts<analysis::HazardSums>(
        analysis::kProportionalHazards, [](const analysis::HazardSums& own) {
          const auto size = own.score.size();
          return "score = " + r_vector(own.score) +
                 ",\n  first = " + r_matrix(r_vector(own.information), size) +
                 ",\n  second = " + r_matrix(r_vector(own.squared), size);
        });
  }

  void add_hazards(const std::string& parts) const {
    if (parts.empty()) return;
    line("slopes <- slopes_in_time(best, " + parts + ")");
    std::map<std::string, std::vector<std::string>> places;
    std::size_t place = 0;
    for (const auto& coefficient : coefficients_of(run().plan, what())) {
      places[coefficient.term].push_back(std::to_string(++place));
    }
    const std::string block = "/proportional_hazards_test";
    for (const auto& [term, of_term] : places) {
      add_hazard_test(term, r_vector(of_term), block + "/terms/" + pointer_step(term));
    }
    add_hazard_test("all terms", "seq_along(slopes$score)", block + "/global");
  }

  void add_hazard_test(const std::string& name,
                       const std::string& places,
                       const std::string& pointer) const {
    // Without a degree of freedom there is no test: the events are at one time.
    if (!at(pointer).is_object() || at(pointer + "/df") == 0) return;
    line("test <- score_test(slopes, " + places + ")");
    const auto quantity = "proportional hazards, " + name;
    check(quantity, "test$statistic", pointer + "/statistic", "1");
    check(quantity + ", df", "test$df", pointer + "/df");
    check(quantity + ", p", "test$p_value", pointer + "/p_value", "1e-10");
  }
};

}  // namespace

void write_checks(const CheckWriter& to, const analysis::KaplanMeierAnalysis& curve) {
  SurvivalChecks(to).add(curve);
}

void write_checks(const CheckWriter& to, const analysis::CompetingRisksAnalysis& risks) {
  SurvivalChecks(to).add(risks);
}

void write_checks(const CheckWriter& to, const analysis::LogRankAnalysis& test) {
  SurvivalChecks(to).add(test);
}

void write_checks(const CheckWriter& to, const analysis::CoxAnalysis& cox) {
  SurvivalChecks(to).add(cox);
}

}  // namespace passerelle::bundle

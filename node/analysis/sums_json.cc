#include "node/analysis/sums_json.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace passerelle::analysis {
namespace {

std::vector<double> numbers(Fields& fields, const char* name) {
  std::vector<double> list;
  for (const auto& item : fields.array(name)) {
    if (!item.is_number() || !std::isfinite(item.get<double>())) {
      fields.fail(name, "a list of finite numbers is expected");
      return {};
    }
    list.push_back(item.get<double>());
  }
  return list;
}

void check_square(Fields& fields, const char* name, std::size_t square, std::size_t size) {
  if (square != size * size) fields.fail(name, "is not a square of the other list");
}

Json glm_json(const GlmSums& s) {
  Json json{{"deviance", s.deviance},
            {"pearson", s.pearson},
            {"saturated", s.saturated},
            {"score", s.score},
            {"information", s.information}};
  if (s.shape) json["shape"] = {{"score", s.shape->score}, {"information", s.shape->information}};
  if (const auto& null = s.without_terms) {
    json["without_terms"] = {
        {"deviance", null->deviance}, {"score", null->score}, {"information", null->information}};
  }
  return json;
}

Json arm_json(const ArmSums& arm) {
  Json json{{"values", arm.values},
            {"squares", arm.squares},
            {"weighted", arm.weighted},
            {"squared_weights", arm.squared_weights}};
  if (const auto& response = arm.response) {
    json["response"] = {{"weighted", response->weighted},
                        {"squared", response->squared},
                        {"of_squares", response->of_squares},
                        {"score", response->score},
                        {"score_response", response->score_response},
                        {"slope", response->slope},
                        {"slope_response", response->slope_response}};
  }
  return json;
}

Json matched_json(const MatchedArm& arm) {
  return {{"values", arm.values}, {"squares", arm.squares}, {"matched", arm.matched}};
}

struct SumsWriter {
  Json& json;
  void operator()(const Moments& m) const {
    json["moments"] = {{"mean", m.mean}, {"mean_rest", m.mean_rest}, {"m2", m.m2}, {"m3", m.m3}};
  }
  void operator()(const LogRankSums& s) const {
    json["log_rank"] = {{"expected", s.expected}, {"variance", s.variance}};
    if (!s.observed.empty()) json["log_rank"]["observed"] = s.observed;
  }
  void operator()(const LikelihoodSums& s) const {
    json["cox"] = {{"loglik", s.loglik}, {"score", s.score}, {"information", s.information}};
  }
  void operator()(const CrossProducts& s) const {
    json["cross_products"] = {
        {"mean", s.mean}, {"mean_rest", s.mean_rest}, {"products", s.products}};
  }
  void operator()(const ResidualSums& s) const {
    json["residuals"] = {{"score", s.score}, {"squares", s.squares}};
  }
  void operator()(const GlmSums& s) const { json["glm"] = glm_json(s); }
  void operator()(const GlmOwnFit& f) const {
    json["glm_fit"] = {{"parameters", f.parameters},
                       {"sums", glm_json(f.sums)},
                       {"null_deviance", f.null_deviance},
                       {"iterations", f.iterations}};
  }
  void operator()(const WeightedSums& s) const {
    json["weighted"] = {{"control", arm_json(s.control)},
                        {"treated", arm_json(s.treated)},
                        {"residuals", s.residuals}};
  }
  void operator()(const MatchedSums& s) const {
    json["matched"] = {{"control", matched_json(s.control)}, {"treated", matched_json(s.treated)}};
  }
  void operator()(const BreakSums& s) const {
    json["cox_breaks"] = {{"leaving", s.leaving}, {"events", s.events}};
  }
  void operator()(const ConcordanceSums& s) const {
    json[kConcordance] = {{"pairs", s.pairs},
                          {"balance", s.balance},
                          {"balance_squared", s.balance_squared},
                          {"balance_by_pairs", s.balance_by_pairs},
                          {"pairs_squared", s.pairs_squared}};
  }
  void operator()(const HazardSums& s) const {
    json[kProportionalHazards] = {
        {"score", s.score}, {"information", s.information}, {"squared", s.squared}};
  }
  void operator()(const CoxOwnFit& f) const {
    json["cox_fit"] = {{"coefficients", f.coefficients},
                       {"loglik", f.loglik},
                       {"information", f.information},
                       {"iterations", f.iterations}};
  }
};

template <class T>
T read_kind(Fields& outer, const char* name, T (*read)(Fields&)) {
  Fields fields(outer.object(name), outer.path_of(name));
  auto sums = read(fields);
  if (auto done = fields.done(); !done) outer.fail(done.error());
  return sums;
}

Moments read_moments(Fields& fields) {
  Moments m;
  m.mean = finite_number(fields, "mean");
  m.mean_rest = finite_number(fields, "mean_rest");
  m.m2 = finite_number(fields, "m2");
  m.m3 = finite_number(fields, "m3");
  if (m.m2 < 0) fields.fail("m2", "a sum of squares is not negative");
  return m;
}

LogRankSums read_log_rank_sums(Fields& fields) {
  LogRankSums sums{numbers(fields, "expected"), numbers(fields, "variance"), {}};
  check_square(fields, "variance", sums.variance.size(), sums.expected.size());
  if (!fields.has("observed")) return sums;
  sums.observed = numbers(fields, "observed");
  if (sums.observed.size() != sums.expected.size())
    fields.fail("observed", "is not of every level");
  return sums;
}

LikelihoodSums read_cox_sums(Fields& fields) {
  LikelihoodSums sums{finite_number(fields, "loglik"), numbers(fields, "score"),
                      numbers(fields, "information")};
  check_square(fields, "information", sums.information.size(), sums.score.size());
  return sums;
}

CrossProducts read_cross_products(Fields& fields) {
  CrossProducts sums{numbers(fields, "mean"), numbers(fields, "mean_rest"),
                     numbers(fields, "products")};
  if (sums.mean_rest.size() != sums.mean.size()) fields.fail("mean_rest", "is not of every mean");
  check_square(fields, "products", sums.products.size(), sums.mean.size());
  return sums;
}

ResidualSums read_residuals(Fields& fields) {
  ResidualSums sums{numbers(fields, "score"), numbers(fields, "squares")};
  check_square(fields, "squares", sums.squares.size(), sums.score.size());
  return sums;
}

ShapeSums read_shape(Fields& fields) {
  return {finite_number(fields, "score"), finite_number(fields, "information")};
}

NullSums read_without_terms(Fields& fields) {
  return {finite_number(fields, "deviance"), finite_number(fields, "score"),
          finite_number(fields, "information")};
}

GlmSums read_glm_sums(Fields& fields) {
  GlmSums sums{finite_number(fields, "deviance"), finite_number(fields, "pearson"),
               finite_number(fields, "saturated"), numbers(fields, "score"),
               numbers(fields, "information")};
  check_square(fields, "information", sums.information.size(), sums.score.size());
  if (fields.has("shape")) sums.shape = read_kind(fields, "shape", read_shape);
  if (fields.has("without_terms")) {
    sums.without_terms = read_kind(fields, "without_terms", read_without_terms);
  }
  return sums;
}

GlmOwnFit read_glm_fit(Fields& fields) {
  GlmOwnFit fit{numbers(fields, "parameters"), read_kind(fields, "sums", read_glm_sums),
                finite_number(fields, "null_deviance"), fields.integer("iterations")};
  if (fit.iterations < 0) fields.fail("iterations", "is no number of iterations");
  return fit;
}

ResponseSums read_response(Fields& fields) {
  ResponseSums sums{finite_number(fields, "weighted"),   finite_number(fields, "squared"),
                    finite_number(fields, "of_squares"), numbers(fields, "score"),
                    numbers(fields, "score_response"),   numbers(fields, "slope"),
                    numbers(fields, "slope_response")};
  const auto size = sums.score.size();
  if (sums.score_response.size() != size || sums.slope.size() != size ||
      sums.slope_response.size() != size) {
    fields.fail("score", "lists of one length are expected");
  }
  return sums;
}

ArmSums read_arm(Fields& fields) {
  ArmSums arm{numbers(fields, "values"), numbers(fields, "squares"), numbers(fields, "weighted"),
              finite_number(fields, "squared_weights"), std::nullopt};
  if (arm.squares.size() != arm.values.size() || arm.weighted.size() != arm.values.size()) {
    fields.fail("values", "lists of one length are expected");
  }
  if (fields.has("response")) arm.response = read_kind(fields, "response", read_response);
  return arm;
}

WeightedSums read_weighted(Fields& fields) {
  WeightedSums sums{read_kind(fields, "control", read_arm), read_kind(fields, "treated", read_arm),
                    numbers(fields, "residuals")};
  check_square(fields, "residuals", sums.residuals.size(), sums.treated.values.size());
  return sums;
}

MatchedArm read_matched_arm(Fields& fields) {
  MatchedArm arm{numbers(fields, "values"), numbers(fields, "squares"), numbers(fields, "matched")};
  if (arm.squares.size() != arm.values.size() || arm.matched.size() != arm.values.size()) {
    fields.fail("values", "lists of one length are expected");
  }
  return arm;
}

MatchedSums read_matched(Fields& fields) {
  return {read_kind(fields, "control", read_matched_arm),
          read_kind(fields, "treated", read_matched_arm)};
}

CoxOwnFit read_cox_fit(Fields& fields) {
  CoxOwnFit fit{numbers(fields, "coefficients"), finite_number(fields, "loglik"),
                numbers(fields, "information"), fields.integer("iterations")};
  check_square(fields, "information", fit.information.size(), fit.coefficients.size());
  if (fit.iterations < 0) fields.fail("iterations", "is no number of iterations");
  return fit;
}

std::vector<std::vector<double>> lists_of_numbers(Fields& fields, const char* name) {
  std::vector<std::vector<double>> lists;
  for (const auto& item : fields.array(name)) {
    Json list{{name, item}};
    Fields inner(list, fields.path());
    lists.push_back(numbers(inner, name));
    if (auto done = inner.done(); !done) {
      fields.fail(done.error());
      return {};
    }
  }
  return lists;
}

BreakSums read_break_sums(Fields& fields) {
  return {lists_of_numbers(fields, "leaving"), lists_of_numbers(fields, "events")};
}

ConcordanceSums read_concordance(Fields& fields) {
  ConcordanceSums sums{
      fields.integer("pairs"), fields.integer("balance"), finite_number(fields, "balance_squared"),
      finite_number(fields, "balance_by_pairs"), finite_number(fields, "pairs_squared")};
  if (sums.pairs < 0) fields.fail("pairs", "is no number of pairs");
  else if (sums.balance > sums.pairs || sums.balance < -sums.pairs) {
    fields.fail("balance", "is of more pairs than there are");
  }
  return sums;
}

HazardSums read_hazards(Fields& fields) {
  HazardSums sums{numbers(fields, "score"), numbers(fields, "information"),
                  numbers(fields, "squared")};
  check_square(fields, "information", sums.information.size(), sums.score.size());
  check_square(fields, "squared", sums.squared.size(), sums.score.size());
  return sums;
}

}  // namespace

double finite_number(Fields& fields, const char* name) {
  const double number = fields.number(name);
  if (!std::isfinite(number)) fields.fail(name, "a finite number is expected");
  return number;
}

void write_sums(const Sums& sums, Json& into) { std::visit(SumsWriter{into}, sums); }

std::optional<Sums> read_sums(Fields& fields) {
  static constexpr std::array kKinds{"moments",
                                     "log_rank",
                                     "cox",
                                     "cox_fit",
                                     "cox_breaks",
                                     kConcordance,
                                     kProportionalHazards,
                                     "cross_products",
                                     "residuals",
                                     "glm",
                                     "glm_fit",
                                     "weighted",
                                     "matched",
                                     "withheld"};
  const auto kinds = std::count_if(kKinds.begin(), kKinds.end(),
                                   [&](const char* kind) { return fields.has(kind); });
  if (kinds != 1) {
    std::string names;
    for (const char* kind : kKinds) names += (names.empty() ? "" : ", ") + std::string(kind);
    fields.fail("", "one of " + names + " is expected");
    return std::nullopt;
  }
  if (fields.has("moments")) return read_kind(fields, "moments", read_moments);
  if (fields.has("log_rank")) return read_kind(fields, "log_rank", read_log_rank_sums);
  if (fields.has("cox")) return read_kind(fields, "cox", read_cox_sums);
  if (fields.has("cross_products")) {
    return read_kind(fields, "cross_products", read_cross_products);
  }
  if (fields.has("glm")) return read_kind(fields, "glm", read_glm_sums);
  if (fields.has("glm_fit")) return read_kind(fields, "glm_fit", read_glm_fit);
  if (fields.has("weighted")) return read_kind(fields, "weighted", read_weighted);
  if (fields.has("matched")) return read_kind(fields, "matched", read_matched);
  if (fields.has("residuals")) return read_kind(fields, "residuals", read_residuals);
  if (fields.has("cox_breaks")) return read_kind(fields, "cox_breaks", read_break_sums);
  if (fields.has(kConcordance)) return read_kind(fields, kConcordance, read_concordance);
  if (fields.has(kProportionalHazards)) {
    return read_kind(fields, kProportionalHazards, read_hazards);
  }
  if (fields.has("cox_fit")) return read_kind(fields, "cox_fit", read_cox_fit);
  if (!fields.boolean("withheld")) fields.fail("withheld", "is true or left out");
  return std::nullopt;
}

}  // namespace passerelle::analysis

#include "node/analysis/compile_models.h"

#include <set>

#include "node/analysis/compile_names.h"
#include "node/analysis/compile_survival.h"
#include "node/analysis/compile_terms.h"

namespace passerelle::analysis {
namespace {

using Family = GlmAnalysis::Family;
using Link = GlmAnalysis::Link;

constexpr std::int64_t kMostMatches = 5;

void read_family(Fields& fields, GlmAnalysis& model) {
  const auto name = fields.text("family");
  if (name == "binomial") {
    model.family = Family::binomial;
  } else if (name == "poisson") {
    model.family = Family::poisson;
  } else if (name == "gamma") {
    model.family = Family::gamma;
  } else if (name == "negative_binomial") {
    model.family = Family::negative_binomial;
  } else {
    fields.fail("family",
                "binomial, poisson, negative_binomial or gamma is expected; `linear` is gaussian");
  }
}

void read_link(Fields& fields, GlmAnalysis& model) {
  const bool is_binomial = model.family == Family::binomial;
  const auto name = fields.text_or("link", is_binomial ? "logit" : "log");
  if (is_binomial && name == "logit") {
    model.link = Link::logit;
  } else if (is_binomial && name == "probit") {
    model.link = Link::probit;
  } else if (is_binomial && name == "cloglog") {
    model.link = Link::cloglog;
  } else if (!is_binomial && name == "log") {
    model.link = Link::log;
  } else {
    fields.fail("link", is_binomial ? "logit, probit or cloglog is expected" : "log is expected");
  }
}

// Variables of which the members of a matched set have the same levels.
std::vector<std::string> read_exact(Fields& fields,
                                    const PropensityAnalysis& propensity,
                                    WrittenAnalysis& written) {
  auto names = fields.texts_or_none("exact");
  std::set<std::string> known;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto path = path_to(fields.path_of("exact"), i);
    if (names[i] == propensity.model.outcome || names[i] == propensity.outcome) {
      fields.fail(refused(AnalysisError::malformed, path,
                          "a category other than exposure and outcome is expected"));
    }
    if (!known.insert(names[i]).second) {
      fields.fail(refused(AnalysisError::duplicate, path, "`" + names[i] + "` stands twice"));
    }
    written.uses.push_back({names[i], path, Role::exact});
  }
  return names;
}

std::optional<Matching> read_matching(Fields& outer,
                                      const PropensityAnalysis& propensity,
                                      WrittenAnalysis& written) {
  if (outer.find("matching") == nullptr) return std::nullopt;
  Fields fields(outer.object("matching"), outer.path_of("matching"));
  Matching matching;
  const auto ratio = fields.integer_or("ratio", 1);
  if (ratio < 1 || ratio > kMostMatches) {
    fields.fail("ratio", "a whole number from 1 to " + std::to_string(kMostMatches) +
                             " is expected: how many others each exposed row is matched with");
  }
  matching.ratio = static_cast<int>(ratio);
  if (fields.find("caliper") != nullptr) {
    matching.caliper = fields.number("caliper");
    if (!fields.failed() && !(*matching.caliper > 0)) {
      fields.fail("caliper",
                  "a number above 0 is expected, in standard deviations of the linear predictor: "
                  "0.2 is usual");
    }
  }
  matching.exact = read_exact(fields, propensity, written);
  if (auto done = fields.done(); !done) outer.fail(done.error());
  if (propensity.estimand != PropensityAnalysis::Estimand::att) {
    outer.fail("matching", "stands only with the estimand ATT: exposed persons are matched");
  }
  if (outer.has("truncate")) {
    outer.fail("truncate", "is of weights; with `matching` there are none");
  }
  return matching;
}

}  // namespace

void read_robust(Fields& fields, LinearAnalysis& model) {
  const auto robust = fields.text_or("robust", "");
  if (robust == "hc1" || robust == "HC1") {
    model.errors = LinearAnalysis::Errors::hc1;
  } else if (fields.has("robust")) {
    fields.fail("robust", "hc1 is expected, or nothing");
  }
}

void read_linear(Fields& fields, WrittenAnalysis& written) {
  LinearAnalysis model;
  model.outcome = use(fields, written, "outcome", Role::number);
  model.terms = read_terms(fields, written);
  read_robust(fields, model);
  written.analysis.what = std::move(model);
}

void read_glm(Fields& fields, WrittenAnalysis& written) {
  GlmAnalysis model;
  read_family(fields, model);
  if (fields.failed()) return;
  read_link(fields, model);
  const bool is_binomial = model.family == Family::binomial;
  model.outcome = use(fields, written, "outcome", is_binomial ? Role::event : Role::number);
  model.terms = read_terms(fields, written);
  model.offset = use_or_none(fields, written, "offset", Role::number);
  if (model.offset && (is_binomial || model.family == Family::gamma)) {
    fields.fail(refused(AnalysisError::not_offered, fields.path_of("offset"),
                        "this release takes an offset with poisson and negative_binomial"));
  }
  model.weights = use_or_none(fields, written, "weights", Role::number);
  written.analysis.what = std::move(model);
}

void read_propensity(Fields& fields, WrittenAnalysis& written) {
  PropensityAnalysis propensity;
  propensity.model.outcome = use(fields, written, "exposure", Role::condition);
  propensity.model.terms = read_terms(fields, written);
  propensity.outcome = use_or_none(fields, written, "outcome", Role::response);
  const auto estimand = fields.text("estimand");
  if (estimand == "ATT") {
    propensity.estimand = PropensityAnalysis::Estimand::att;
  } else if (!fields.failed() && estimand != "ATE") {
    fields.fail("estimand", "ATE (on everybody) or ATT (on the exposed) is expected");
  }
  if (fields.has("truncate")) {
    propensity.truncate = fields.number("truncate");
    if (!fields.failed() && !(propensity.truncate > 0 && propensity.truncate < 0.5)) {
      fields.fail("truncate",
                  "a probability above 0 and below 0.5 is expected: 0.01 keeps probabilities "
                  "between 0.01 and 0.99");
    }
  }
  propensity.matching = read_matching(fields, propensity, written);
  written.analysis.what = std::move(propensity);
}

void read_mixed(Fields& fields, WrittenAnalysis& written) {
  MixedAnalysis model;
  model.outcome = use(fields, written, "outcome", Role::number);
  model.terms = read_terms(fields, written);
  model.group = use(fields, written, "group", Role::compared_group);
  const auto method = fields.text_or("method", "REML");
  if (method == "ML") model.method = MixedAnalysis::Method::likelihood;
  else if (method != "REML") fields.fail("method", "REML or ML is expected");
  written.analysis.what = std::move(model);
}

}  // namespace passerelle::analysis

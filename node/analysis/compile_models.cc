#include "node/analysis/compile_models.h"

#include "node/analysis/compile_names.h"
#include "node/analysis/compile_survival.h"
#include "node/analysis/compile_terms.h"

namespace passerelle::analysis {
namespace {

using Family = GlmAnalysis::Family;
using Link = GlmAnalysis::Link;

void read_family(Fields& fields, GlmAnalysis& model) {
  const auto name = fields.text("family");
  if (name == "binomial") {
    model.family = Family::binomial;
  } else if (name == "poisson") {
    model.family = Family::poisson;
  } else if (name == "gamma") {
    model.family = Family::gamma;
  } else if (name == "negative_binomial" || name == "gaussian") {
    fields.fail(refused(AnalysisError::not_offered, fields.path_of("family"),
                        "this release fits binomial, poisson and gamma; `linear` is gaussian"));
  } else {
    fields.fail("family", "binomial, poisson or gamma is expected");
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

}  // namespace

void read_robust(Fields& fields, const WrittenAnalysis& written, LinearAnalysis& model) {
  const auto robust = fields.text_or("robust", "");
  if (robust == "hc1" || robust == "HC1") {
    model.errors = LinearAnalysis::Errors::hc1;
    if (written.analysis.per_node) {
      fields.fail(refused(AnalysisError::not_offered, fields.path_of("per_node"),
                          "this release gives a node's own model with classical standard errors "
                          "alone; leave `robust` or `per_node` out"));
    }
  } else if (fields.has("robust")) {
    fields.fail("robust", "hc1 is expected, or nothing");
  }
}

void refuse_own_models(Fields& fields, const WrittenAnalysis& written) {
  if (written.analysis.per_node) {
    fields.fail(refused(AnalysisError::not_offered, fields.path_of("per_node"),
                        "this release fits generalised linear models over all nodes alone"));
  }
}

void read_linear(Fields& fields, WrittenAnalysis& written) {
  LinearAnalysis model;
  model.outcome = use(fields, written, "outcome", Role::number);
  model.terms = read_terms(fields, written);
  read_robust(fields, written, model);
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
  if (model.offset && model.family != Family::poisson) {
    fields.fail(refused(AnalysisError::not_offered, fields.path_of("offset"),
                        "this release takes an offset with the family poisson"));
  }
  if (fields.find("weights") != nullptr) {
    fields.fail(refused(AnalysisError::not_offered, fields.path_of("weights"),
                        "this release fits generalised linear models without weights"));
  }
  refuse_own_models(fields, written);
  written.analysis.what = std::move(model);
}

}  // namespace passerelle::analysis

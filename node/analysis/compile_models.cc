#include "node/analysis/compile_models.h"

#include "node/analysis/compile_names.h"
#include "node/analysis/compile_survival.h"

namespace passerelle::analysis {

void read_linear(Fields& fields, WrittenAnalysis& written) {
  LinearAnalysis model;
  model.outcome = use(fields, written, "outcome", Role::number);
  model.terms = use_all(fields, written, "terms", Role::term);
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
  written.analysis.what = std::move(model);
}

}  // namespace passerelle::analysis

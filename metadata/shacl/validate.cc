#include "metadata/shacl/validate.h"

#include <cassert>
#include <memory>

#include "metadata/shacl/evaluation.h"

namespace passerelle::shacl {
namespace {

Result<Report> validate_in_place(const Shapes& shapes,
                                 const rdf::Graph& data,
                                 const rdf::Graph* background,
                                 const ValidationLimits& limits) {
  const View view(data, background);
  auto findings = Evaluation(shapes, view, data.dictionary(), limits).run();
  if (!findings) return findings.error();
  return Report(shapes, data.shared_dictionary(), *std::move(findings));
}

}  // namespace

Result<Report> validate(const Shapes& shapes,
                        const rdf::Graph& data,
                        const rdf::Graph* background,
                        const ValidationLimits& limits) {
  assert(background == nullptr || &background->dictionary() == shapes.dictionary().get());
  if (data.dictionary().stands_on(*shapes.dictionary())) {
    return validate_in_place(shapes, data, background, limits);
  }
  rdf::Graph copy(std::make_shared<rdf::Dictionary>(shapes.dictionary()));
  copy.merge(data);
  return validate_in_place(shapes, copy, background, limits);
}

}  // namespace passerelle::shacl

// Constraints that refer to other shapes (SHACL, sections 4.6 and 4.7).
#include <algorithm>

#include "metadata/shacl/evaluation.h"

namespace passerelle::shacl {

using rdf::TermId;

bool Evaluation::conforms_to_any(const std::vector<ShapeIndex>& shapes, TermId node) {
  return std::any_of(shapes.begin(), shapes.end(),
                     [&](ShapeIndex shape) { return conforms(shape, node); });
}

void Evaluation::check(Case& at, const Not& constraint) {
  each_value(at, [&](TermId value) { return !conforms(constraint.shape, value); });
}

void Evaluation::check(Case& at, const And& constraint) {
  each_value(at, [&](TermId value) {
    return std::all_of(constraint.shapes.begin(), constraint.shapes.end(),
                       [&](ShapeIndex shape) { return conforms(shape, value); });
  });
}

void Evaluation::check(Case& at, const Or& constraint) {
  each_value(at, [&](TermId value) { return conforms_to_any(constraint.shapes, value); });
}

void Evaluation::check(Case& at, const ExactlyOne& constraint) {
  each_value(at, [&](TermId value) {
    return std::count_if(constraint.shapes.begin(), constraint.shapes.end(),
                         [&](ShapeIndex shape) { return conforms(shape, value); }) == 1;
  });
}

void Evaluation::check(Case& at, const NodeIs& constraint) {
  for (const auto value : at.values) {
    if (conforms(constraint.shape, value)) continue;
    if (auto* kept = fail(at, value)) {
      std::vector<Finding> details;
      check(constraint.shape, value, &details);
      kept->details = std::move(details);
    }
    if (at.is_decided()) return;
  }
}

void Evaluation::check(Case& at, const HasProperty& constraint) {
  for (const auto value : at.values) {
    if (!check(constraint.shape, value, at.out)) at.holds = false;
    if (at.is_decided()) return;
  }
}

void Evaluation::check(Case& at, const Qualified& constraint) {
  const auto counted = static_cast<std::uint64_t>(
      std::count_if(at.values.begin(), at.values.end(), [&](TermId value) {
        return conforms(constraint.shape, value) && !conforms_to_any(constraint.siblings, value);
      }));
  const bool holds = constraint.kind == Qualified::Kind::min_count ? counted >= constraint.count
                                                                   : counted <= constraint.count;
  if (!holds) fail(at, std::nullopt);
}

}  // namespace passerelle::shacl

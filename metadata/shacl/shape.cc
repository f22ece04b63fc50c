#include "metadata/shacl/shape.h"

namespace passerelle::shacl {
namespace {

struct Name {
  std::string_view operator()(const ClassIs&) const { return "ClassConstraintComponent"; }
  std::string_view operator()(const DatatypeIs&) const { return "DatatypeConstraintComponent"; }
  std::string_view operator()(const NodeKindIs&) const { return "NodeKindConstraintComponent"; }
  std::string_view operator()(const MinCount&) const { return "MinCountConstraintComponent"; }
  std::string_view operator()(const MaxCount&) const { return "MaxCountConstraintComponent"; }
  std::string_view operator()(const Bound& bound) const {
    switch (bound.kind) {
      case Bound::Kind::min_exclusive: return "MinExclusiveConstraintComponent";
      case Bound::Kind::min_inclusive: return "MinInclusiveConstraintComponent";
      case Bound::Kind::max_exclusive: return "MaxExclusiveConstraintComponent";
      case Bound::Kind::max_inclusive: break;
    }
    return "MaxInclusiveConstraintComponent";
  }
  std::string_view operator()(const MinLength&) const { return "MinLengthConstraintComponent"; }
  std::string_view operator()(const MaxLength&) const { return "MaxLengthConstraintComponent"; }
  std::string_view operator()(const Matches&) const { return "PatternConstraintComponent"; }
  std::string_view operator()(const LanguageIn&) const { return "LanguageInConstraintComponent"; }
  std::string_view operator()(const UniqueLanguage&) const {
    return "UniqueLangConstraintComponent";
  }
  std::string_view operator()(const Equals&) const { return "EqualsConstraintComponent"; }
  std::string_view operator()(const Disjoint&) const { return "DisjointConstraintComponent"; }
  std::string_view operator()(const LessThan& order) const {
    return order.or_equal ? "LessThanOrEqualsConstraintComponent" : "LessThanConstraintComponent";
  }
  std::string_view operator()(const Not&) const { return "NotConstraintComponent"; }
  std::string_view operator()(const And&) const { return "AndConstraintComponent"; }
  std::string_view operator()(const Or&) const { return "OrConstraintComponent"; }
  std::string_view operator()(const ExactlyOne&) const { return "XoneConstraintComponent"; }
  std::string_view operator()(const NodeIs&) const { return "NodeConstraintComponent"; }
  std::string_view operator()(const HasProperty&) const { return "PropertyConstraintComponent"; }
  std::string_view operator()(const Qualified& qualified) const {
    return qualified.kind == Qualified::Kind::min_count ? "QualifiedMinCountConstraintComponent"
                                                        : "QualifiedMaxCountConstraintComponent";
  }
  std::string_view operator()(const Closed&) const { return "ClosedConstraintComponent"; }
  std::string_view operator()(const HasValue&) const { return "HasValueConstraintComponent"; }
  std::string_view operator()(const In&) const { return "InConstraintComponent"; }
  std::string_view operator()(const GraphHolds&) const { return "SPARQLConstraintComponent"; }
};

}  // namespace

std::string_view component_name(const Constraint& constraint) {
  return std::visit(Name{}, constraint);
}

}  // namespace passerelle::shacl

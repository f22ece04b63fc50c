// One validation while it runs. Not for other rooms.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "metadata/shacl/budget.h"
#include "metadata/shacl/report.h"
#include "metadata/shacl/shapes.h"
#include "metadata/shacl/validate.h"
#include "metadata/shacl/view.h"

namespace passerelle::shacl {

class Evaluation {
 public:
  Evaluation(const Shapes& shapes,
             const View& view,
             const rdf::Dictionary& dictionary,
             const ValidationLimits& limits)
      : shapes_(shapes),
        view_(view),
        dictionary_(dictionary),
        budget_(limits.steps),
        findings_left_(limits.findings) {}

  // Validates every target of every shape; `too_costly` when a limit was met.
  Result<std::vector<Finding>> run();

 private:
  // One constraint on the value nodes of one focus node. With `out` every failure is kept there;
  // without it only whether there is one counts, and the first decides.
  struct Case {
    const Shape& shape;
    const Constraint& constraint;
    rdf::TermId focus;
    const Terms& values;
    std::vector<Finding>* out;
    bool holds = true;

    bool is_decided() const { return !holds && out == nullptr; }
  };

  Terms focus_nodes(const Shape& shape);
  void add_target(const Target& target, Terms& nodes);

  // Says whether the node fits the shape; keeps what does not in `out`, when there is one.
  bool check(ShapeIndex shape, rdf::TermId node, std::vector<Finding>* out);
  // The same without findings, remembered.
  bool conforms(ShapeIndex shape, rdf::TermId node);
  bool conforms_to_any(const std::vector<ShapeIndex>& shapes, rdf::TermId node);

  // Returns the finding when it is kept; it may be completed before the next one.
  Finding* fail(Case& at, std::optional<rdf::TermId> value);
  template <class Test>
  void each_value(Case& at, Test holds);

  // Of each value alone.
  void check(Case& at, const ClassIs& constraint);
  void check(Case& at, const DatatypeIs& constraint);
  void check(Case& at, const NodeKindIs& constraint);
  void check(Case& at, const Bound& constraint);
  void check(Case& at, const MinLength& constraint);
  void check(Case& at, const MaxLength& constraint);
  void check(Case& at, const Matches& constraint);
  void check(Case& at, const LanguageIn& constraint);
  void check(Case& at, const In& constraint);
  // Of the values together, or beside those of another property.
  void check(Case& at, const MinCount& constraint);
  void check(Case& at, const MaxCount& constraint);
  void check(Case& at, const HasValue& constraint);
  void check(Case& at, const UniqueLanguage& constraint);
  void check(Case& at, const Equals& constraint);
  void check(Case& at, const Disjoint& constraint);
  void check(Case& at, const LessThan& constraint);
  void check(Case& at, const Closed& constraint);
  void check(Case& at, const GraphHolds& constraint);
  // Of other shapes.
  void check(Case& at, const Not& constraint);
  void check(Case& at, const And& constraint);
  void check(Case& at, const Or& constraint);
  void check(Case& at, const ExactlyOne& constraint);
  void check(Case& at, const NodeIs& constraint);
  void check(Case& at, const HasProperty& constraint);
  void check(Case& at, const Qualified& constraint);

  bool is_instance(rdf::TermId node, rdf::TermId type);
  // The class and its subclasses.
  const Terms& classes_below(rdf::TermId type);
  std::partial_ordering compare(rdf::TermId left, rdf::TermId right) const;

  const Shapes& shapes_;
  const View& view_;
  const rdf::Dictionary& dictionary_;
  Budget budget_;
  std::size_t findings_left_;
  std::unordered_map<std::uint64_t, bool> conforms_;  // by shape and node
  std::unordered_map<std::uint32_t, Terms> classes_;  // by the id of the class
};

template <class Test>
void Evaluation::each_value(Case& at, Test holds) {
  for (const auto value : at.values) {
    if (!holds(value)) fail(at, value);
    if (at.is_decided()) return;
  }
}

}  // namespace passerelle::shacl

// Constraints on the values together, or beside other values (SHACL,
// sections 4.2, 4.4.5, 4.5, 4.8).
#include <algorithm>
#include <map>

#include "metadata/shacl/evaluation.h"

namespace passerelle::shacl {
namespace {

using rdf::TermId;

}  // namespace

void Evaluation::check(Case& at, const MinCount& constraint) {
  if (at.values.size() < constraint.least) fail(at, std::nullopt);
}

void Evaluation::check(Case& at, const MaxCount& constraint) {
  if (at.values.size() > constraint.most) fail(at, std::nullopt);
}

void Evaluation::check(Case& at, const HasValue& constraint) {
  if (!holds(at.values, constraint.value)) fail(at, std::nullopt);
}

void Evaluation::check(Case& at, const UniqueLanguage&) {
  std::map<std::string_view, int> times;
  for (const auto value : at.values) {
    if (dictionary_.kind(value) != rdf::TermKind::literal) continue;
    const auto language = dictionary_.language(value);
    // One result for a language, when its second text comes.
    if (!language.empty() && ++times[language] == 2) fail(at, std::nullopt);
  }
}

void Evaluation::check(Case& at, const Equals& constraint) {
  const auto others = view_.objects(at.focus, constraint.property);
  each_value(at, [&](TermId value) { return holds(others, value); });
  for (const auto other : others) {
    if (at.is_decided()) return;
    if (!holds(at.values, other)) fail(at, other);
  }
}

void Evaluation::check(Case& at, const Disjoint& constraint) {
  const auto others = view_.objects(at.focus, constraint.property);
  each_value(at, [&](TermId value) { return !holds(others, value); });
}

void Evaluation::check(Case& at, const LessThan& constraint) {
  const auto others = view_.objects(at.focus, constraint.property);
  for (const auto other : others) {
    if (!budget_.spend(at.values.size())) return;
    // One result for every pair (section 4.5.3).
    each_value(at, [&](TermId value) {
      const auto order = compare(value, other);
      return constraint.or_equal ? order <= 0 : order < 0;
    });
  }
}

void Evaluation::check(Case& at, const Closed& constraint) {
  for (const auto value : at.values) {
    const auto triples = view_.about(value);
    budget_.spend(triples.size());
    for (const auto& triple : triples) {
      if (holds(constraint.allowed, triple.predicate)) continue;
      // The path of this component is the property that is not allowed (section 4.8.1).
      if (auto* kept = fail(at, triple.object)) {
        kept->path = Path{Path::Kind::predicate, triple.predicate, {}};
      }
      if (at.is_decided()) return;
    }
  }
}

void Evaluation::check(Case& at, const GraphHolds& constraint) {
  const auto wanted = [&](const TriplePattern::Part& part) -> std::optional<TermId> {
    if (const auto* term = std::get_if<TermId>(&part)) return *term;
    if (std::holds_alternative<TriplePattern::This>(part)) return at.focus;
    return std::nullopt;
  };
  const auto subject = wanted(constraint.pattern.subject),
             predicate = wanted(constraint.pattern.predicate),
             object = wanted(constraint.pattern.object);
  const auto is_found_in = [&](const rdf::Graph& graph) {
    const auto fits = [&](const rdf::TripleIds& triple) {
      return (!subject || triple.subject == *subject) &&
             (!predicate || triple.predicate == *predicate) &&
             (!object || triple.object == *object);
    };
    const auto candidates = subject               ? graph.with_subject(*subject)
                            : predicate && object ? graph.with_object(*predicate, *object)
                            : predicate           ? graph.with_predicate(*predicate)
                            : object              ? graph.pointing_to(*object)
                                                  : graph.all();
    budget_.spend(candidates.size());
    return std::any_of(candidates.begin(), candidates.end(), fits);
  };
  const bool is_found =
      is_found_in(view_.data()) || (view_.background() && is_found_in(*view_.background()));
  if (is_found == constraint.fails_when_found) fail(at, at.focus);
}

}  // namespace passerelle::shacl

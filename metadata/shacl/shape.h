// Shapes as they are after compilation: every name an id, every reference an index, every literal
// that is a parameter read. What `Shapes` holds and `validate` runs over.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "metadata/shacl/path.h"
#include "metadata/shacl/pattern.h"
#include "metadata/shacl/xsd.h"

namespace passerelle::shacl {

// The place of a shape in `Shapes::all`.
using ShapeIndex = std::uint32_t;

// One struct per constraint component of SHACL Core (section 4); the components of a pair share
// one.
struct ClassIs {
  rdf::TermId type;
};
struct DatatypeIs {
  rdf::TermId datatype;
  std::optional<Xsd> known;  // nothing for a datatype whose texts we cannot judge
};
struct NodeKindIs {
  bool iri, blank, literal;
};
struct MinCount {
  std::uint64_t least;
};
struct MaxCount {
  std::uint64_t most;
};
struct Bound {
  enum class Kind : std::uint8_t {
    min_exclusive,
    min_inclusive,
    max_exclusive,
    max_inclusive
  } kind;
  rdf::TermId limit;  // a literal
};
struct MinLength {
  std::uint64_t least;
};
struct MaxLength {
  std::uint64_t most;
};
struct Matches {
  Pattern pattern;
  std::string expression;
};
struct LanguageIn {
  std::vector<std::string> ranges;  // in lower case
};
struct UniqueLanguage {};
struct Equals {
  rdf::TermId property;
};
struct Disjoint {
  rdf::TermId property;
};
struct LessThan {
  rdf::TermId property;
  bool or_equal;
};
struct Not {
  ShapeIndex shape;
};
struct And {
  std::vector<ShapeIndex> shapes;
};
struct Or {
  std::vector<ShapeIndex> shapes;
};
struct ExactlyOne {
  std::vector<ShapeIndex> shapes;
};
struct NodeIs {
  ShapeIndex shape;
};
// sh:property: the results of the property shape stand beside ours. The one reference to a shape
// without a path is a notice of `Shapes`.
struct HasProperty {
  ShapeIndex shape;
};
struct Qualified {
  enum class Kind : std::uint8_t { min_count, max_count } kind;
  std::uint64_t count;
  ShapeIndex shape;
  std::vector<ShapeIndex> siblings;  // when the qualified shapes are disjoint
};
struct Closed {
  Terms allowed;
};
struct HasValue {
  rdf::TermId value;
};
struct In {
  Terms values;
};
// The one form of sh:sparql: `SELECT $this WHERE { FILTER NOT EXISTS { subject predicate object }
// }` where each of the three is a term or a variable of its own. A focus node fails when the graph
// holds no such triple (with EXISTS: when it holds one).
struct TriplePattern {
  struct This {};      // $this
  struct Variable {};  // matches everything
  using Part = std::variant<Variable, This, rdf::TermId>;
  Part subject, predicate, object;
};
struct GraphHolds {
  TriplePattern pattern;
  bool fails_when_found;
  std::vector<rdf::TermId> messages;
};

using Constraint = std::variant<ClassIs,
                                DatatypeIs,
                                NodeKindIs,
                                MinCount,
                                MaxCount,
                                Bound,
                                MinLength,
                                MaxLength,
                                Matches,
                                LanguageIn,
                                UniqueLanguage,
                                Equals,
                                Disjoint,
                                LessThan,
                                Not,
                                And,
                                Or,
                                ExactlyOne,
                                NodeIs,
                                HasProperty,
                                Qualified,
                                Closed,
                                HasValue,
                                In,
                                GraphHolds>;

// Returns the local name of the constraint's component: "MinCountConstraintComponent".
std::string_view component_name(const Constraint& constraint);

struct Target {
  enum class Kind : std::uint8_t { node, instances, subjects_of, objects_of } kind;
  rdf::TermId term;
  auto operator<=>(const Target&) const = default;
};

struct Shape {
  rdf::TermId node{};        // its name in the shapes graph
  std::optional<Path> path;  // nothing for a node shape
  rdf::TermId severity{};
  bool is_deactivated = false;
  std::vector<rdf::TermId> messages;  // literals of sh:message
  std::vector<rdf::TermId> names;     // literals of sh:name, else rdfs:label
  std::vector<Target> targets;
  std::vector<Constraint> constraints;
};

}  // namespace passerelle::shacl

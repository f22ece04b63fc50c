#include "metadata/shacl/shapes_graph.h"

#include <charconv>
#include <set>
#include <utility>

#include "metadata/rdf/iri.h"
#include "metadata/shacl/errors.h"
#include "metadata/shacl/vocabulary.h"
#include "metadata/shacl/xsd.h"

namespace passerelle::shacl {
namespace {

using rdf::TermId;
using rdf::TermKind;

// Deeper than any path that a person can read; a path inside of itself ends here too.
constexpr int kMaximumPathDepth = 32;

Error bad(std::string why) { return Error{ShaclError::bad_shape, std::move(why)}; }

}  // namespace

TermId ShapesGraph::shacl(std::string_view local_name) const {
  return iri(std::string(kShacl) + std::string(local_name));
}

std::string_view ShapesGraph::shacl_name(TermId term) const {
  if (!is_iri(term)) return {};
  const auto text = dictionary_.text(term);
  return text.starts_with(kShacl) ? text.substr(kShacl.size()) : std::string_view{};
}

std::string ShapesGraph::name(TermId term) const {
  const auto text = rdf::shortened(dictionary_.text(term));
  switch (dictionary_.kind(term)) {
    case TermKind::iri: return "<" + text + ">";
    case TermKind::blank: return "_:" + text;
    case TermKind::literal: return "\"" + text + "\"";
  }
  return text;
}

Result<std::vector<TermId>> ShapesGraph::list(TermId head) const {
  const auto first = iri(kRdfFirst), rest = iri(kRdfRest), nil = iri(kRdfNil);
  std::vector<TermId> members;
  std::set<TermId> seen;
  for (auto node = head; node != nil;) {
    const auto values = view_.objects(node, first), next = view_.objects(node, rest);
    if (values.size() != 1 || next.size() != 1) return bad(name(head) + " is no well-formed list");
    if (!seen.insert(node).second) return bad(name(head) + " is a list without an end");
    members.push_back(values.front());
    node = next.front();
  }
  return members;
}

std::optional<std::uint64_t> ShapesGraph::count(TermId term) const {
  if (!is_literal(term) ||
      dictionary_.text(dictionary_.datatype(term)) != std::string(kXsdNamespace) + "integer") {
    return std::nullopt;
  }
  auto text = dictionary_.text(term);
  if (text.starts_with('+')) text.remove_prefix(1);
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

bool ShapesGraph::is_text(TermId term) const {
  return is_literal(term) && dictionary_.text(dictionary_.datatype(term)) == rdf::kXsdString;
}

bool ShapesGraph::is_message(TermId term) const {
  return is_text(term) || (is_literal(term) && !dictionary_.language(term).empty());
}

bool ShapesGraph::is_boolean(TermId term) const {
  return is_literal(term) &&
         dictionary_.text(dictionary_.datatype(term)) == std::string(kXsdNamespace) + "boolean" &&
         is_well_written(Xsd::boolean, dictionary_.text(term));
}

bool ShapesGraph::is_true(TermId term) const {
  return is_boolean(term) && dictionary_.text(term) == "true";
}

Terms ShapesGraph::instances(std::string_view class_iri) const {
  Path below{Path::Kind::inverse, {}, {{Path::Kind::predicate, iri(kSubClassOf), {}}}};
  Path path{Path::Kind::sequence,
            {},
            {{Path::Kind::zero_or_more, {}, {std::move(below)}},
             {Path::Kind::inverse, {}, {{Path::Kind::predicate, iri(kRdfType), {}}}}}};
  Budget budget(graph_.size() * 4 + 16);
  return walk(view_, path, iri(class_iri), budget);
}

Result<Path> ShapesGraph::path(TermId node, int depth) const {
  if (is_iri(node)) return Path{Path::Kind::predicate, node, {}};
  if (is_literal(node)) return bad("the path " + name(node) + " is a literal");
  if (depth == kMaximumPathDepth) return bad("a path nests deeper than 32");

  const auto parts_of = [&](Path::Kind kind, TermId head) -> Result<Path> {
    auto members = list(head);
    if (!members) return members.error();
    if (members->size() < 2) return bad("a list of paths has less than two members");
    Path whole{kind, {}, {}};
    for (const auto member : *members) {
      auto part = path(member, depth + 1);
      if (!part) return part.error();
      whole.parts.push_back(*std::move(part));
    }
    return whole;
  };
  // A node that is a list and something else too is taken as the list, as the W3C suite has it.
  if (!view_.objects(node, iri(kRdfFirst)).empty()) return parts_of(Path::Kind::sequence, node);
  if (const auto heads = view_.objects(node, shacl("alternativePath")); heads.size() == 1) {
    return parts_of(Path::Kind::alternative, heads.front());
  }
  for (const auto& [operation, kind] : {std::pair{"inversePath", Path::Kind::inverse},
                                        {"zeroOrMorePath", Path::Kind::zero_or_more},
                                        {"oneOrMorePath", Path::Kind::one_or_more},
                                        {"zeroOrOnePath", Path::Kind::zero_or_one}}) {
    const auto operands = view_.objects(node, shacl(operation));
    if (operands.size() != 1) continue;
    auto operand = path(operands.front(), depth + 1);
    if (!operand) return operand.error();
    return Path{kind, {}, {*std::move(operand)}};
  }
  return bad("a blank node is no path of SHACL");
}

}  // namespace passerelle::shacl

#include "metadata/shacl/read_shapes.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "metadata/shacl/errors.h"
#include "metadata/shacl/vocabulary.h"

namespace passerelle::shacl {
namespace {

using rdf::TermId;

constexpr std::size_t kMaximumDepth = 64;

// Terms that SHACL Core defines for shapes.
constexpr std::array kCoreTerms = std::to_array<std::string_view>({"and",
                                                                   "class",
                                                                   "closed",
                                                                   "datatype",
                                                                   "deactivated",
                                                                   "defaultValue",
                                                                   "description",
                                                                   "disjoint",
                                                                   "equals",
                                                                   "flags",
                                                                   "group",
                                                                   "hasValue",
                                                                   "ignoredProperties",
                                                                   "in",
                                                                   "languageIn",
                                                                   "lessThan",
                                                                   "lessThanOrEquals",
                                                                   "maxCount",
                                                                   "maxExclusive",
                                                                   "maxInclusive",
                                                                   "maxLength",
                                                                   "message",
                                                                   "minCount",
                                                                   "minExclusive",
                                                                   "minInclusive",
                                                                   "minLength",
                                                                   "name",
                                                                   "node",
                                                                   "nodeKind",
                                                                   "not",
                                                                   "or",
                                                                   "order",
                                                                   "path",
                                                                   "pattern",
                                                                   "property",
                                                                   "qualifiedMaxCount",
                                                                   "qualifiedMinCount",
                                                                   "qualifiedValueShape",
                                                                   "qualifiedValueShapesDisjoint",
                                                                   "severity",
                                                                   "sparql",
                                                                   "targetClass",
                                                                   "targetNode",
                                                                   "targetObjectsOf",
                                                                   "targetSubjectsOf",
                                                                   "uniqueLang",
                                                                   "xone"});

// Terms of SHACL's extensions that would change what a shape accepts.
constexpr std::array kOtherConstraints =
    std::to_array<std::string_view>({"expression", "js", "nodeByExpression", "target"});

template <class List>
bool is_in(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

Error ShapesReader::refused(std::error_code code, const std::string& why) const {
  return Error{code, place_name() + ": " + why};
}

Error ShapesReader::bad(const std::string& why) const {
  return refused(ShaclError::bad_shape, why);
}

std::string ShapesReader::place_name() const {
  const auto named = std::find_if(open_.rbegin(), open_.rend(),
                                  [this](TermId node) { return source_.is_iri(node); });
  std::string name = "the shape " + source_.name(named == open_.rend() ? open_.front() : *named);
  for (auto node = named.base(); node != open_.end(); ++node) {
    const auto paths = source_.view().objects(*node, source_.shacl("path"));
    if (paths.empty()) continue;
    const auto path = source_.path(paths.front());
    name += ", path " + (path ? text(*path, source_.dictionary()) : source_.name(paths.front()));
  }
  return name;
}

void ShapesReader::notice(const std::string& what) {
  if (auto [entry, is_new] = notices_.insert(place_name() + ": " + what); is_new) {
    compiled_.notices.push_back(*entry);
  }
}

Result<void> ShapesReader::refuse_other_dialects() const {
  const auto components = source_.instances(std::string(kShacl) + "ConstraintComponent");
  for (const auto component : components) {
    if (source_.shacl_name(component).empty()) {
      return Error{ShaclError::unsupported, "the constraint component " + source_.name(component) +
                                                " is declared by the shapes, not by SHACL"};
    }
  }
  if (const auto found = graph_.with_predicate(source_.shacl("entailment")); !found.empty()) {
    return Error{ShaclError::unsupported,
                 "sh:entailment " + source_.name(found.front().object) + " is asked for"};
  }
  return {};
}

Terms ShapesReader::shapes_to_read() const {
  Terms found = node_shapes_;
  found.insert(found.end(), property_shapes_.begin(), property_shapes_.end());
  for (const auto* target :
       {"targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf", "target"}) {
    for (const auto& triple : graph_.with_predicate(source_.shacl(target))) {
      found.push_back(triple.subject);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Result<Shapes> ShapesReader::run() {
  compiled_.dictionary = graph_.shared_dictionary();
  compiled_.type_predicate = source_.iri(kRdfType);
  compiled_.subclass_predicate = source_.iri(kSubClassOf);
  if (auto refused = refuse_other_dialects(); !refused) return refused.error();
  node_shapes_ = source_.instances(std::string(kShacl) + "NodeShape");
  property_shapes_ = source_.instances(std::string(kShacl) + "PropertyShape");
  classes_ = source_.instances(kRdfsClass);
  for (const auto node : shapes_to_read()) {
    auto read = shape(node, holds(property_shapes_, node) ? Place::in_property : Place::alone);
    if (!read) return read.error();
  }
  return Shapes(std::make_shared<const Shapes::Compiled>(std::move(compiled_)));
}

Result<ShapeIndex> ShapesReader::shape(TermId node, Place place) {
  open_.push_back(node);
  auto index = [&]() -> Result<ShapeIndex> {
    if (source_.is_literal(node)) return bad("a literal is no shape");
    if (std::find(open_.begin(), open_.end() - 1, node) != open_.end() - 1) {
      return refused(ShaclError::recursive, "it refers to itself, which SHACL leaves undefined");
    }
    if (open_.size() > kMaximumDepth) return refused(ShaclError::too_large, "shapes nest too deep");
    const auto known = done_.find(node);
    auto read = known == done_.end() ? compile(node) : Result<ShapeIndex>(known->second);
    if (!read) return read;
    if (auto fits = check_place(compiled_.shapes[*read], place); !fits) return fits.error();
    return read;
  }();
  open_.pop_back();
  return index;
}

Result<void> ShapesReader::check_place(const Shape& found, Place place) {
  if (found.path && place == Place::in_node) return bad("sh:node refers to a property shape");
  if (!found.path && place == Place::in_property) {
    notice(
        "a property shape without sh:path; its constraints are taken as those of the node itself");
  }
  return {};
}

Result<ShapeIndex> ShapesReader::compile(TermId node) {
  Draft draft;
  draft.shape.node = node;
  for (const auto& triple : graph_.with_subject(node)) {
    if (const auto name = source_.shacl_name(triple.predicate); !name.empty()) {
      draft.values[std::string(name)].push_back(triple.object);
    }
  }
  for (auto step : {&ShapesReader::read_head, &ShapesReader::read_targets}) {
    if (auto read = (this->*step)(draft); !read) return read.error();
  }
  if (auto read = read_terms(draft); !read) return read.error();
  if (auto read = read_constraints(draft); !read) return read.error();
  const auto index = static_cast<ShapeIndex>(compiled_.shapes.size());
  compiled_.shapes.push_back(std::move(draft.shape));
  done_.emplace(node, index);
  return index;
}

Result<void> ShapesReader::read_head(Draft& draft) const {
  auto& shape = draft.shape;
  auto path = single(draft, "path");
  if (!path) return path.error();
  if (*path) {
    auto read = source_.path(**path);
    if (!read) return bad("sh:path: " + read.error().detail);
    shape.path = *std::move(read);
    if (holds(node_shapes_, shape.node)) {
      return bad("a sh:NodeShape has a sh:path");
    }
  }
  auto severity = single(draft, "severity");
  if (!severity) return severity.error();
  shape.severity = severity->value_or(source_.shacl("Violation"));
  if (!source_.is_iri(shape.severity)) return bad("sh:severity is no IRI");
  auto deactivated = is_switched_on(draft, "deactivated");
  if (!deactivated) return deactivated.error();
  shape.is_deactivated = *deactivated;
  shape.messages = values(draft, "message");
  if (!std::all_of(shape.messages.begin(), shape.messages.end(),
                   [this](TermId message) { return source_.is_message(message); })) {
    return bad("sh:message is no text");
  }
  shape.names = values(draft, "name");
  return {};
}

Result<void> ShapesReader::read_targets(Draft& draft) const {
  auto& targets = draft.shape.targets;
  for (const auto node : values(draft, "targetNode")) {
    if (!source_.is_iri(node) && !source_.is_literal(node))
      return bad("sh:targetNode is a blank node");
    targets.push_back({Target::Kind::node, node});
  }
  for (const auto& [parameter, kind] : {std::pair{"targetClass", Target::Kind::instances},
                                        {"targetSubjectsOf", Target::Kind::subjects_of},
                                        {"targetObjectsOf", Target::Kind::objects_of}}) {
    for (const auto term : values(draft, parameter)) {
      if (!source_.is_iri(term)) return bad(std::string("sh:") + parameter + " is no IRI");
      targets.push_back({kind, term});
    }
  }
  // A class that is a shape targets its instances (section 2.1.3.3).
  const auto node = draft.shape.node;
  if (holds(classes_, node) && (holds(node_shapes_, node) || holds(property_shapes_, node))) {
    if (!source_.is_iri(node)) return bad("a class that is a shape has no IRI");
    targets.push_back({Target::Kind::instances, node});
  }
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  return {};
}

Result<void> ShapesReader::read_terms(const Draft& draft) {
  for (const auto& [name, ignored] : draft.values) {
    if (is_in(kOtherConstraints, name)) {
      return refused(ShaclError::unsupported, "sh:" + name + " is no term of SHACL Core");
    }
    if (!is_in(kCoreTerms, name))
      notice("sh:" + name + " is no term of SHACL Core; it says nothing here");
  }
  return {};
}

Result<void> ShapesReader::read_constraints(Draft& draft) {
  for (auto group :
       {&ShapesReader::read_values, &ShapesReader::read_counts, &ShapesReader::read_bounds,
        &ShapesReader::read_strings, &ShapesReader::read_pairs, &ShapesReader::read_closed,
        &ShapesReader::read_sparql_forms}) {
    if (auto read = (this->*group)(draft); !read) return read.error();
  }
  if (auto read = read_references(draft); !read) return read.error();
  return read_qualified(draft);
}

Result<Shapes> Shapes::compile(const rdf::Graph& shapes_graph) {
  return ShapesReader(shapes_graph).run();
}

}  // namespace passerelle::shacl

// The parameters of each constraint component (SHACL, section 4), read from a shape.
#include <algorithm>
#include <array>
#include <utility>

#include "metadata/shacl/errors.h"
#include "metadata/shacl/read_shapes.h"
#include "metadata/shacl/sparql_form.h"
#include "node/base/text.h"

namespace passerelle::shacl {
namespace {

using rdf::TermId;

std::optional<NodeKindIs> node_kind(std::string_view name) {
  if (name == "IRI") return NodeKindIs{true, false, false};
  if (name == "BlankNode") return NodeKindIs{false, true, false};
  if (name == "Literal") return NodeKindIs{false, false, true};
  if (name == "BlankNodeOrIRI") return NodeKindIs{true, true, false};
  if (name == "BlankNodeOrLiteral") return NodeKindIs{false, true, true};
  if (name == "IRIOrLiteral") return NodeKindIs{true, false, true};
  return std::nullopt;
}

}  // namespace

const Terms& ShapesReader::values(const Draft& draft, std::string_view parameter) {
  static const Terms kNone;
  const auto found = draft.values.find(parameter);
  return found == draft.values.end() ? kNone : found->second;
}

Result<std::optional<TermId>> ShapesReader::single(const Draft& draft,
                                                   std::string_view parameter) const {
  const auto& found = values(draft, parameter);
  if (found.size() > 1) return bad("sh:" + std::string(parameter) + " has more than one value");
  return found.empty() ? std::nullopt : std::optional(found.front());
}

Result<std::optional<std::uint64_t>> ShapesReader::single_count(const Draft& draft,
                                                                std::string_view parameter) const {
  const auto term = single(draft, parameter);
  if (!term) return term.error();
  if (!*term) return std::optional<std::uint64_t>();
  const auto count = source_.count(**term);
  if (!count) {
    return bad("sh:" + std::string(parameter) + " " + source_.name(**term) +
               " is no xsd:integer from 0 on");
  }
  return count;
}

Result<bool> ShapesReader::is_switched_on(const Draft& draft, std::string_view parameter) const {
  const auto term = single(draft, parameter);
  if (!term) return term.error();
  if (!*term) return false;
  if (!source_.is_boolean(**term)) {
    return bad("sh:" + std::string(parameter) + " " + source_.name(**term) + " is no xsd:boolean");
  }
  return source_.is_true(**term);
}

Result<std::vector<ShapeIndex>> ShapesReader::shapes_of(TermId list) {
  const auto members = source_.list(list);
  if (!members) return bad(members.error().detail);
  std::vector<ShapeIndex> shapes;
  for (const auto member : *members) {
    auto index = shape(member, Place::in_list);
    if (!index) return index.error();
    shapes.push_back(*index);
  }
  return shapes;
}

Result<void> ShapesReader::read_values(Draft& draft) const {
  auto& constraints = draft.shape.constraints;
  for (const auto type : values(draft, "class")) {
    if (!source_.is_iri(type)) return bad("sh:class is no IRI");
    constraints.push_back(ClassIs{type});
  }
  const auto datatype = single(draft, "datatype");
  if (!datatype) return datatype.error();
  if (*datatype) {
    if (!source_.is_iri(**datatype)) return bad("sh:datatype is no IRI");
    constraints.push_back(DatatypeIs{**datatype, xsd_type(source_.dictionary().text(**datatype))});
  }
  const auto kind = single(draft, "nodeKind");
  if (!kind) return kind.error();
  if (*kind) {
    const auto known = node_kind(source_.shacl_name(**kind));
    if (!known) return bad("sh:nodeKind " + source_.name(**kind) + " is no kind of nodes");
    constraints.push_back(*known);
  }
  for (const auto value : values(draft, "hasValue")) constraints.push_back(HasValue{value});
  const auto list = single(draft, "in");
  if (!list) return list.error();
  if (*list) {
    auto members = source_.list(**list);
    if (!members) return bad("sh:in: " + members.error().detail);
    std::sort(members->begin(), members->end());
    constraints.push_back(In{*std::move(members)});
  }
  return {};
}

Result<void> ShapesReader::read_counts(Draft& draft) const {
  for (const auto* parameter : {"minCount", "maxCount"}) {
    const auto count = single_count(draft, parameter);
    if (!count) return count.error();
    if (!*count) continue;
    if (!draft.shape.path)
      return bad("sh:" + std::string(parameter) + " on a shape without sh:path");
    if (parameter == std::string_view("minCount")) {
      draft.shape.constraints.push_back(MinCount{**count});
    } else {
      draft.shape.constraints.push_back(MaxCount{**count});
    }
  }
  return {};
}

Result<void> ShapesReader::read_bounds(Draft& draft) const {
  for (const auto& [parameter, kind] : {std::pair{"minExclusive", Bound::Kind::min_exclusive},
                                        {"minInclusive", Bound::Kind::min_inclusive},
                                        {"maxExclusive", Bound::Kind::max_exclusive},
                                        {"maxInclusive", Bound::Kind::max_inclusive}}) {
    const auto limit = single(draft, parameter);
    if (!limit) return limit.error();
    if (!*limit) continue;
    if (!source_.is_literal(**limit)) return bad("sh:" + std::string(parameter) + " is no literal");
    draft.shape.constraints.push_back(Bound{kind, **limit});
  }
  return {};
}

Result<void> ShapesReader::read_strings(Draft& draft) const {
  auto& constraints = draft.shape.constraints;
  const auto least = single_count(draft, "minLength"), most = single_count(draft, "maxLength");
  if (!least) return least.error();
  if (!most) return most.error();
  if (*least) constraints.push_back(MinLength{**least});
  if (*most) constraints.push_back(MaxLength{**most});

  const auto pattern = single(draft, "pattern"), flags = single(draft, "flags");
  if (!pattern) return pattern.error();
  if (!flags) return flags.error();
  for (const auto& text : {*pattern, *flags}) {
    if (text && !source_.is_text(*text)) return bad("sh:pattern or sh:flags is no xsd:string");
  }
  if (*pattern) {
    const auto& dictionary = source_.dictionary();
    const auto expression = dictionary.text(**pattern);
    auto compiled =
        Pattern::compile(expression, *flags ? dictionary.text(**flags) : std::string_view{});
    if (!compiled) return refused(compiled.error().code, compiled.error().detail);
    constraints.push_back(Matches{*std::move(compiled), std::string(expression)});
  }

  const auto languages = single(draft, "languageIn");
  if (!languages) return languages.error();
  if (*languages) {
    const auto members = source_.list(**languages);
    if (!members) return bad("sh:languageIn: " + members.error().detail);
    LanguageIn constraint;
    for (const auto member : *members) {
      if (!source_.is_text(member)) return bad("a member of sh:languageIn is no xsd:string");
      constraint.ranges.push_back(lower_case(source_.dictionary().text(member)));
    }
    constraints.push_back(std::move(constraint));
  }
  const auto is_unique = is_switched_on(draft, "uniqueLang");
  if (!is_unique) return is_unique.error();
  if (!values(draft, "uniqueLang").empty() && !draft.shape.path) {
    return bad("sh:uniqueLang on a shape without sh:path");
  }
  if (*is_unique) constraints.push_back(UniqueLanguage{});
  return {};
}

Result<void> ShapesReader::read_pairs(Draft& draft) const {
  auto& constraints = draft.shape.constraints;
  for (const auto* parameter : {"equals", "disjoint", "lessThan", "lessThanOrEquals"}) {
    const std::string_view name = parameter;
    const bool is_order = name.starts_with("lessThan");
    for (const auto property : values(draft, name)) {
      if (!source_.is_iri(property)) return bad("sh:" + std::string(name) + " is no IRI");
      if (is_order && !draft.shape.path)
        return bad("sh:" + std::string(name) + " on a shape without sh:path");
      if (name == "equals") constraints.push_back(Equals{property});
      if (name == "disjoint") constraints.push_back(Disjoint{property});
      if (is_order) constraints.push_back(LessThan{property, name == "lessThanOrEquals"});
    }
  }
  return {};
}

Result<void> ShapesReader::read_closed(Draft& draft) const {
  const auto is_closed = is_switched_on(draft, "closed");
  if (!is_closed) return is_closed.error();
  const auto ignored = single(draft, "ignoredProperties");
  if (!ignored) return ignored.error();
  Closed constraint;
  if (*ignored) {
    auto members = source_.list(**ignored);
    if (!members) return bad("sh:ignoredProperties: " + members.error().detail);
    if (!std::all_of(members->begin(), members->end(),
                     [this](TermId member) { return source_.is_iri(member); })) {
      return bad("a member of sh:ignoredProperties is no IRI");
    }
    constraint.allowed = *std::move(members);
  }
  if (!*is_closed) return {};
  for (const auto property : values(draft, "property")) {
    for (const auto path : source_.view().objects(property, source_.shacl("path"))) {
      if (source_.is_iri(path)) constraint.allowed.push_back(path);
    }
  }
  std::sort(constraint.allowed.begin(), constraint.allowed.end());
  draft.shape.constraints.push_back(std::move(constraint));
  return {};
}

Result<void> ShapesReader::read_sparql_forms(Draft& draft) const {
  for (const auto node : values(draft, "sparql")) {
    const auto selects = source_.view().objects(node, source_.shacl("select"));
    if (selects.size() != 1 || !source_.is_text(selects.front())) {
      return bad("sh:sparql has not exactly one sh:select, a text");
    }
    if (draft.shape.path) {
      return refused(ShaclError::unsupported, "sh:sparql on a property shape");
    }
    const auto deactivated = source_.view().objects(node, source_.shacl("deactivated"));
    if (std::any_of(deactivated.begin(), deactivated.end(),
                    [this](TermId value) { return source_.is_true(value); })) {
      continue;
    }
    auto constraint = read_sparql(source_.dictionary().text(selects.front()), source_.dictionary());
    if (!constraint) return refused(constraint.error().code, constraint.error().detail);
    for (const auto message : source_.view().objects(node, source_.shacl("message"))) {
      if (source_.is_message(message)) constraint->messages.push_back(message);
    }
    draft.shape.constraints.push_back(*std::move(constraint));
  }
  return {};
}

Result<void> ShapesReader::read_references(Draft& draft) {
  for (const auto& [parameter, place] : {std::pair{"node", Place::in_node},
                                         {"property", Place::in_property},
                                         {"not", Place::in_list}}) {
    const std::string_view name = parameter;
    for (const auto node : values(draft, name)) {
      const auto index = shape(node, place);
      if (!index) return index.error();
      if (name == "node") draft.shape.constraints.push_back(NodeIs{*index});
      if (name == "property") draft.shape.constraints.push_back(HasProperty{*index});
      if (name == "not") draft.shape.constraints.push_back(Not{*index});
    }
  }
  for (const auto* parameter : {"and", "or", "xone"}) {
    const std::string_view name = parameter;
    for (const auto list : values(draft, name)) {
      auto members = shapes_of(list);
      if (!members) return members.error();
      if (name == "and") draft.shape.constraints.push_back(And{*std::move(members)});
      if (name == "or") draft.shape.constraints.push_back(Or{*std::move(members)});
      if (name == "xone") draft.shape.constraints.push_back(ExactlyOne{*std::move(members)});
    }
  }
  return {};
}

Result<void> ShapesReader::read_qualified(Draft& draft) {
  const auto node = single(draft, "qualifiedValueShape");
  if (!node) return node.error();
  const auto least = single_count(draft, "qualifiedMinCount"),
             most = single_count(draft, "qualifiedMaxCount");
  if (!least) return least.error();
  if (!most) return most.error();
  const auto is_disjoint = is_switched_on(draft, "qualifiedValueShapesDisjoint");
  if (!is_disjoint) return is_disjoint.error();
  if (!*node) return {};
  if (!draft.shape.path) return bad("sh:qualifiedValueShape on a shape without sh:path");
  const auto index = shape(**node, Place::in_list);
  if (!index) return index.error();

  // Qualified shapes of the property shapes that stand beside this one (section 4.7.3).
  std::vector<ShapeIndex> siblings;
  if (*is_disjoint) {
    const auto property = source_.shacl("property"),
               qualified = source_.shacl("qualifiedValueShape");
    Terms found;
    for (const auto parent : source_.view().subjects(property, draft.shape.node)) {
      for (const auto sibling : source_.view().objects(parent, property)) {
        const auto shapes = source_.view().objects(sibling, qualified);
        found.insert(found.end(), shapes.begin(), shapes.end());
      }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::erase(found, **node);
    for (const auto sibling : found) {
      const auto read = shape(sibling, Place::in_list);
      if (!read) return read.error();
      siblings.push_back(*read);
    }
  }
  auto& constraints = draft.shape.constraints;
  if (*least)
    constraints.push_back(Qualified{Qualified::Kind::min_count, **least, *index, siblings});
  if (*most) constraints.push_back(Qualified{Qualified::Kind::max_count, **most, *index, siblings});
  return {};
}

}  // namespace passerelle::shacl

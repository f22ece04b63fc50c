// From rules to the triples of shapes.
#include <set>

#include "metadata/profiles/errors.h"
#include "metadata/profiles/rules.h"
#include "metadata/profiles/vocabulary.h"

namespace passerelle::profiles {
namespace {

using rdf::Iri;
using rdf::Resource;
using rdf::Term;
using Schemes = std::map<std::string, std::string, std::less<>>;

// The node that the official pack looks at, so that a document without datasets fails at the same.
const std::string kGuard = "urn:x-shacl:guard";

class ShapeWriter {
 public:
  ShapeWriter(const RuleTable& table, const Schemes& schemes)
      : table_(table), schemes_(schemes), base_("urn:passerelle:profile:" + table.profile + "#") {
    graph_.set_prefix("sh", kShacl);
  }

  Result<rdf::Graph> run() {
    for (const auto& rule : table_.rules) {
      if (auto known = check(rule); !known) return known.error();
      if (rule.is_about_document()) write_document_rule(rule);
      else if (rule.severity != Rule::Severity::violation) write(rule, "-advice", kWhole);
      else if (rule.is_part) write(rule, "", kWhole);
      else if (!rule.condition.empty()) write_conditional(rule);
      else write_in_three(rule);
    }
    graph_.index();
    return std::move(graph_);
  }

 private:
  // Which constraints of a rule a property shape has.
  struct Share {
    bool core, classes, codes;
  };
  static constexpr Share kWhole{true, true, true};

  Result<void> check(const Rule& rule) {
    const auto wrong = [&](const std::string& why) {
      return Error{ProfileError::bad_table, "line " + std::to_string(rule.line) + ": " + why};
    };
    for (const auto& list : rule.code_lists) {
      if (!schemes_.contains(list)) return wrong("there is no code list " + list);
    }
    const auto [entry, is_new] = subjects_.emplace(core_of(rule.subject), rule.subject);
    if (entry->second != rule.subject) return wrong("two classes have the name " + entry->first);
    return {};
  }

  std::string core_of(const std::string& subject) const {
    return base_ + subject.substr(subject.find_last_of("/#") + 1);
  }

  void add(const Resource& subject, const std::string& name, const Term& object) {
    graph_.add(subject, kShacl + name, object);
  }
  void add_number(const Resource& subject, const std::string& name, std::uint64_t number) {
    add(subject, name, rdf::typed(std::to_string(number), kXsd + "integer"));
  }
  void add_head(const Resource& node, const Rule& rule) {
    static constexpr const char* kNames[] = {"Violation", "Warning", "Info"};
    add(node, "severity", Iri{kShacl + kNames[static_cast<std::size_t>(rule.severity)]});
    for (const auto& [language, text] : rule.messages)
      add(node, "message", rdf::text(text, language));
  }

  rdf::Blank fresh() { return rdf::Blank{"rule" + std::to_string(next_blank_++)}; }

  // The shape of the rule's class or part: "…#Dataset-codes".
  Iri shape(const Rule& rule, const std::string& suffix) {
    const Iri node{core_of(rule.subject) + suffix};
    graph_.add(node, kType, Iri{kShacl + "NodeShape"});
    if (!rule.is_part) add(node, "targetClass", Iri{rule.subject});
    return node;
  }

  Term list(const std::vector<Term>& members) {
    Term rest = Iri{kNil};
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
      const auto node = fresh();
      graph_.add(node, kFirst, *member);
      graph_.add(node, kRest, rest);
      rest = node;
    }
    return rest;
  }

  Term path(const Rule& rule) {
    std::vector<Term> properties;
    for (const auto& property : rule.properties) properties.push_back(Iri{property});
    if (!rule.is_inverse && properties.size() == 1) return properties.front();
    const auto node = fresh();
    if (rule.is_inverse) add(node, "inversePath", properties.front());
    else add(node, "alternativePath", list(properties));
    return node;
  }

  // One parameter with that value, or any of several.
  void add_any(const Resource& node,
               const std::string& name,
               const std::vector<std::string>& values) {
    if (values.size() == 1) add(node, name, Iri{values.front()});
    if (values.size() < 2) return;
    std::vector<Term> members;
    for (const auto& value : values) {
      const auto member = fresh();
      add(member, name, Iri{value});
      members.push_back(member);
    }
    add(node, "or", list(members));
  }

  // The shape of a concept in a code list.
  Iri in_list(const std::string& name) {
    const Iri node{base_ + "in-" + name};
    const rdf::Blank property{"in-" + name};
    add(node, "property", property);
    add(property, "path", Iri{kInScheme});
    add(property, "hasValue", Iri{schemes_.find(name)->second});
    return node;
  }

  void add_codes(const Resource& node, const Rule& rule) {
    if (!rule.pattern.empty()) add(node, "pattern", rdf::text(rule.pattern));
    if (rule.code_lists.size() == 1) add(node, "node", in_list(rule.code_lists.front()));
    if (rule.code_lists.size() < 2) return;
    std::vector<Term> members;
    for (const auto& name : rule.code_lists) members.push_back(in_list(name));
    const auto any = fresh();
    add(any, "or", list(members));
    add(node, "node", any);
  }

  void add_core(const Resource& node, const Rule& rule) {
    if (rule.least > 0) add_number(node, "minCount", rule.least);
    if (rule.most) add_number(node, "maxCount", *rule.most);
    add_any(node, "datatype", rule.datatypes);
    for (const auto& part : rule.parts) add(node, "node", Iri{core_of(part)});
    for (const auto& value : rule.values) add(node, "hasValue", Iri{value});
  }

  void write(const Rule& rule, const std::string& suffix, Share share) {
    const auto node = fresh();
    add(shape(rule, suffix), "property", node);
    add(node, "path", path(rule));
    add_head(node, rule);
    if (share.core) add_core(node, rule);
    if (share.classes) add_any(node, "class", rule.classes);
    if (share.codes) add_codes(node, rule);
    // A code is an IRI, whatever else its property takes.
    const bool has_codes = !rule.code_lists.empty() || !rule.pattern.empty();
    const auto kind = share.codes && has_codes ? Rule::Kind::iri : rule.kind;
    if (!share.core && !(share.codes && has_codes)) return;
    if (kind == Rule::Kind::text) add(node, "nodeKind", Iri{kShacl + "Literal"});
    if (kind == Rule::Kind::iri) add(node, "nodeKind", Iri{kShacl + "IRI"});
    if (kind == Rule::Kind::resource) add(node, "nodeKind", Iri{kShacl + "BlankNodeOrIRI"});
  }

  // "as X" refers to counts, kinds and datatypes alone; so they have a shape of their own.
  void write_in_three(const Rule& rule) {
    write(rule, "", {true, false, false});
    if (!rule.classes.empty()) write(rule, "-classes", {false, true, false});
    if (!rule.code_lists.empty() || !rule.pattern.empty())
      write(rule, "-codes", {false, false, true});
  }

  // The condition is true and the count holds, or it is false, or it is not given.
  void write_conditional(const Rule& rule) {
    const auto boolean = [&](const char* value) { return rdf::typed(value, kXsd + "boolean"); };
    const auto with_property = [&](const rdf::Blank& node, const Term& property_path) {
      const auto property = fresh();
      add(node, "property", property);
      add(property, "path", property_path);
      return property;
    };
    const auto is_true = fresh(), is_false = fresh(), is_missing = fresh();
    add(with_property(is_true, Iri{rule.condition}), "hasValue", boolean("true"));
    const auto counted = with_property(is_true, path(rule));
    add_number(counted, "minCount", rule.least);
    if (rule.most) add_number(counted, "maxCount", *rule.most);
    add(with_property(is_false, Iri{rule.condition}), "hasValue", boolean("false"));
    add_number(with_property(is_missing, Iri{rule.condition}), "maxCount", 0);

    const auto node = shape(rule, "-condition-" + std::to_string(rule.line));
    add_head(node, rule);
    add(node, "or", list({is_true, is_false, is_missing}));
  }

  void write_document_rule(const Rule& rule) {
    const Iri node{base_ + "document-" + std::to_string(rule.line)};
    const auto query = fresh();
    graph_.add(node, kType, Iri{kShacl + "NodeShape"});
    add(node, "targetNode", Iri{kGuard});
    add_head(node, rule);
    add(node, "sparql", query);
    add(query, "select",
        rdf::text("SELECT $this WHERE { FILTER NOT EXISTS { ?any a <" + rule.properties.front() +
                  "> } }"));
  }

  const RuleTable& table_;
  const Schemes& schemes_;
  std::string base_;
  rdf::Graph graph_;
  std::map<std::string, std::string> subjects_;  // by the IRI of the shape
  std::size_t next_blank_ = 0;
};

}  // namespace

Result<rdf::Graph> shapes_of(const RuleTable& table, const Schemes& schemes) {
  return ShapeWriter(table, schemes).run();
}

}  // namespace passerelle::profiles

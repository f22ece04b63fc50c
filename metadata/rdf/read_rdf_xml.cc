#include <set>
#include <tuple>

#include "metadata/rdf/intake.h"
#include "metadata/rdf/iri.h"
#include "metadata/rdf/rdf_xml_names.h"
#include "metadata/rdf/syntaxes.h"
#include "metadata/rdf/vocabulary.h"
#include "metadata/rdf/xml_events.h"
#include "metadata/rdf/xml_literal.h"

namespace passerelle::rdf {
namespace {

bool is_white_space(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// What the attributes of one element say.
struct Attributes {
  std::optional<std::string_view> id, node_id, about, resource, parse_type, datatype, type;
  std::vector<XmlAttribute> properties;

  bool is_empty() const {
    return !id && !node_id && !about && !resource && !parse_type && !datatype && !type &&
           properties.empty();
  }
};

// The grammar of RDF/XML (section 7): node elements and property elements take turns. Functions
// return false or nothing after a refusal.
class RdfXmlReader final : private XmlEvents {
 public:
  RdfXmlReader(std::string_view document,
               std::string_view base,
               const ReadLimits& limits,
               std::shared_ptr<Dictionary> dictionary)
      : limits_(limits),
        xml_(document, *this),
        intake_(limits, std::move(dictionary), [this] { return xml_.place(); }),
        bases_{std::string(base)} {
    open_.emplace_back().holds = Holds::root;
  }

  Result<Dataset> run() {
    if (const auto wrong = xml_.read(); !wrong.empty()) refuse("XML: " + wrong);
    return intake_.finish();
  }

 private:
  // What may stand inside an element.
  enum class Holds {
    root,        // the document: rdf:RDF or one node
    nodes,       // rdf:RDF
    properties,  // a node, or a property with parseType="Resource"
    value,       // a property: one node, or text
    text,        // a property with a datatype
    nothing,     // a property whose object is an attribute
    list,        // a property with parseType="Collection": nodes
    xml,         // a property with parseType="Literal"
  };
  struct Element {
    Holds holds = Holds::nothing;
    std::size_t base = 0, language = 0;  // indices of bases_ and languages_
    TermId subject;  // of the properties inside, or of the property that this is
    TermId predicate;
    std::optional<TermId> statement;  // the name of the triple, from rdf:ID
    std::optional<TermId> datatype;
    bool has_object = false;
    std::vector<TermId> items;
    std::size_t members = 0;  // rdf:li so far
    std::string text;
  };

  bool on_start(const XmlName& name, std::span<const XmlAttribute> attributes) override;
  bool on_end() override;
  bool on_text(std::string_view text) override;
  bool on_comment(std::string_view text) override;
  bool on_instruction(std::string_view target, std::string_view text) override;
  bool on_prefix(std::string_view prefix, std::string_view name_space) override;

  bool start_root(const XmlName& name, const Attributes& attributes);
  bool start_node(const XmlName& name, const Attributes& attributes);
  bool start_property(const XmlName& name, const Attributes& attributes);
  bool start_parse_type(const Attributes& attributes);
  bool start_reference(const Attributes& attributes);
  bool place_node(TermId node);

  std::optional<Attributes> sorted(std::span<const XmlAttribute> attributes);
  std::optional<TermId> subject_of(const Attributes& attributes);
  std::optional<TermId> iri_of(const XmlName& name);
  std::optional<TermId> iri(std::string_view reference);
  std::optional<TermId> iri_of_id(std::string_view id);
  std::optional<TermId> blank(std::string_view node_id);
  std::optional<TermId> literal(std::string_view text, std::string_view language);
  bool add_properties(TermId subject, const Attributes& attributes);
  bool add_triple(const Element& property, TermId object);
  bool add_list(const Element& property);
  bool add(TermId subject, std::string_view predicate, TermId object);
  bool is_within_literal(std::size_t size);

  std::nullopt_t refuse(std::string why) {
    return intake_.refuse(RdfError::bad_syntax, std::move(why));
  }
  bool fails(std::string why) {
    refuse(std::move(why));
    return false;
  }
  TermId known(std::string_view iri) { return intake_.dataset().shared_dictionary()->iri(iri); }

  Element& here() { return open_.back(); }
  Element& outer() { return open_[open_.size() - 2]; }

  const ReadLimits limits_;
  XmlDocument xml_;
  Intake intake_;
  std::vector<Element> open_;
  std::vector<std::string> bases_;
  std::vector<std::string> languages_{""};
  XmlLiteral xml_literal_;                  // of the one element that holds XML
  std::set<std::string, std::less<>> ids_;  // IRIs from rdf:ID
};

bool RdfXmlReader::on_start(const XmlName& name, std::span<const XmlAttribute> attributes) {
  if (here().holds == Holds::xml) {
    xml_literal_.start(name, attributes);
    return is_within_literal(xml_literal_.text().size());
  }
  if (open_.size() > limits_.nesting) {
    intake_.refuse(RdfError::too_large,
                   "elements nest deeper than " + std::to_string(limits_.nesting));
    return false;
  }
  Element element;
  element.base = here().base;
  element.language = here().language;
  open_.push_back(std::move(element));
  const auto read = sorted(attributes);
  if (!read) return false;
  switch (outer().holds) {
    case Holds::root: return start_root(name, *read);
    case Holds::nodes:
    case Holds::value:
    case Holds::list: return start_node(name, *read);
    case Holds::properties: return start_property(name, *read);
    default: return fails("an element where none may stand");
  }
}

std::optional<Attributes> RdfXmlReader::sorted(std::span<const XmlAttribute> attributes) {
  Attributes read;
  for (const auto& attribute : attributes) {
    const auto& [name, value] = attribute;
    if (name.name_space == kXmlNamespace) {
      if (name.local == "lang") {
        here().language = languages_.size();
        languages_.emplace_back(value);
      } else if (name.local == "base") {
        auto base = intake_.absolute(bases_[here().base], value);
        if (!base) return std::nullopt;
        here().base = bases_.size();
        bases_.push_back(*std::move(base));
      }
      continue;  // XML has more, such as xml:space
    }
    const bool has_none = name.name_space.empty();
    if (has_none && name.local.starts_with("xml")) continue;
    if (name.name_space != kRdfNamespace && !has_none) {
      read.properties.push_back(attribute);
      continue;
    }
    // Section 6.1.4: a few names of RDF may stand without their prefix.
    if (name.local == "about") read.about = value;
    else if (name.local == "ID") read.id = value;
    else if (name.local == "resource") read.resource = value;
    else if (name.local == "parseType") read.parse_type = value;
    else if (name.local == "type") read.type = value;
    else if (has_none) return refuse("an attribute without a namespace");
    else if (name.local == "nodeID") read.node_id = value;
    else if (name.local == "datatype") read.datatype = value;
    else if (is_rdf_syntax_name(name.local) || name.local == "Description" || name.local == "li") {
      return refuse("an attribute may not be rdf:" + shortened(name.local));
    } else read.properties.push_back(attribute);
  }
  return read;
}

bool RdfXmlReader::start_root(const XmlName& name, const Attributes& attributes) {
  if (name.name_space != kRdfNamespace || name.local != "RDF") return start_node(name, attributes);
  here().holds = Holds::nodes;
  return attributes.is_empty() || fails("rdf:RDF may have no attributes");
}

bool RdfXmlReader::start_node(const XmlName& name, const Attributes& attributes) {
  const bool is_of_rdf = name.name_space == kRdfNamespace;
  if (is_of_rdf && (is_rdf_syntax_name(name.local) || name.local == "li")) {
    return fails("a node may not be rdf:" + shortened(name.local));
  }
  if (attributes.resource || attributes.parse_type || attributes.datatype) {
    return fails("a node may not have rdf:resource, rdf:parseType or rdf:datatype");
  }
  const auto subject = subject_of(attributes);
  if (!subject || !place_node(*subject)) return false;
  here().holds = Holds::properties;
  here().subject = *subject;
  if (!is_of_rdf || name.local != "Description") {
    const auto type = iri_of(name);
    if (!type || !add(*subject, kRdfType, *type)) return false;
  }
  return add_properties(*subject, attributes);
}

// Makes a node the object of the property around it, or one of a list.
bool RdfXmlReader::place_node(TermId node) {
  auto& around = outer();
  if (around.holds == Holds::list) around.items.push_back(node);
  if (around.holds != Holds::value) return true;
  if (around.has_object || !is_white_space(around.text)) {
    return fails("a property holds one node, or text");
  }
  around.has_object = true;
  return add_triple(around, node);
}

bool RdfXmlReader::start_property(const XmlName& name, const Attributes& attributes) {
  const bool is_of_rdf = name.name_space == kRdfNamespace;
  if (is_of_rdf && (is_rdf_syntax_name(name.local) || name.local == "Description")) {
    return fails("a property may not be rdf:" + shortened(name.local));
  }
  if (attributes.about) return fails("a property may not have rdf:about");
  const auto predicate = is_of_rdf && name.local == "li"
                             ? std::optional(known(std::string(kRdfNamespace) + "_" +
                                                   std::to_string(++outer().members)))
                             : iri_of(name);
  if (!predicate) return false;
  here().subject = outer().subject;
  here().predicate = *predicate;
  if (attributes.id) {
    here().statement = iri_of_id(*attributes.id);
    if (!here().statement) return false;
  }
  const bool is_reference = attributes.resource || attributes.node_id || attributes.type ||
                            !attributes.properties.empty();
  if (is_reference && (attributes.parse_type || attributes.datatype)) {
    return fails("rdf:parseType and rdf:datatype stand alone");
  }
  if (attributes.parse_type) return start_parse_type(attributes);
  if (is_reference) return start_reference(attributes);
  here().holds = Holds::value;
  if (attributes.datatype) {
    here().holds = Holds::text;
    here().datatype = iri(*attributes.datatype);
    return here().datatype.has_value();
  }
  return true;
}

bool RdfXmlReader::start_parse_type(const Attributes& attributes) {
  if (attributes.datatype) return fails("rdf:parseType and rdf:datatype stand alone");
  if (attributes.parse_type == "Collection") {
    here().holds = Holds::list;
  } else if (attributes.parse_type == "Resource") {
    const auto node = intake_.fresh_blank();
    if (!add_triple(here(), node)) return false;
    here().holds = Holds::properties;
    here().subject = node;
  } else {
    // Section 7.2.20: what is unknown is taken as "Literal".
    here().holds = Holds::xml;
    xml_literal_ = {};
  }
  return true;
}

// A property whose object is named, or described, by attributes.
bool RdfXmlReader::start_reference(const Attributes& attributes) {
  if (attributes.resource && attributes.node_id) {
    return fails("a property may not have both rdf:resource and rdf:nodeID");
  }
  const auto object = attributes.resource  ? iri(*attributes.resource)
                      : attributes.node_id ? blank(*attributes.node_id)
                                           : intake_.fresh_blank();
  return object && add_triple(here(), *object) && add_properties(*object, attributes);
}

bool RdfXmlReader::on_end() {
  if (here().holds == Holds::xml && xml_literal_.has_open_elements()) {
    xml_literal_.end();
    return is_within_literal(xml_literal_.text().size());
  }
  const auto closed = std::move(open_.back());
  open_.pop_back();
  switch (closed.holds) {
    case Holds::value: {
      if (closed.has_object) return true;
      const auto object = literal(closed.text, languages_[closed.language]);
      return object && add_triple(closed, *object);
    }
    case Holds::text: {
      const auto object = intake_.literal(closed.text, *closed.datatype);
      return object && add_triple(closed, *object);
    }
    case Holds::xml: {
      const auto object = intake_.literal(xml_literal_.text(), known(kRdfXmlLiteral));
      return object && add_triple(closed, *object);
    }
    case Holds::list: return add_list(closed);
    default: return true;
  }
}

bool RdfXmlReader::add_list(const Element& property) {
  std::vector<TermId> cells;
  for (std::size_t i = 0; i < property.items.size(); ++i) cells.push_back(intake_.fresh_blank());
  cells.push_back(known(kRdfNil));
  for (std::size_t i = 0; i < property.items.size(); ++i) {
    if (!add(cells[i], kRdfFirst, property.items[i]) || !add(cells[i], kRdfRest, cells[i + 1])) {
      return false;
    }
  }
  return add_triple(property, cells.front());
}

bool RdfXmlReader::on_text(std::string_view text) {
  switch (here().holds) {
    case Holds::xml:
      xml_literal_.add_text(text);
      return is_within_literal(xml_literal_.text().size());
    case Holds::value:
      if (here().has_object) break;
      [[fallthrough]];
    case Holds::text: here().text += text; return is_within_literal(here().text.size());
    default: break;
  }
  return is_white_space(text) || fails("text where none may stand");
}

bool RdfXmlReader::on_comment(std::string_view text) {
  if (here().holds == Holds::xml) xml_literal_.add_comment(text);
  return is_within_literal(xml_literal_.text().size());
}

bool RdfXmlReader::on_instruction(std::string_view target, std::string_view text) {
  if (here().holds == Holds::xml) xml_literal_.add_instruction(target, text);
  return is_within_literal(xml_literal_.text().size());
}

bool RdfXmlReader::on_prefix(std::string_view prefix, std::string_view name_space) {
  if (name_space.size() > limits_.iri_bytes) {
    intake_.refuse(RdfError::too_large,
                   "a namespace is longer than " + std::to_string(limits_.iri_bytes) + " bytes");
    return false;
  }
  if (!prefix.empty() && is_absolute_iri(name_space)) {
    intake_.dataset().default_graph().set_prefix(std::string(prefix), std::string(name_space));
  }
  return true;
}

std::optional<TermId> RdfXmlReader::subject_of(const Attributes& attributes) {
  if (attributes.id.has_value() + attributes.node_id.has_value() + attributes.about.has_value() >
      1) {
    return refuse("a node has one of rdf:ID, rdf:nodeID and rdf:about");
  }
  if (attributes.id) return iri_of_id(*attributes.id);
  if (attributes.node_id) return blank(*attributes.node_id);
  if (attributes.about) return iri(*attributes.about);
  return intake_.fresh_blank();
}

std::optional<TermId> RdfXmlReader::iri(std::string_view reference) {
  return intake_.iri(bases_[here().base], reference);
}

std::optional<TermId> RdfXmlReader::iri_of(const XmlName& name) {
  if (name.name_space.empty()) {
    return refuse("<" + shortened(name.local) + "> has no namespace");
  }
  return intake_.iri({}, std::string(name.name_space).append(name.local));
}

std::optional<TermId> RdfXmlReader::iri_of_id(std::string_view id) {
  if (!is_xml_name(id)) return refuse("an rdf:ID is no XML name");
  const auto whole = intake_.absolute(bases_[here().base], "#" + std::string(id));
  if (!whole) return std::nullopt;
  if (!ids_.insert(*whole).second) return refuse("an rdf:ID stands twice");
  return intake_.known_iri(*whole);
}

std::optional<TermId> RdfXmlReader::blank(std::string_view node_id) {
  if (!is_xml_name(node_id)) return refuse("an rdf:nodeID is no XML name");
  return intake_.blank(node_id);
}

std::optional<TermId> RdfXmlReader::literal(std::string_view text, std::string_view language) {
  const auto datatype = language.empty() ? Dictionary::kStringType : Dictionary::kLangStringType;
  return intake_.literal(text, datatype, language);
}

bool RdfXmlReader::add_properties(TermId subject, const Attributes& attributes) {
  if (attributes.type) {
    const auto type = iri(*attributes.type);
    if (!type || !add(subject, kRdfType, *type)) return false;
  }
  for (const auto& [name, value] : attributes.properties) {
    const auto predicate = iri_of(name);
    if (!predicate) return false;
    const auto object = literal(value, languages_[here().language]);
    if (!object) return false;
    if (!intake_.add(intake_.dataset().default_graph(), {subject, *predicate, *object})) {
      return false;
    }
  }
  return true;
}

bool RdfXmlReader::add(TermId subject, std::string_view predicate, TermId object) {
  return intake_.add(intake_.dataset().default_graph(), {subject, known(predicate), object});
}

// Adds the triple of a property, and those that name it (section 7.3).
bool RdfXmlReader::add_triple(const Element& property, TermId object) {
  const auto& [subject, predicate] = std::tie(property.subject, property.predicate);
  if (!intake_.add(intake_.dataset().default_graph(), {subject, predicate, object})) return false;
  if (!property.statement) return true;
  const auto name = *property.statement;
  return add(name, kRdfType, known(kRdfStatement)) && add(name, kRdfSubject, subject) &&
         add(name, kRdfPredicate, predicate) && add(name, kRdfObject, object);
}

bool RdfXmlReader::is_within_literal(std::size_t size) {
  if (size <= limits_.literal_bytes) return true;
  intake_.refuse(RdfError::too_large,
                 "a literal is longer than " + std::to_string(limits_.literal_bytes) + " bytes");
  return false;
}

}  // namespace

Result<Dataset> read_rdf_xml(std::string_view document,
                             std::string_view base,
                             const ReadLimits& limits,
                             std::shared_ptr<Dictionary> dictionary) {
  return RdfXmlReader(document, base, limits, std::move(dictionary)).run();
}

}  // namespace passerelle::rdf

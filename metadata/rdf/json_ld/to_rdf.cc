#include "metadata/rdf/json_ld/to_rdf.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "metadata/rdf/intake.h"
#include "metadata/rdf/iri.h"
#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/values.h"
#include "node/base/text.h"

namespace passerelle::rdf::json_ld {
namespace {

constexpr double kFirstThatIsNoInteger = 1e21;  // larger numbers are written as xsd:double

// The canonical form of xsd:double, with the shortest digits that read back as the same number.
std::string canonical_double(double number) {
  std::array<char, 32> buffer{};
  const auto* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                  std::chars_format::scientific)
                        .ptr;
  const std::string text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const auto mark = text.find('e');
  auto digits = text.substr(0, mark);
  if (digits.find('.') == std::string::npos) digits += ".0";
  const int exponent = std::stoi(text.substr(mark + 1));
  return digits + "E" + std::to_string(exponent);
}

std::string integer_text(double number) {
  std::array<char, 32> buffer{};
  const auto* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                  std::chars_format::fixed, 0)
                        .ptr;
  std::string text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  return text == "-0" ? "0" : text;
}

struct Lexical {
  std::string text;
  std::string type;
};

// Returns the lexical form of a scalar and the type that it has when nothing else says one.
Lexical lexical_of(const Json& value, std::string_view type) {
  if (value.is_boolean()) return {value.get<bool>() ? "true" : "false", std::string(kXsdBoolean)};
  if (value.is_string()) return {value.get<std::string>(), kXsdString};
  const double number = value.get<double>();
  const bool is_double = type == kXsdDouble || std::abs(number) >= kFirstThatIsNoInteger ||
                         std::trunc(number) != number;
  if (is_double) return {canonical_double(number), std::string(kXsdDouble)};
  return {value.is_number_integer() ? value.dump() : integer_text(number),
          std::string(kXsdInteger)};
}

class Emitter {
 public:
  Emitter(RdfDirection direction, const ReadLimits& limits, std::shared_ptr<Dictionary> dictionary)
      : direction_(direction),
        intake_(limits, std::move(dictionary), [this] { return "in " + name_of_node(); }) {}

  Result<Dataset> run(const Json& expanded) {
    nodes(&intake_.dataset().default_graph(), expanded);
    if (refusal_) return *std::move(refusal_);
    return intake_.finish();
  }

 private:
  // A term; none for one that RDF does not have, whose triples are left out.
  using Name = std::optional<TermId>;

  void nodes(Graph* graph, const Json& nodes) {
    for (const auto& one : nodes) node(graph, one);
  }

  // Adds what a node object says and returns which node it is. Without a graph, nothing is added
  // but to the named graphs inside.
  Name node(Graph* graph, const Json& node) {
    node_ = &node;
    const auto subject = name_of(node);
    for (const auto& [key, values] : node.items()) {
      if (is_stopped_) break;
      if (key == "@type") types(graph, subject, values);
      else if (key == "@graph")
        nodes(subject ? &intake_.dataset().named(*subject) : nullptr, values);
      else if (key == "@included") nodes(graph, values);
      else if (key == "@reverse") reverse(graph, subject, values);
      else if (!is_keyword(key)) property(graph, subject, key, values);
    }
    return subject;
  }

  Name name_of(const Json& node) {
    if (!node.contains("@id")) return intake_.fresh_blank();
    if (!has_name(node)) return std::nullopt;
    return resource(node["@id"].get_ref<const std::string&>());
  }

  Name resource(const std::string& text) {
    return is_blank_label(text) ? intake_.blank(text) : iri(text);
  }

  // A fragment holds no second # (RFC 3987), which a vocabulary with one and a term easily make.
  Name iri(std::string_view text) {
    if (!is_absolute_iri(text) || std::ranges::count(text, '#') > 1) return std::nullopt;
    return taken(intake_.known_iri(text));
  }

  void types(Graph* graph, const Name& subject, const Json& types) {
    for (const auto& type : types) {
      add(graph, subject, iri(kRdfType), resource(type.get_ref<const std::string&>()));
    }
  }

  void reverse(Graph* graph, const Name& object, const Json& properties) {
    for (const auto& [property, values] : properties.items()) {
      const auto predicate = iri(property);
      for (const auto& value : values) add(graph, node(graph, value), predicate, object);
    }
  }

  void property(Graph* graph,
                const Name& subject,
                const std::string& property,
                const Json& values) {
    const auto predicate = iri(property);
    for (const auto& value : values) add(graph, subject, predicate, object(graph, value));
  }

  Name object(Graph* graph, const Json& item) {
    if (is_list_object(item)) return list(graph, item["@list"]);
    if (is_value_object(item)) return literal(graph, item);
    return node(graph, item);
  }

  Name list(Graph* graph, const Json& items) {
    auto next = items.empty() ? iri(kRdfNil) : intake_.fresh_blank();
    const auto head = next;
    for (std::size_t i = 0; i < items.size() && !is_stopped_; ++i) {
      const auto link = next;
      add(graph, link, iri(kRdfFirst), object(graph, items[i]));
      next = i + 1 == items.size() ? iri(kRdfNil) : intake_.fresh_blank();
      add(graph, link, iri(kRdfRest), next);
    }
    return head;
  }

  Name literal(Graph* graph, const Json& value) {
    const auto& scalar = value["@value"];
    const auto type = value.value("@type", std::string());
    if (type == "@json") return json_literal(scalar);
    const auto [text, implied] = lexical_of(scalar, type);
    const auto language = value.value("@language", std::string());
    if (value.contains("@language") && !is_language_tag(language)) return std::nullopt;
    const auto direction = value.value("@direction", std::string());
    if (!direction.empty() && direction_ == RdfDirection::i18n_datatype) {
      return literal(text, kI18n + lower_case(language) + "_" + direction);
    }
    if (!direction.empty() && direction_ == RdfDirection::compound_literal) {
      return compound(graph, text, lower_case(language), direction);
    }
    if (!language.empty()) return literal(text, kLangString, language);
    return literal(text, type.empty() ? implied : type);
  }

  Name literal(std::string_view text, std::string_view type, std::string_view language = {}) {
    const auto datatype = iri(type);
    const bool has_no_language = datatype == Dictionary::kLangStringType && language.empty();
    if (!datatype || has_no_language) return std::nullopt;
    return taken(intake_.literal(text, *datatype, language));
  }

  Name json_literal(const Json& value) {
    const auto text = canonical(value);
    if (text) return literal(*text, kRdfJson);
    is_stopped_ = true;
    refusal_ = Error{JsonLdError::invalid_json_literal,
                     "in " + name_of_node() + ": " + text.error().detail};
    return std::nullopt;
  }

  Name compound(Graph* graph,
                const std::string& text,
                const std::string& language,
                const std::string& direction) {
    const auto node = intake_.fresh_blank();
    add(graph, node, iri(kRdfValue), literal(text, kXsdString));
    if (!language.empty()) add(graph, node, iri(kRdfLanguage), literal(language, kXsdString));
    add(graph, node, iri(kRdfDirection), literal(direction, kXsdString));
    return node;
  }

  void add(Graph* graph, const Name& subject, const Name& predicate, const Name& object) {
    if (is_stopped_ || graph == nullptr || !subject || !predicate || !object) return;
    is_stopped_ = !intake_.add(*graph, {*subject, *predicate, *object});
  }

  // Stops when the intake has refused a term.
  Name taken(const Name& term) {
    is_stopped_ = is_stopped_ || !term;
    return term;
  }

  std::string name_of_node() const {
    if (!has_name(*node_)) return "a node without @id";
    return "<" + shortened((*node_)["@id"].get_ref<const std::string&>()) + ">";
  }

  RdfDirection direction_;
  Intake intake_;
  const Json* node_ = nullptr;  // the last one begun, for errors
  bool is_stopped_ = false;
  std::optional<Error> refusal_;  // of our own
};

}  // namespace

Result<Dataset> to_rdf(const Json& expanded,
                       RdfDirection direction,
                       const ReadLimits& limits,
                       std::shared_ptr<Dictionary> dictionary) {
  auto dataset = Emitter(direction, limits, std::move(dictionary)).run(expanded);
  if (dataset) dataset->index();
  return dataset;
}

}  // namespace passerelle::rdf::json_ld

#include "metadata/rdf/json_ld/to_rdf.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

#include "metadata/rdf/errors.h"
#include "metadata/rdf/iri.h"
#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/values.h"

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
  if (value.is_boolean()) return {value.get<bool>() ? "true" : "false", kXsdBoolean};
  if (value.is_string()) return {value.get<std::string>(), kXsdString};
  const double number = value.get<double>();
  const bool is_double = type == kXsdDouble || std::abs(number) >= kFirstThatIsNoInteger ||
                         std::trunc(number) != number;
  if (is_double) return {canonical_double(number), kXsdDouble};
  return {value.is_number_integer() ? value.dump() : integer_text(number), kXsdInteger};
}

class Emitter {
 public:
  Emitter(RdfDirection direction,
          const ReadLimits& limits,
          const std::shared_ptr<Dictionary>& dictionary)
      : direction_(direction), limits_(limits), terms_(*dictionary), dataset_(dictionary) {}

  Result<Dataset> run(const Json& expanded) {
    if (auto done = nodes(&dataset_.default_graph(), expanded); !done) return done.error();
    return std::move(dataset_);
  }

 private:
  // A term; none for one that RDF does not have, whose triples are left out.
  using Name = std::optional<TermId>;

  Result<void> nodes(Graph* graph, const Json& nodes) {
    for (const auto& one : nodes) {
      if (auto done = node(graph, one); !done) return done.error();
    }
    return {};
  }

  // Adds what a node object says and returns which node it is. Without a graph, nothing is added
  // but to the named graphs inside.
  Result<Name> node(Graph* graph, const Json& node) {
    const auto subject = name_of(node);
    for (const auto& [key, values] : node.items()) {
      Result<void> done;
      if (key == "@type") done = types(graph, subject, values);
      else if (key == "@graph") done = nodes(subject ? &dataset_.named(*subject) : nullptr, values);
      else if (key == "@included") done = nodes(graph, values);
      else if (key == "@reverse") done = reverse(graph, subject, values);
      else if (!is_keyword(key)) done = property(graph, subject, key, values);
      if (!done) return done.error();
    }
    return subject;
  }

  Name name_of(const Json& node) {
    const auto id = node.find("@id");
    if (id == node.end()) return terms_.fresh_blank();
    if (!id->is_string()) return std::nullopt;
    return resource(id->get_ref<const std::string&>());
  }

  Name resource(const std::string& text) {
    if (!is_blank_label(text)) return iri(text);
    const auto [known, is_new] = blanks_.try_emplace(text);
    if (is_new) known->second = terms_.fresh_blank();
    return known->second;
  }

  // A fragment holds no second # (RFC 3987), which a vocabulary with one and a term easily make.
  Name iri(const std::string& text) {
    if (!is_absolute_iri(text) || std::ranges::count(text, '#') > 1) return std::nullopt;
    return terms_.iri(text);
  }

  Result<void> types(Graph* graph, const Name& subject, const Json& types) {
    for (const auto& type : types) {
      const auto object = resource(type.get_ref<const std::string&>());
      if (auto added = add(graph, subject, terms_.iri(kRdfType), object); !added) return added;
    }
    return {};
  }

  Result<void> reverse(Graph* graph, const Name& object, const Json& properties) {
    for (const auto& [property, values] : properties.items()) {
      const auto predicate = iri(property);
      for (const auto& value : values) {
        const auto subject = node(graph, value);
        if (!subject) return subject.error();
        if (auto added = add(graph, *subject, predicate, object); !added) return added;
      }
    }
    return {};
  }

  Result<void> property(Graph* graph,
                        const Name& subject,
                        const std::string& property,
                        const Json& values) {
    const auto predicate = iri(property);
    for (const auto& value : values) {
      const auto term = object(graph, value);
      if (!term) return term.error();
      if (auto added = add(graph, subject, predicate, *term); !added) return added;
    }
    return {};
  }

  Result<Name> object(Graph* graph, const Json& item) {
    if (is_list_object(item)) return list(graph, item["@list"]);
    if (is_value_object(item)) return literal(graph, item);
    return node(graph, item);
  }

  Result<Name> list(Graph* graph, const Json& items) {
    std::vector<TermId> nodes(items.size());
    for (auto& one : nodes) one = terms_.fresh_blank();
    nodes.push_back(terms_.iri(kRdfNil));
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto first = object(graph, items[i]);
      if (!first) return first;
      if (auto added = add(graph, nodes[i], terms_.iri(kRdfFirst), *first); !added) {
        return added.error();
      }
      if (auto added = add(graph, nodes[i], terms_.iri(kRdfRest), nodes[i + 1]); !added) {
        return added.error();
      }
    }
    return nodes.front();
  }

  Result<Name> literal(Graph* graph, const Json& value) {
    const auto& scalar = value["@value"];
    const auto type = value.value("@type", std::string());
    if (type == "@json") {
      const auto text = canonical(scalar);
      if (!text) return refuse_json(text.error());
      return literal(*text, kRdfJson);
    }
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

  Result<Name> literal(std::string_view text,
                       const std::string& type,
                       std::string_view language = {}) {
    if (text.size() > limits_.literal_bytes) {
      return Error{RdfError::too_large,
                   "a literal is longer than " + std::to_string(limits_.literal_bytes) + " bytes"};
    }
    const auto datatype = iri(type);
    const bool is_text_without_language =
        datatype == Dictionary::kLangStringType && language.empty();
    if (!datatype || is_text_without_language) return std::nullopt;
    return terms_.literal(text, *datatype, language);
  }

  Result<Name> compound(Graph* graph,
                        const std::string& text,
                        const std::string& language,
                        const std::string& direction) {
    const auto node = terms_.fresh_blank();
    const std::array<std::pair<const char*, const std::string*>, 3> parts{
        {{kRdfValue, &text}, {kRdfLanguage, &language}, {kRdfDirection, &direction}}};
    for (const auto& [property, part] : parts) {
      if (part == &language && language.empty()) continue;
      const auto object = literal(*part, kXsdString);
      if (!object) return object;
      if (auto added = add(graph, node, terms_.iri(property), *object); !added) {
        return added.error();
      }
    }
    return node;
  }

  Error refuse_json(const Error& why) {
    return Error{JsonLdError::invalid_json_literal, "a JSON literal: " + why.detail};
  }

  Result<void> add(Graph* graph, const Name& subject, const Name& predicate, const Name& object) {
    if (graph == nullptr || !subject || !predicate || !object) return {};
    if (++triples_ > limits_.triples) {
      return Error{RdfError::too_large,
                   "more than " + std::to_string(limits_.triples) + " triples"};
    }
    graph->add(TripleIds{*subject, *predicate, *object});
    return {};
  }

  RdfDirection direction_;
  ReadLimits limits_;
  Dictionary& terms_;
  Dataset dataset_;
  std::size_t triples_ = 0;
  std::unordered_map<std::string, TermId> blanks_;  // by label in the document
};

}  // namespace

Result<Dataset> to_rdf(const Json& expanded,
                       RdfDirection direction,
                       const ReadLimits& limits,
                       std::shared_ptr<Dictionary> dictionary) {
  auto dataset = Emitter(direction, limits, dictionary).run(expanded);
  if (dataset) dataset->index();
  return dataset;
}

}  // namespace passerelle::rdf::json_ld

// Expansion: a JSON-LD document without contexts, every term an IRI, every value an object in an
// array (JSON-LD 1.1 API, section 5.1).
//
// Lifetime: refers to the processor, which outlives it.
// Thread safety: one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "metadata/rdf/json_ld/context_processor.h"

namespace passerelle::rdf::json_ld {

class Expander {
 public:
  // `base_url` is where the document stands: contexts that it names are relative to it.
  Expander(ContextProcessor& processor, std::string_view base_url, const Limits& limits);

  // Returns the expanded document, an array.
  Result<Json> expand(const Json& document, const ContextPtr& active);

 private:
  // What an element stands under: nothing at the top, a key, or @graph.
  using Property = std::optional<std::string_view>;
  enum class From { elsewhere, map };  // an item of a map of types, ids or indexes

  // An object while its entries are expanded.
  struct Node {
    ContextPtr active;
    ContextPtr type_scoped;  // what types and their contexts are looked up in
    Property property;
    std::optional<std::string> input_type;
    Json& result;
  };

  Result<Json> element(ContextPtr active,
                       const Property& property,
                       const Json& element,
                       const Place& where,
                       From from = From::elsewhere);
  Result<Json> array(const ContextPtr& active,
                     const Property& property,
                     const Json& array,
                     const Place& where,
                     From from);
  Result<Json> object(ContextPtr active,
                      const Property& property,
                      const Json& object,
                      const Place& where,
                      From from);
  Result<void> enter_contexts(Node& node, const Json& object, const Place& where, From from);
  Result<void> entries(Node& node, const Json& object, const Place& where);
  Result<void> nested(Node& node, std::string_view key, const Json& value, const Place& where);
  Result<Json> finished(Node& node, const Place& where);

  // Keywords: expand_keywords.cc.
  Result<void> keyword(Node& node, const std::string& name, const Json& value, const Place& where);
  Result<void> types(Node& node, const Json& value, const Place& where);
  Result<void> included(Node& node, const Json& value, const Place& where);
  Result<void> reverse(Node& node, const Json& value, const Place& where);
  Result<void> add_reversed(Node& node,
                            const std::string& property,
                            Json items,
                            const Place& where);

  // Terms: expand_terms.cc.
  Result<void> term(Node& node,
                    const std::string& key,
                    const std::string& iri,
                    const Json& value,
                    const Place& where);
  Result<Json> term_value(const Node& node,
                          const std::string& key,
                          const TermDefinition& definition,
                          const Json& value,
                          const Place& where);
  Result<Json> language_map(const Context& active,
                            const TermDefinition& definition,
                            const Json& map,
                            const Place& where);
  Result<Json> keyed_map(const ContextPtr& active,
                         const std::string& key,
                         const TermDefinition& definition,
                         const Json& map,
                         const Place& where);
  Result<void> add_key(const Context& active,
                       const TermDefinition& definition,
                       const std::string& key,
                       Json& item,
                       const Place& where);
  Result<void> add_property(const Context& active,
                            const std::string& property,
                            const std::string& key,
                            Json& item,
                            const Place& where);

  // Counts bytes of the result, as they are made; refuses when they are too many.
  Result<void> charge(std::size_t bytes, const Place& where);

  ContextProcessor& processor_;
  std::string base_url_;
  std::size_t maximum_bytes_;
  std::size_t bytes_ = 0;
};

// Refuses a value object with more than a value object has. Not for other rooms.
// Requires: object has @value.
Result<void> check_value_object(const Json& object, const Place& where);

// Returns what a value object takes. Not for other rooms.
std::size_t bytes_of(const Json& value);

// Returns a scalar that stands under a key as an object (section 5.3).
Json expand_value(const Context& active, std::string_view property, const Json& value);

}  // namespace passerelle::rdf::json_ld

// Compaction: expanded JSON-LD in the words of a context (JSON-LD 1.1 API, section 6). Arrays of
// one are written as that one; IRIs stay absolute, whatever the base.
//
// Lifetime: refers to the processor, which outlives it.
// Thread safety: one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "metadata/rdf/json_ld/context_processor.h"
#include "metadata/rdf/json_ld/inverse_context.h"

namespace passerelle::rdf::json_ld {

class Compactor {
 public:
  explicit Compactor(ContextProcessor& processor) : processor_(processor) {}

  // Returns an object without @context, which is for the caller to add: an array of nodes stands
  // under @graph. Refuses an IRI that would be read as a compact IRI.
  Result<Json> compact(const Json& expanded, const ContextPtr& active);

 private:
  using Property = std::optional<std::string>;

  // What an object is made of while it is compacted.
  struct Node {
    ContextPtr active;
    ContextPtr type_scoped;
    bool is_reversed;  // its keys are those of a map of reverse properties
    Json& result;
  };

  Result<Json> element(ContextPtr active,
                       const Property& property,
                       const Json& element,
                       const Place& where);
  Result<Json> array(const ContextPtr& active,
                     const Property& property,
                     const Json& array,
                     const Place& where);
  Result<Json> object(ContextPtr active,
                      const Property& property,
                      const Json& object,
                      const Place& where);
  Result<void> enter_types(Node& node, const Json& object, const Place& where);
  Result<bool> keyword(Node& node,
                       const Property& property,
                       const std::string& name,
                       const Json& value,
                       const Place& where);
  Result<void> types(Node& node, const Json& value, const Place& where);
  Result<void> reverse(Node& node, const Json& value, const Place& where);
  Result<void> property(Node& node, const std::string& iri, const Json& values, const Place& where);

  // One value of a property: compact_items.cc.
  struct Item;
  Result<void> item(Node& node, const std::string& iri, const Json& expanded, const Place& where);
  Result<void> list_item(Item& item);
  Result<void> graph_item(Item& item);
  Result<void> keyed_item(Item& item);
  Result<std::optional<std::string>> take_key(Item& item);
  Result<Json*> nest_of(Node& node, const std::string& term, const Place& where);

  // IRIs and values: compact_iris.cc.
  enum class Direction { forward, reverse };
  std::string keyword_alias(const ContextPtr& active, const std::string& keyword);
  // Returns the term that best fits a property with a value, else as `term_or_iri` without terms.
  Result<std::string> term_for(const ContextPtr& active,
                               const std::string& iri,
                               const Json& value,
                               Direction direction,
                               const Place& where);
  // Returns a term, an IRI relative to the vocabulary, a compact IRI or the IRI itself.
  Result<std::string> term_or_iri(const ContextPtr& active,
                                  const std::string& iri,
                                  const Place& where);
  // Returns a compact IRI or the IRI itself.
  Result<std::string> reference(const ContextPtr& active,
                                const std::string& iri,
                                const Place& where);
  Result<std::string> prefixed(const ContextPtr& active,
                               const std::string& iri,
                               const Json& value,
                               const Place& where);
  // Returns the scalar that says as much as the object does under that property, if there is one.
  Result<std::optional<Json>> value(const ContextPtr& active,
                                    const Property& property,
                                    const Json& object,
                                    const Place& where);
  const InverseContext& inverse(const ContextPtr& active);

  ContextProcessor& processor_;
  std::map<ContextPtr, InverseContext> inverses_;  // of every context met so far
};

}  // namespace passerelle::rdf::json_ld

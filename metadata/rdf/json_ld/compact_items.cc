// The part of compaction that lays out one value of a property as the container of its term wants
// (JSON-LD 1.1 API, section 6.1.2, steps 12.8.1 to 12.8.10).
#include <nlohmann/json.hpp>

#include "metadata/rdf/json_ld/compaction.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf::json_ld {
namespace {

// Takes the first of the values under a key, when it is text, and leaves the others.
std::optional<std::string> take_first(Json& object, const std::string& key) {
  if (!object.is_object() || !object.contains(key)) return std::nullopt;
  auto values = as_array(object[key]);
  if (values.empty() || !values.front().is_string()) return std::nullopt;
  auto first = values.front().get<std::string>();
  values.erase(values.begin());
  object.erase(key);
  if (!values.empty()) append(object, key, std::move(values), Layout::shortest);
  return first;
}

// Whether a term reads all that stands under it as one value: a list, or a JSON literal.
bool takes_one_value(const TermDefinition* term, const Json& value) {
  if (term == nullptr) return false;
  return is_list_object(value) ? term->containers.has(Container::list) : term->type == "@json";
}

}  // namespace

struct Compactor::Item {
  const ContextPtr& active;
  const Json& expanded;
  const std::string& term;
  Containers containers;
  Json& nest;  // where the term stands
  Json compacted;
  const Place& where;

  Layout layout() const {
    const bool is_array = containers.has(Container::set) || term == "@graph" || term == "@list";
    return is_array ? Layout::array : Layout::shortest;
  }
  Json& map() {
    auto& map = nest[term];
    if (map.is_null()) map = Json::object();
    return map;
  }
};

Result<void> Compactor::item(Node& node,
                             const std::string& iri,
                             const Json& expanded,
                             const Place& where) {
  const auto direction = node.is_reversed ? Direction::reverse : Direction::forward;
  auto term = term_for(node.active, iri, expanded, direction, where);
  if (!term) return term.error();
  auto nest = nest_of(node, *term, where);
  if (!nest) return nest.error();
  if (takes_one_value(node.active->find(*term), expanded) && (*nest)->contains(*term)) {
    // A second list or JSON literal would be read as part of the first.
    term = prefixed(node.active, iri, expanded, where);
    if (!term) return term.error();
    nest = &node.result;
  }
  const bool is_list = is_list_object(expanded);
  const bool is_graph = is_graph_object(expanded);
  const auto& content = is_list ? expanded["@list"] : is_graph ? expanded["@graph"] : expanded;
  auto compacted = element(node.active, *term, content, where);
  if (!compacted) return compacted.error();
  Item item{node.active,           expanded, *term, node.active->containers(*term), **nest,
            *std::move(compacted), where};
  if (is_list) return list_item(item);
  if (is_graph) return graph_item(item);
  if (takes_one_value(node.active->find(*term), expanded)) {
    item.nest[item.term] = std::move(item.compacted);
    return {};
  }
  const bool is_keyed = item.containers.has(Container::language) ||
                        item.containers.has(Container::index) ||
                        item.containers.has(Container::id) || item.containers.has(Container::type);
  if (is_keyed && !item.containers.has(Container::graph)) return keyed_item(item);
  append(item.nest, item.term, std::move(item.compacted), item.layout());
  return {};
}

Result<void> Compactor::list_item(Item& item) {
  item.compacted = as_array(std::move(item.compacted));
  if (item.containers.has(Container::list)) {
    item.nest[item.term] = std::move(item.compacted);
    return {};
  }
  Json list{{keyword_alias(item.active, "@list"), std::move(item.compacted)}};
  if (item.expanded.contains("@index")) {
    list[keyword_alias(item.active, "@index")] = item.expanded["@index"];
  }
  append(item.nest, item.term, std::move(list), item.layout());
  return {};
}

Result<void> Compactor::graph_item(Item& item) {
  const bool is_simple = is_simple_graph_object(item.expanded);
  const bool is_graph = item.containers.has(Container::graph);
  if (is_graph && item.containers.has(Container::id)) {
    auto key = is_simple ? keyword_alias(item.active, "@none")
                         : reference(item.active, item.expanded["@id"], item.where);
    if (!key) return key.error();
    append(item.map(), *key, std::move(item.compacted), item.layout());
    return {};
  }
  if (is_graph && item.containers.has(Container::index) && is_simple) {
    const auto key = item.expanded.contains("@index") ? item.expanded["@index"].get<std::string>()
                                                      : keyword_alias(item.active, "@none");
    append(item.map(), key, std::move(item.compacted), item.layout());
    return {};
  }
  if (is_graph && is_simple) {
    if (item.compacted.is_array() && item.compacted.size() > 1) {
      // Each item would be read as a graph of its own.
      item.compacted = Json{{keyword_alias(item.active, "@included"), std::move(item.compacted)}};
    }
    append(item.nest, item.term, std::move(item.compacted), item.layout());
    return {};
  }
  Json graph{{keyword_alias(item.active, "@graph"), std::move(item.compacted)}};
  if (!is_simple) {
    auto name = reference(item.active, item.expanded["@id"], item.where);
    if (!name) return name.error();
    graph[keyword_alias(item.active, "@id")] = *std::move(name);
  }
  if (item.expanded.contains("@index")) {
    graph[keyword_alias(item.active, "@index")] = item.expanded["@index"];
  }
  append(item.nest, item.term, std::move(graph), item.layout());
  return {};
}

Result<void> Compactor::keyed_item(Item& item) {
  auto key = take_key(item);
  if (!key) return key.error();
  if (!*key) *key = keyword_alias(item.active, "@none");
  append(item.map(), **key, std::move(item.compacted), item.layout());
  return {};
}

// Takes the key of a map out of an item that is to stand under it.
Result<std::optional<std::string>> Compactor::take_key(Item& item) {
  const auto& expanded = item.expanded;
  const auto* definition = item.active->find(item.term);
  if (item.containers.has(Container::language)) {
    if (is_value_object(expanded)) item.compacted = expanded["@value"];
    return text_of(expanded, "@language");
  }
  if (item.containers.has(Container::index)) {
    if (!definition->index) return text_of(expanded, "@index");
    // The key is read as a value of this very term, whatever else the property may be called.
    const auto& index = *definition->index;
    if (item.active->find(index) != nullptr) return take_first(item.compacted, index);
    const auto property = expand_iri(*item.active, index, Against::vocabulary);
    const auto word = term_or_iri(item.active, property.value_or(index), item.where);
    if (!word) return word.error();
    return take_first(item.compacted, *word);
  }
  if (item.containers.has(Container::id)) {
    return take_first(item.compacted, keyword_alias(item.active, "@id"));
  }
  auto type = take_first(item.compacted, keyword_alias(item.active, "@type"));
  const bool is_bare_reference =
      item.compacted.is_object() && item.compacted.size() == 1 &&
      expand_iri(*item.active, item.compacted.begin().key(), Against::vocabulary) == "@id";
  if (is_bare_reference) {
    const Json bare{{"@id", expanded["@id"]}};
    auto compacted = element(item.active, item.term, bare, item.where);
    if (!compacted) return compacted.error();
    item.compacted = *std::move(compacted);
  }
  return type;
}

}  // namespace passerelle::rdf::json_ld

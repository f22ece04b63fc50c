// What keys and values of a JSON-LD document mean: an active context (JSON-LD 1.1 API, section 4.1)
// and the terms it defines.
//
// Lifetime: scoped contexts point into the documents they were read from.
// Thread safety: values; a context that others may hold is never changed.
#pragma once

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "node/base/json.h"

namespace passerelle::rdf::json_ld {

enum class Container : std::uint8_t {
  graph = 1,
  id = 2,
  index = 4,
  language = 8,
  list = 16,
  set = 32,
  type = 64,
};

// A set of containers: how the values of a term are laid out.
class Containers {
 public:
  constexpr Containers() = default;
  constexpr Containers(std::initializer_list<Container> containers) {
    for (const auto one : containers) add(one);
  }
  constexpr void add(Container one) {
    bits_ = static_cast<std::uint8_t>(bits_ | static_cast<std::uint8_t>(one));
  }
  constexpr bool has(Container one) const { return (bits_ & static_cast<std::uint8_t>(one)) != 0; }
  constexpr bool is_empty() const { return bits_ == 0; }
  auto operator<=>(const Containers&) const = default;

 private:
  std::uint8_t bits_ = 0;
};

// What a term says about a language or a direction: nothing, that there is none, or which.
using Setting = std::optional<std::optional<std::string>>;

struct TermDefinition {
  std::optional<std::string> iri;  // an IRI, a blank node label or a keyword; none: not to be used
  bool is_prefix = false;
  bool is_protected = false;
  bool is_reverse = false;
  Containers containers;
  std::optional<std::string> type;  // an IRI, @id, @vocab, @json or @none
  Setting language;
  Setting direction;
  std::optional<std::string> index;  // the property that keys of an index map are values of
  std::optional<std::string> nest;
  const Json* context = nullptr;  // for what stands under the term
  std::string base_url;           // of `context`
};

// Whether two definitions differ in nothing but their protection.
bool say_the_same(const TermDefinition& one, const TermDefinition& other);

struct Context;
using ContextPtr = std::shared_ptr<const Context>;  // shared by the nodes it is active for

struct Context {
  std::map<std::string, std::shared_ptr<const TermDefinition>, std::less<>> terms;
  std::optional<std::string> base;
  std::string original_base;
  std::optional<std::string> vocabulary;
  std::optional<std::string> language;
  std::optional<std::string> direction;
  ContextPtr previous;  // what is active again in a node that this context is not meant for

  // Returns the definition of a term, or null.
  const TermDefinition* find(std::string_view term) const;

  // Returns the containers of a term; none for a key that is no term.
  Containers containers(std::string_view term) const;

  bool has_protected_terms() const;
};

// Returns the keyword that a key of a document stands for; nothing for any other key.
std::string_view keyword_for(const Context& active, std::string_view key);

// What a text that stands for an IRI may be relative to.
enum class Against { vocabulary, document, vocabulary_then_document };

// Returns the IRI, blank node label or keyword that a text stands for, or the text itself when
// nothing makes it absolute; nothing for a text that looks like a keyword (section 5.2).
std::optional<std::string> expand_iri(const Context& active,
                                      std::string_view text,
                                      Against against);

}  // namespace passerelle::rdf::json_ld

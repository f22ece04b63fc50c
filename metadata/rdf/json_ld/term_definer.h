// Defines the terms of one local context, each after those it depends on (JSON-LD 1.1 API,
// section 4.2). Not for other rooms.
//
// Lifetime: lives while the local context is read; refers to everything it is made from.
// Thread safety: one thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "metadata/rdf/json_ld/context_processor.h"

namespace passerelle::rdf::json_ld {

class TermDefiner {
 public:
  TermDefiner(ContextProcessor& processor,
              Context& context,
              const Json& local,
              const ContextProcessor::Call& call,
              const Place& where);

  // Puts the definition of one key of the local context into the context.
  Result<void> define(const std::string& term);

 private:
  // A definition while it is read.
  struct Draft {
    const std::string& term;
    const Json& entry;  // always an object
    const Place& where;
    TermDefinition definition;
    bool is_simple;  // written as text only
  };
  enum class Fate { defined, ignored };  // what looks like a keyword to come is ignored

  Result<Fate> read(Draft& draft);
  Result<void> read_protected(Draft& draft);
  Result<void> read_type(Draft& draft);
  Result<Fate> read_iri(Draft& draft);
  Result<Fate> read_reverse(Draft& draft);
  Result<Fate> read_id(Draft& draft);
  Result<Fate> imply_iri(Draft& draft);
  Result<void> read_containers(Draft& draft);
  Result<void> read_index(Draft& draft);
  Result<void> read_scoped_context(Draft& draft);
  Result<void> read_language(Draft& draft);
  Result<void> read_direction(Draft& draft);
  Result<void> read_nest(Draft& draft);
  Result<void> read_prefix(Draft& draft);

  // Returns the IRI that a text stands for by the vocabulary, after the terms it is made of.
  Result<std::optional<std::string>> expand(const std::string& text);
  Result<void> define_first(const std::string& term);

  ContextProcessor& processor_;
  Context& context_;
  const Json& local_;
  const ContextProcessor::Call& call_;
  const Place& where_;
  std::map<std::string, bool> is_defined_;  // false: in the middle of it
  std::size_t open_;                        // how many are in the middle of it
};

}  // namespace passerelle::rdf::json_ld

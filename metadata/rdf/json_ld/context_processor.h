// Makes active contexts out of the contexts that documents hold (JSON-LD 1.1 API, section 4).
// A context that is named by an IRI comes from a cache that the caller passes; nothing is fetched.
//
// Lifetime: the processor owns what it reads, so the contexts it makes live no longer than it does;
// the JSON passed in lives as long.
// Thread safety: one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "metadata/rdf/json_ld/context.h"
#include "metadata/rdf/json_ld/context_documents.h"
#include "metadata/rdf/json_ld/limits.h"
#include "metadata/rdf/json_ld/place.h"
#include "node/base/result.h"

namespace passerelle::rdf::json_ld {

// Returns the work that a text of a context counts for.
inline std::size_t work_of_text(const std::optional<std::string>& text) {
  return text ? text->size() / 8 : 0;
}

class ContextProcessor {
 public:
  ContextProcessor(const ContextDocuments& documents, const Limits& limits);
  ~ContextProcessor();

  // Returns the context that `local`, the value of an @context, makes of the active one.
  Result<ContextPtr> process(const ContextPtr& active,
                             const Json& local,
                             std::string_view base_url,
                             const Place& where);

  // How a scoped context is entered: through a property, through a type of a node, or through a key
  // of a map of types.
  enum class Scope { property, type, type_map };

  // Returns the context for what stands under a term with a scoped context.
  // Requires: definition.context != nullptr.
  Result<ContextPtr> enter(const ContextPtr& active,
                           const TermDefinition& definition,
                           Scope scope,
                           const Place& where);

  // What holds while a local context is read.
  struct Call {
    std::string base_url;
    std::vector<std::string> remote = {};  // the contexts by IRI on the way here
    std::size_t open_terms = 0;            // being defined on the way here
    bool may_override = false;             // protected terms
    bool propagates = true;                // to the nodes below
    bool checks_scoped = true;             // scoped contexts that are on the way already
  };

  // Changes a context by a local one. For TermDefiner, which checks scoped contexts by it.
  Result<void> apply(Context& context, const Json& local, Call call, const Place& where);

  // Counts work; refuses when it is too much.
  Result<void> charge(std::size_t units, const Place& where);

 private:
  Result<void> apply_one(Context& context, const Json& local, Call& call, const Place& where);
  Result<void> apply_remote(Context& context,
                            const std::string& reference,
                            Call& call,
                            const Place& where);
  Result<void> apply_definition(Context& context,
                                const Json& local,
                                const Call& call,
                                const Place& where);
  Result<const Json*> load(const std::string& iri, const Place& where);
  Result<const Json*> import(const Json& local, const Call& call, const Place& where);

  const ContextDocuments& documents_;
  Limits limits_;
  std::size_t work_ = 0;
  std::map<std::string, std::unique_ptr<const Json>> loaded_;  // by IRI: the value of @context
  std::vector<std::unique_ptr<const Json>> imported_;  // local contexts with what they import
  // Every node of a type enters the same context: each is made once. The active context is kept so
  // that its address stays its own.
  std::map<std::tuple<ContextPtr, const Json*, Scope>, ContextPtr> entered_;
};

}  // namespace passerelle::rdf::json_ld

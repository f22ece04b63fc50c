// For each IRI the terms that stand for it, by the values they are made for (JSON-LD 1.1 API,
// sections 4.3 and 4.4).
//
// Thread safety: values; any thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "metadata/rdf/json_ld/context.h"

namespace passerelle::rdf::json_ld {

class InverseContext {
 public:
  explicit InverseContext(const Context& context);

  // What tells the terms of one IRI and one container apart.
  enum class By { language, type, nothing };

  // Returns the best term for an IRI, or null: the first container of the list that has a term for
  // one of the wanted values, the first of them.
  const std::string* select(std::string_view iri,
                            std::span<const Containers> containers,
                            By by,
                            std::span<const std::string> wanted) const;

  bool has(std::string_view iri) const { return terms_.contains(iri); }

  // The terms that may begin a compact IRI, by the IRI they stand for.
  const std::multimap<std::string, std::string>& prefixes() const { return prefixes_; }

 private:
  struct Choices {
    std::map<std::string, std::string, std::less<>> by_language, by_type;
    std::string any;
  };
  void add(const Context& context, const std::string& term, const TermDefinition& definition);

  std::map<std::string, std::map<Containers, Choices>, std::less<>> terms_;  // by IRI
  std::multimap<std::string, std::string> prefixes_;
};

// Returns "en", "en_ltr", "_ltr", or the other text when there is neither language nor direction;
// in lower case, so that texts compare.
std::string language_key(const std::optional<std::string>& language,
                         const std::optional<std::string>& direction,
                         std::string_view neither);

}  // namespace passerelle::rdf::json_ld

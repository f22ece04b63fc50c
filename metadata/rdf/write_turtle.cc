#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "metadata/rdf/escape.h"
#include "metadata/rdf/turtle.h"

namespace passerelle::rdf {
namespace {

constexpr std::string_view kRdfType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
constexpr std::string_view kXsd = "http://www.w3.org/2001/XMLSchema#";
// Blank nodes nested deeper stand as blocks of their own, so that every reader can follow.
constexpr std::size_t kMaximumInlined = 16;

bool is_simple_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_simple(char c) { return is_simple_start(c) || (c >= '0' && c <= '9') || c == '-'; }

// Only names that need no escape; the grammar allows more.
bool is_simple_name(std::string_view name) {
  return !name.empty() && is_simple_start(name[0]) && std::ranges::all_of(name, is_simple);
}

bool is_simple_prefix(std::string_view name) {
  return name.empty() || (name[0] != '_' && is_simple_name(name));
}

bool is_integer(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// For each blank node that exactly one triple points to, the subject of that triple.
std::map<Blank, Resource> single_referrers(const Graph& graph) {
  std::map<Blank, Resource> referrers;
  std::set<Blank> several;
  for (const auto& triple : graph.triples()) {
    const auto* blank = std::get_if<Blank>(&triple.object);
    if (blank != nullptr && !referrers.emplace(*blank, triple.subject).second)
      several.insert(*blank);
  }
  for (const auto& blank : several) referrers.erase(blank);
  return referrers;
}

// Blank nodes that stand inside the block of another subject: chains of single referrers that end
// at a subject with a block, neither in a circle nor too deep.
std::set<Blank> inlined_blanks(const Graph& graph) {
  const auto referrers = single_referrers(graph);
  std::set<Blank> inlined;
  for (const auto& [blank, referrer] : referrers) {
    std::size_t depth = 1;
    const Resource* up = &referrer;
    while (depth <= kMaximumInlined) {
      const auto* above = std::get_if<Blank>(up);
      const auto next = above == nullptr ? referrers.end() : referrers.find(*above);
      if (next == referrers.end()) break;
      up = &next->second;
      ++depth;
    }
    if (depth <= kMaximumInlined) inlined.insert(blank);
  }
  return inlined;
}

class Writer {
 public:
  explicit Writer(const Graph& graph) : graph_(graph), inlined_(inlined_blanks(graph)) {}

  std::string write() {
    std::string blocks;
    const Resource* last = nullptr;
    for (const auto& triple : graph_.triples()) {
      if (last != nullptr && *last == triple.subject) continue;
      last = &triple.subject;
      if (is_inlined(triple.subject)) continue;
      blocks += "\n" + subject(triple.subject) + predicates(triple.subject, "    ") + " .\n";
    }
    std::string head;
    for (const auto& [prefix, name_space] : graph_.prefixes()) {
      if (used_.contains(prefix)) head += "@prefix " + prefix + ": <" + name_space + "> .\n";
    }
    return head + blocks;
  }

 private:
  bool is_inlined(const Resource& resource) const {
    const auto* blank = std::get_if<Blank>(&resource);
    return blank != nullptr && inlined_.contains(*blank);
  }

  // Returns the IRI with the longest namespace that leaves a simple name.
  std::string name(const Iri& iri) {
    const std::string* best = nullptr;
    std::size_t longest = 0;
    for (const auto& [prefix, name_space] : graph_.prefixes()) {
      if (name_space.size() <= longest || !iri.text.starts_with(name_space) ||
          !is_simple_prefix(prefix) ||
          !is_simple_name(std::string_view(iri.text).substr(name_space.size()))) {
        continue;
      }
      best = &prefix;
      longest = name_space.size();
    }
    if (best == nullptr) return written(iri);
    used_.insert(*best);
    return *best + ":" + iri.text.substr(longest);
  }

  std::string literal(const Literal& value) {
    if (!value.language.empty()) return quoted(value.lexical) + "@" + value.language;
    if (value.datatype == kXsdString) return quoted(value.lexical);
    const auto type = std::string_view(value.datatype);
    const bool is_bare = (type == std::string(kXsd) + "boolean" &&
                          (value.lexical == "true" || value.lexical == "false")) ||
                         (type == std::string(kXsd) + "integer" && is_integer(value.lexical));
    if (is_bare) return value.lexical;
    return quoted(value.lexical) + "^^" + name(Iri{value.datatype});
  }

  std::string subject(const Resource& resource) {
    if (const auto* iri = std::get_if<Iri>(&resource)) return name(*iri);
    return written(std::get<Blank>(resource));
  }

  std::string object(const Term& term, const std::string& indent) {
    if (const auto* iri = std::get_if<Iri>(&term)) return name(*iri);
    if (const auto* value = std::get_if<Literal>(&term)) return literal(*value);
    const auto& blank = std::get<Blank>(term);
    if (!inlined_.contains(blank)) return written(blank);
    const auto inside = predicates(blank, indent + "    ");
    return inside.empty() ? "[]" : "[" + inside + " ]";
  }

  // Types first, then the other predicates in order.
  std::string predicates(const Resource& subject, const std::string& indent) {
    std::vector<Triple> triples;
    for (const bool types : {true, false}) {
      for (auto& triple : graph_.about(subject)) {
        if ((triple.predicate.text == kRdfType) == types) triples.push_back(std::move(triple));
      }
    }
    std::string text;
    const Iri* last = nullptr;
    for (const auto& triple : triples) {
      if (last != nullptr && *last == triple.predicate) {
        text += " ,\n" + indent + "    " + object(triple.object, indent);
        continue;
      }
      const bool is_type = triple.predicate.text == kRdfType;
      text += last == nullptr ? " " : " ;\n" + indent;
      text += (is_type ? "a" : name(triple.predicate)) + " " + object(triple.object, indent);
      last = &triple.predicate;
    }
    return text;
  }

  const Graph& graph_;
  std::set<Blank> inlined_;
  std::set<std::string> used_;
};

}  // namespace

std::string write_turtle(const Graph& graph) { return Writer(graph).write(); }

}  // namespace passerelle::rdf

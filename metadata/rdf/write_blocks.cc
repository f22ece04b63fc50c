#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "metadata/rdf/escape.h"
#include "metadata/rdf/syntaxes.h"

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

// Sorts by value, so that the text does not depend on the order in which terms got their ids.
std::vector<TripleIds> in_order(const Graph& graph) {
  const auto& terms = graph.dictionary();
  std::vector<TripleIds> triples(graph.all().begin(), graph.all().end());
  const auto rank = [&](const TripleIds& triple) {
    // Types first, then the other predicates in order.
    return terms.text(triple.predicate) == kRdfType ? 0 : 1;
  };
  std::ranges::sort(triples, [&](const TripleIds& one, const TripleIds& other) {
    if (one.subject != other.subject) return terms.is_before(one.subject, other.subject);
    if (one.predicate != other.predicate) {
      const int ranks[]{rank(one), rank(other)};
      return ranks[0] != ranks[1] ? ranks[0] < ranks[1]
                                  : terms.is_before(one.predicate, other.predicate);
    }
    return terms.is_before(one.object, other.object);
  });
  return triples;
}

// For each blank node of a graph that exactly one triple points to, the subject of that triple.
// Nodes in `shared` stand in several graphs and need their label.
std::map<TermId, TermId> single_referrers(const Graph& graph, const std::set<TermId>& shared) {
  std::map<TermId, TermId> referrers;
  std::set<TermId> several = shared;
  for (const auto& triple : graph.all()) {
    if (graph.dictionary().kind(triple.object) == TermKind::blank &&
        !referrers.emplace(triple.object, triple.subject).second) {
      several.insert(triple.object);
    }
  }
  for (const auto blank : several) referrers.erase(blank);
  return referrers;
}

// Blank nodes that stand inside the block of another subject: chains of single referrers that end
// at a subject with a block, neither in a circle nor too deep.
std::set<TermId> inlined_blanks(const Graph& graph, const std::set<TermId>& shared) {
  const auto referrers = single_referrers(graph, shared);
  std::set<TermId> inlined;
  for (const auto& [blank, referrer] : referrers) {
    std::size_t depth = 1;
    auto up = referrers.find(referrer);
    while (depth <= kMaximumInlined && up != referrers.end()) {
      up = referrers.find(up->second);
      ++depth;
    }
    if (depth <= kMaximumInlined) inlined.insert(blank);
  }
  return inlined;
}

// Blank nodes of more than one graph, or that name one.
std::set<TermId> shared_blanks(const NamedGraphs& graphs) {
  std::set<TermId> shared;
  if (graphs.size() == 1) return shared;
  std::map<TermId, std::size_t> last_graph;
  for (std::size_t i = 0; i < graphs.size(); ++i) {
    const auto& terms = graphs[i].graph->dictionary();
    if (graphs[i].name) shared.insert(*graphs[i].name);
    for (const auto& triple : graphs[i].graph->all()) {
      for (const auto id : {triple.subject, triple.object}) {
        if (terms.kind(id) != TermKind::blank) continue;
        if (last_graph.emplace(id, i).first->second != i) shared.insert(id);
      }
    }
  }
  return shared;
}

class Writer {
 public:
  using Prefixes = std::map<std::string, std::string>;

  explicit Writer(const Prefixes& prefixes) : prefixes_(prefixes) {}

  // Adds the blocks of one graph.
  void add(const Graph& graph, const std::set<TermId>& shared, const std::string& indent) {
    terms_ = &graph.dictionary();
    triples_ = in_order(graph);
    inlined_ = inlined_blanks(graph, shared);
    blocks_.clear();
    for (std::size_t i = 0; i < triples_.size(); ++i) {
      if (i == 0 || triples_[i].subject != triples_[i - 1].subject) {
        blocks_.emplace(triples_[i].subject, i);
      }
    }
    for (std::size_t i = 0; i < triples_.size(); ++i) {
      const auto subject = triples_[i].subject;
      if (blocks_.at(subject) != i || inlined_.contains(subject)) continue;
      body_ += "\n" + indent;
      term(subject);
      predicates(subject, indent + "    ");
      body_ += " .\n";
    }
  }

  void open(const Dictionary& terms, TermId name) {
    terms_ = &terms;
    body_ += "\n";
    term(name);
    body_ += " {";
  }
  void close() { body_ += "}\n"; }

  std::string text() const {
    std::string head;
    for (const auto& [prefix, name_space] : prefixes_) {
      if (!used_.contains(prefix)) continue;
      head += "@prefix " + prefix + ": ";
      append_iri(head, name_space);
      head += " .\n";
    }
    return head + body_;
  }

 private:
  // Writes the IRI with the longest namespace that leaves a simple name.
  void iri(std::string_view text) {
    const std::string* best = nullptr;
    std::size_t longest = 0;
    for (const auto& [prefix, name_space] : prefixes_) {
      if (name_space.size() <= longest || !text.starts_with(name_space) ||
          !is_simple_prefix(prefix) || !is_simple_name(text.substr(name_space.size()))) {
        continue;
      }
      best = &prefix;
      longest = name_space.size();
    }
    if (best == nullptr) return append_iri(body_, text);
    used_.insert(*best);
    body_.append(*best).append(":").append(text.substr(longest));
  }

  void literal(TermId id) {
    const auto lexical = terms_->text(id);
    const auto datatype = terms_->datatype(id);
    if (datatype == Dictionary::kStringType || datatype == Dictionary::kLangStringType) {
      return append_term(body_, *terms_, id);
    }
    const auto type = terms_->text(datatype);
    const auto name = type.starts_with(kXsd) ? type.substr(kXsd.size()) : std::string_view();
    const bool is_bare = (name == "boolean" && (lexical == "true" || lexical == "false")) ||
                         (name == "integer" && is_integer(lexical));
    if (is_bare) {
      body_ += lexical;
      return;
    }
    append_quoted(body_, lexical);
    body_ += "^^";
    iri(type);
  }

  void term(TermId id) {
    switch (terms_->kind(id)) {
      case TermKind::iri: return iri(terms_->text(id));
      case TermKind::blank: return append_term(body_, *terms_, id);
      case TermKind::literal: return literal(id);
    }
  }

  void object(TermId id, const std::string& indent) {
    if (!inlined_.contains(id)) return term(id);
    body_ += "[";
    if (blocks_.contains(id)) {
      predicates(id, indent + "    ");
      body_ += " ";
    }
    body_ += "]";
  }

  void predicates(TermId subject, const std::string& indent) {
    const auto first = blocks_.at(subject);
    for (auto i = first; i < triples_.size() && triples_[i].subject == subject; ++i) {
      const auto& triple = triples_[i];
      if (i > first && triple.predicate == triples_[i - 1].predicate) {
        body_ += " ,\n" + indent + "    ";
      } else {
        body_ += i == first ? std::string(" ") : " ;\n" + indent;
        if (terms_->text(triple.predicate) == kRdfType) body_ += "a";
        else term(triple.predicate);
        body_ += " ";
      }
      object(triple.object, indent);
    }
  }

  const Prefixes& prefixes_;
  std::string body_;
  std::set<std::string> used_;
  // Of the graph that is being written:
  const Dictionary* terms_ = nullptr;
  std::vector<TripleIds> triples_;
  std::map<TermId, std::size_t> blocks_;  // subject → its first triple
  std::set<TermId> inlined_;
};

}  // namespace

std::string written_blocks(const NamedGraphs& graphs) {
  const auto shared = shared_blanks(graphs);
  Writer writer(graphs.front().graph->prefixes());
  for (const auto& [name, graph] : graphs) {
    if (!name) {
      writer.add(*graph, shared, "");
      continue;
    }
    writer.open(graph->dictionary(), *name);
    writer.add(*graph, shared, "    ");
    writer.close();
  }
  return writer.text();
}

}  // namespace passerelle::rdf

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "metadata/rdf/blocks.h"
#include "metadata/rdf/characters.h"
#include "metadata/rdf/escape.h"
#include "metadata/rdf/syntaxes.h"
#include "metadata/rdf/vocabulary.h"

namespace passerelle::rdf {
namespace {

bool is_simple_start(char c) { return is_letter(c) || c == '_'; }
bool is_simple(char c) { return is_simple_start(c) || is_digit(c) || c == '-'; }

// Only names that need no escape; the grammar allows more.
bool is_simple_name(std::string_view name) {
  return !name.empty() && is_simple_start(name[0]) && std::ranges::all_of(name, is_simple);
}

bool is_simple_prefix(std::string_view name) {
  return name.empty() || (name[0] != '_' && is_simple_name(name));
}

bool is_integer(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, is_digit);
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

class BlockWriter {
 public:
  using Prefixes = std::map<std::string, std::string>;

  explicit BlockWriter(const Prefixes& prefixes) : prefixes_(prefixes) {}

  // Adds the blocks of one graph.
  void add(const Graph& graph, const std::set<TermId>& shared, const std::string& indent) {
    const Blocks blocks(graph.dictionary(), {graph.all().begin(), graph.all().end()}, shared);
    terms_ = &graph.dictionary();
    blocks_ = &blocks;
    for (const auto subject : blocks.subjects()) {
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
    const bool is_bare = (type == kXsdBoolean && (lexical == "true" || lexical == "false")) ||
                         (type == kXsdInteger && is_integer(lexical));
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
    if (!blocks_->is_inlined(id)) return term(id);
    body_ += "[";
    if (!blocks_->about(id).empty()) {
      predicates(id, indent + "    ");
      body_ += " ";
    }
    body_ += "]";
  }

  void predicates(TermId subject, const std::string& indent) {
    const TripleIds* last = nullptr;
    for (const auto& triple : blocks_->about(subject)) {
      if (last != nullptr && triple.predicate == last->predicate) {
        body_ += " ,\n" + indent + "    ";
      } else {
        body_ += last == nullptr ? std::string(" ") : " ;\n" + indent;
        if (terms_->text(triple.predicate) == kRdfType) body_ += "a";
        else term(triple.predicate);
        body_ += " ";
      }
      object(triple.object, indent);
      last = &triple;
    }
  }

  const Prefixes& prefixes_;
  std::string body_;
  std::set<std::string> used_;
  // Of the graph that is being written:
  const Dictionary* terms_ = nullptr;
  const Blocks* blocks_ = nullptr;
};

}  // namespace

std::string written_blocks(const NamedGraphs& graphs) {
  const auto shared = shared_blanks(graphs);
  BlockWriter writer(graphs.front().graph->prefixes());
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

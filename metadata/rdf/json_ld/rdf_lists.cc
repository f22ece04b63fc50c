#include "metadata/rdf/json_ld/rdf_lists.h"

#include <algorithm>

#include "metadata/rdf/json_ld/rdf_terms.h"

namespace passerelle::rdf::json_ld {
namespace {

// Lists in lists are written inside each other no deeper than this, so that every reader can
// follow; below they stay chains of nodes.
constexpr std::size_t kMaximumNesting = 16;

}  // namespace

BlankUses::BlankUses(const Dataset& dataset) {
  const auto& terms = dataset.dictionary();
  const auto type = terms.find_iri(kRdfType);
  const auto note_all = [&](const Graph& graph) {
    for (const auto& triple : graph.all()) {
      note(triple.subject, graph, terms, nullptr);
      note(triple.object, graph, terms, &triple);
      if (triple.predicate == type) blanks_[triple.object].is_named = true;
    }
  };
  note_all(dataset.default_graph());
  for (const auto& [name, graph] : dataset.named_graphs()) {
    note_all(graph);
    blanks_[name].is_named = true;
  }
}

void BlankUses::note(TermId term,
                     const Graph& graph,
                     const Dictionary& terms,
                     const TripleIds* use) {
  if (terms.kind(term) != TermKind::blank) return;
  auto& blank = blanks_[term];
  if (blank.graph == nullptr) blank.graph = &graph;
  blank.is_named = blank.is_named || blank.graph != &graph;
  if (use == nullptr) return;
  blank.use = *use;
  ++blank.uses;
}

bool BlankUses::is_used_once_in(const Graph& graph, TermId blank) const {
  const auto found = blanks_.find(blank);
  return found != blanks_.end() && found->second.graph == &graph && found->second.uses == 1 &&
         !found->second.is_named;
}

RdfLists::RdfLists(const Graph& graph, const BlankUses& uses) {
  const auto& terms = graph.dictionary();
  const auto first = terms.find_iri(kRdfFirst);
  const auto rest = terms.find_iri(kRdfRest);
  const auto nil = terms.find_iri(kRdfNil);
  if (!nil) return;
  items_[*nil] = {};
  if (!first || !rest) return;
  const Words words{*first, *rest, *nil, terms.find_iri(kRdfType), terms.find_iri(kRdfList)};
  for (const auto& last : graph.with_object(*rest, *nil)) {
    std::vector<TermId> items;
    std::vector<TermId> links;
    for (auto use = last; use.predicate == *rest; use = uses.use_of(use.subject)) {
      if (!uses.is_used_once_in(graph, use.subject)) break;
      const auto item = item_of(graph, words, use.subject);
      if (!item) break;
      items.push_back(*item);
      links.push_back(use.subject);
    }
    if (links.empty()) continue;
    for (const auto link : links) head_of_[link] = links.back();
    std::ranges::reverse(items);
    items_[links.back()] = std::move(items);
  }
  std::vector<TermId> too_deep;
  for (const auto& [head, items] : items_) {
    if (is_too_deep(uses, words, head)) too_deep.push_back(head);
  }
  for (const auto head : too_deep) items_.erase(head);
  std::erase_if(head_of_, [&](const auto& link) { return !items_.contains(link.second); });
}

const std::vector<TermId>* RdfLists::find(TermId head) const {
  const auto found = items_.find(head);
  return found == items_.end() ? nullptr : &found->second;
}

// Returns the item of a link that says one rdf:first, one rdf:rest and at most that it is a list.
std::optional<TermId> RdfLists::item_of(const Graph& graph, const Words& words, TermId link) const {
  std::optional<TermId> item;
  std::size_t rests = 0;
  for (const auto& triple : graph.with_subject(link)) {
    if (triple.predicate == words.rest && rests == 0) ++rests;
    else if (triple.predicate == words.first && !item) item = triple.object;
    else if (triple.predicate != words.type || triple.object != words.list) return std::nullopt;
  }
  return rests == 1 ? item : std::nullopt;
}

bool RdfLists::is_too_deep(const BlankUses& uses, const Words& words, TermId head) const {
  if (head == words.nil) return false;
  for (std::size_t depth = 1; depth <= kMaximumNesting; ++depth) {
    const auto& use = uses.use_of(head);
    const auto outer = head_of_.find(use.subject);
    if (use.predicate != words.first || outer == head_of_.end()) return false;
    head = outer->second;
  }
  return true;
}

}  // namespace passerelle::rdf::json_ld

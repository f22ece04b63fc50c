#include "metadata/rdf/blocks.h"

#include <algorithm>

#include "metadata/rdf/vocabulary.h"

namespace passerelle::rdf {
namespace {

// Blank nodes nested deeper stand as blocks of their own, so that every reader can follow.
constexpr std::size_t kMaximumInlined = 16;

// Sorts by value, so that the text does not depend on the order in which terms got their ids.
void sort_by_value(const Dictionary& terms, std::vector<TripleIds>& triples) {
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
}

// For each blank node of a graph that exactly one triple points to, the subject of that triple.
std::map<TermId, TermId> single_referrers(const Dictionary& terms,
                                          std::span<const TripleIds> triples,
                                          const std::set<TermId>& labelled) {
  std::map<TermId, TermId> referrers;
  std::set<TermId> several = labelled;
  for (const auto& triple : triples) {
    if (terms.kind(triple.object) == TermKind::blank &&
        !referrers.emplace(triple.object, triple.subject).second) {
      several.insert(triple.object);
    }
  }
  for (const auto blank : several) referrers.erase(blank);
  return referrers;
}

// Blank nodes that stand inside the block of another subject: chains of single referrers that end
// at a subject with a block, neither in a circle nor too deep.
std::set<TermId> inlined_blanks(const Dictionary& terms,
                                std::span<const TripleIds> triples,
                                const std::set<TermId>& labelled) {
  const auto referrers = single_referrers(terms, triples, labelled);
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

}  // namespace

Blocks::Blocks(const Dictionary& terms,
               std::vector<TripleIds> triples,
               const std::set<TermId>& labelled)
    : triples_(std::move(triples)) {
  sort_by_value(terms, triples_);
  inlined_ = inlined_blanks(terms, triples_, labelled);
  for (std::size_t i = 0; i < triples_.size(); ++i) {
    const auto subject = triples_[i].subject;
    const auto [entry, is_new] = ranges_.try_emplace(subject, Range{i, 0});
    ++entry->second.size;
    if (is_new && !is_inlined(subject)) subjects_.push_back(subject);
  }
}

std::span<const TripleIds> Blocks::about(TermId subject) const {
  const auto found = ranges_.find(subject);
  if (found == ranges_.end()) return {};
  return std::span(triples_).subspan(found->second.first, found->second.size);
}

}  // namespace passerelle::rdf

#include "metadata/shacl/view.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <span>

namespace passerelle::shacl {
namespace {

using rdf::TermId;
using rdf::TripleIds;
using Span = std::span<const TripleIds>;

// Joins one end of the triples of both graphs, each in the order of that end.
Terms joined(Span data, Span background, TermId TripleIds::* end) {
  Terms terms;
  terms.reserve(data.size() + background.size());
  if (background.empty()) {
    for (const auto& triple : data) terms.push_back(triple.*end);
  } else {
    const auto ends = [end](Span triples) {
      return triples |
             std::views::transform([end](const TripleIds& triple) { return triple.*end; });
    };
    std::ranges::set_union(ends(data), ends(background), std::back_inserter(terms));
  }
  return terms;
}

}  // namespace

bool holds(const Terms& terms, TermId term) {
  return std::binary_search(terms.begin(), terms.end(), term);
}

Terms View::objects(TermId subject, TermId predicate) const {
  return joined(data_->with(subject, predicate),
                background_ ? background_->with(subject, predicate) : Span{}, &TripleIds::object);
}

Terms View::subjects(TermId predicate, TermId object) const {
  return joined(data_->with_object(predicate, object),
                background_ ? background_->with_object(predicate, object) : Span{},
                &TripleIds::subject);
}

bool View::has(TermId subject, TermId predicate, TermId object) const {
  const TripleIds triple{subject, predicate, object};
  return data_->has(triple) || (background_ && background_->has(triple));
}

std::vector<TripleIds> View::about(TermId subject) const {
  const auto data = data_->with_subject(subject);
  std::vector<TripleIds> triples(data.begin(), data.end());
  if (!background_) return triples;
  for (const auto& triple : background_->with_subject(subject)) {
    if (!data_->has(triple)) triples.push_back(triple);
  }
  return triples;
}

}  // namespace passerelle::shacl

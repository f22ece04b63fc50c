#include "metadata/rdf/graph.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

namespace passerelle::rdf {
namespace {

// Orders triples by one part; those alike in it keep their order. A radix sort: catalogues have
// hundreds of thousands of triples, and ids are small numbers.
void order_by(TermId TripleIds::* part, std::vector<TripleIds>& triples) {
  constexpr unsigned kBits = 11;
  constexpr std::size_t kDigits = std::size_t{1} << kBits;
  std::uint32_t largest = 0;
  for (const auto& triple : triples) largest = std::max(largest, (triple.*part).value);
  std::vector<TripleIds> ordered(triples.size());
  for (unsigned shift = 0; shift < 32 && (largest >> shift) > 0; shift += kBits) {
    const auto digit = [&](const TripleIds& triple) {
      return ((triple.*part).value >> shift) % kDigits;
    };
    std::array<std::size_t, kDigits> places{};
    for (const auto& triple : triples) ++places[digit(triple)];
    std::exclusive_scan(places.begin(), places.end(), places.begin(), std::size_t{0});
    for (const auto& triple : triples) ordered[places[digit(triple)]++] = triple;
    triples.swap(ordered);
  }
}

// Returns the triples of a sorted list whose leading part, as `part` takes it, is `wanted`.
template <class Wanted, class Part>
std::span<const TripleIds> range(std::span<const TripleIds> sorted,
                                 const Wanted& wanted,
                                 Part part) {
  const auto found = std::ranges::equal_range(sorted, wanted, {}, part);
  return {found.begin(), found.end()};
}

}  // namespace

Graph::Graph() : Graph(std::make_shared<Dictionary>()) {}
Graph::Graph(std::shared_ptr<Dictionary> dictionary) : dictionary_(std::move(dictionary)) {}

void Graph::sort() const {
  if (sorted_ == triples_.size()) return;
  const auto middle = triples_.begin() + static_cast<std::ptrdiff_t>(sorted_);
  std::sort(middle, triples_.end());
  std::inplace_merge(triples_.begin(), middle, triples_.end());
  triples_.erase(std::unique(triples_.begin(), triples_.end()), triples_.end());
  sorted_ = triples_.size();
  by_predicate_.clear();
  by_object_.clear();
}

// Sorted by subject, then predicate: a pass over objects makes object, subject, predicate.
const std::vector<TripleIds>& Graph::by_object() const {
  sort();
  if (by_object_.size() != triples_.size()) {
    by_object_ = triples_;
    order_by(&TripleIds::object, by_object_);
  }
  return by_object_;
}

// And a pass over the predicates of that makes predicate, object, subject.
const std::vector<TripleIds>& Graph::by_predicate() const {
  const auto& objects_first = by_object();
  if (by_predicate_.size() != triples_.size()) {
    by_predicate_ = objects_first;
    order_by(&TripleIds::predicate, by_predicate_);
  }
  return by_predicate_;
}

void Graph::index() {
  by_predicate();  // which is made from the others
}

std::size_t Graph::size() const { return all().size(); }

std::span<const TripleIds> Graph::all() const {
  sort();
  return triples_;
}

std::span<const TripleIds> Graph::with_subject(TermId subject) const {
  return range(all(), subject, &TripleIds::subject);
}

std::span<const TripleIds> Graph::with(TermId subject, TermId predicate) const {
  return range(all(), std::tuple(subject, predicate),
               [](const TripleIds& t) { return std::tuple(t.subject, t.predicate); });
}

std::span<const TripleIds> Graph::with_predicate(TermId predicate) const {
  return range(by_predicate(), predicate, &TripleIds::predicate);
}

std::span<const TripleIds> Graph::with_object(TermId predicate, TermId object) const {
  return range(by_predicate(), std::tuple(predicate, object),
               [](const TripleIds& t) { return std::tuple(t.predicate, t.object); });
}

std::span<const TripleIds> Graph::pointing_to(TermId object) const {
  return range(by_object(), object, &TripleIds::object);
}

bool Graph::has(const TripleIds& triple) const { return std::ranges::binary_search(all(), triple); }

void Graph::add(const Triple& triple) { add(triple.subject, triple.predicate.text, triple.object); }

void Graph::add(const Resource& subject, std::string_view predicate, const Term& object) {
  // In this order, so that ids do not depend on how a compiler evaluates arguments.
  const auto who = dictionary_->add(as_term(subject));
  const auto what = dictionary_->iri(predicate);
  add(TripleIds{who, what, dictionary_->add(object)});
}

void Graph::merge(const Graph& other) {
  for (const auto& [prefix, name_space] : other.prefixes_) prefixes_.emplace(prefix, name_space);
  std::map<TermId, TermId> renamed;
  const auto ours = [&](TermId id) {
    if (other.dictionary_->kind(id) != TermKind::blank) {
      return dictionary_->add(*other.dictionary_, id);
    }
    const auto [entry, is_new] = renamed.emplace(id, TermId{});
    if (is_new) entry->second = dictionary_->fresh_blank();
    return entry->second;
  };
  // A copy: `other` may be this graph.
  const std::vector<TripleIds> added(other.all().begin(), other.all().end());
  for (const auto& triple : added) {
    const auto subject = ours(triple.subject);
    const auto predicate = ours(triple.predicate);
    add(TripleIds{subject, predicate, ours(triple.object)});
  }
}

bool Graph::has(const Resource& subject, std::string_view predicate, const Term& object) const {
  const auto who = dictionary_->find(as_term(subject));
  const auto what = dictionary_->find_iri(predicate);
  const auto value = dictionary_->find(object);
  return who && what && value && has(TripleIds{*who, *what, *value});
}

std::vector<Term> Graph::objects(const Resource& subject, std::string_view predicate) const {
  std::vector<Term> found;
  const auto who = dictionary_->find(as_term(subject));
  const auto what = dictionary_->find_iri(predicate);
  if (!who || !what) return found;
  for (const auto& triple : with(*who, *what)) found.push_back(dictionary_->term(triple.object));
  std::ranges::sort(found);
  return found;
}

std::vector<Resource> Graph::resources(const Resource& subject, std::string_view predicate) const {
  std::vector<Resource> found;
  for (const auto& term : objects(subject, predicate)) {
    if (auto resource = as_resource(term)) found.push_back(*std::move(resource));
  }
  return found;
}

std::vector<Literal> Graph::literals(const Resource& subject, std::string_view predicate) const {
  std::vector<Literal> found;
  for (const auto& term : objects(subject, predicate)) {
    if (const auto* literal = std::get_if<Literal>(&term)) found.push_back(*literal);
  }
  return found;
}

std::vector<Resource> Graph::subjects(std::string_view predicate, const Term& object) const {
  std::vector<Resource> found;
  const auto what = dictionary_->find_iri(predicate);
  const auto value = dictionary_->find(object);
  if (!what || !value) return found;
  for (const auto& triple : with_object(*what, *value)) {
    found.push_back(dictionary_->resource(triple.subject));
  }
  std::ranges::sort(found);
  return found;
}

std::vector<Triple> Graph::values(std::span<const TripleIds> triples) const {
  std::vector<Triple> found;
  found.reserve(triples.size());
  for (const auto& triple : triples) {
    found.push_back({dictionary_->resource(triple.subject),
                     Iri{std::string(dictionary_->text(triple.predicate))},
                     dictionary_->term(triple.object)});
  }
  std::ranges::sort(found);
  return found;
}

std::vector<Triple> Graph::about(const Resource& subject) const {
  const auto who = dictionary_->find(as_term(subject));
  return who ? values(with_subject(*who)) : std::vector<Triple>{};
}

std::vector<Triple> Graph::triples() const { return values(all()); }

std::optional<Term> Graph::object(const Resource& subject, std::string_view predicate) const {
  auto found = objects(subject, predicate);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Graph Graph::description_of(const Resource& subject) const {
  Graph part;
  part.prefixes_ = prefixes_;
  const auto root = dictionary_->find(as_term(subject));
  if (!root) return part;
  std::set<TermId> seen{*root};
  std::vector<TermId> open{*root};
  const auto theirs = [&](TermId id) { return part.dictionary_->add(*dictionary_, id); };
  while (!open.empty()) {
    const TermId next = open.back();
    open.pop_back();
    for (const auto& triple : with_subject(next)) {
      const bool is_blank = dictionary_->kind(triple.object) == TermKind::blank;
      if (is_blank && seen.insert(triple.object).second) open.push_back(triple.object);
      const auto predicate = theirs(triple.predicate);
      part.add(TripleIds{theirs(next), predicate, theirs(triple.object)});
    }
  }
  return part;
}

void Graph::set_prefix(std::string prefix, std::string name_space) {
  prefixes_[std::move(prefix)] = std::move(name_space);
}

bool Graph::operator==(const Graph& other) const {
  if (size() != other.size()) return false;
  if (dictionary_ == other.dictionary_) return std::ranges::equal(all(), other.all());
  return std::ranges::all_of(other.all(), [&](const TripleIds& triple) {
    const auto subject = dictionary_->find(*other.dictionary_, triple.subject);
    const auto predicate = dictionary_->find(*other.dictionary_, triple.predicate);
    const auto object = dictionary_->find(*other.dictionary_, triple.object);
    return subject && predicate && object && has(TripleIds{*subject, *predicate, *object});
  });
}

}  // namespace passerelle::rdf

#include "metadata/rdf/graph.h"

#include <utility>

namespace passerelle::rdf {
namespace {

// Below every term: an IRI sorts before blank nodes and literals, and the empty one before all.
const Term kLeast = Iri{};

}  // namespace

void Graph::add(Resource subject, std::string_view predicate, Term object) {
  triples_.insert({std::move(subject), Iri{std::string(predicate)}, std::move(object)});
}

void Graph::merge(const Graph& other) {
  for (const auto& [prefix, name_space] : other.prefixes_) prefixes_.emplace(prefix, name_space);

  std::set<std::string> taken;
  const auto note = [&](const Term& term) {
    if (const auto* blank = std::get_if<Blank>(&term)) taken.insert(blank->label);
  };
  for (const auto& triple : triples_) {
    note(as_term(triple.subject));
    note(triple.object);
  }
  std::map<std::string, std::string> renamed;
  std::size_t next = taken.size();
  const auto rename = [&](Blank& blank) {
    auto [entry, is_new] = renamed.emplace(blank.label, std::string());
    while (is_new && entry->second.empty()) {
      const auto label = "b" + std::to_string(next++);
      if (taken.insert(label).second) entry->second = label;
    }
    blank.label = entry->second;
  };
  for (auto triple : other.triples_) {
    if (auto* blank = std::get_if<Blank>(&triple.subject)) rename(*blank);
    if (auto* blank = std::get_if<Blank>(&triple.object)) rename(*blank);
    triples_.insert(std::move(triple));
  }
}

bool Graph::has(const Resource& subject, std::string_view predicate, const Term& object) const {
  return triples_.contains({subject, Iri{std::string(predicate)}, object});
}

std::vector<Term> Graph::objects(const Resource& subject, std::string_view predicate) const {
  std::vector<Term> found;
  const Iri wanted{std::string(predicate)};
  for (auto at = triples_.lower_bound({subject, wanted, kLeast});
       at != triples_.end() && at->subject == subject && at->predicate == wanted; ++at) {
    found.push_back(at->object);
  }
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
  for (const auto& triple : triples_) {
    if (triple.predicate.text == predicate && triple.object == object) {
      found.push_back(triple.subject);
    }
  }
  return found;
}

std::vector<Triple> Graph::about(const Resource& subject) const {
  std::vector<Triple> found;
  for (auto at = triples_.lower_bound({subject, Iri{}, kLeast});
       at != triples_.end() && at->subject == subject; ++at) {
    found.push_back(*at);
  }
  return found;
}

std::optional<Term> Graph::object(const Resource& subject, std::string_view predicate) const {
  auto found = objects(subject, predicate);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Graph Graph::description_of(const Resource& subject) const {
  Graph part;
  part.prefixes_ = prefixes_;
  std::set<Resource> seen{subject};
  std::vector<Resource> open{subject};
  while (!open.empty()) {
    const Resource next = std::move(open.back());
    open.pop_back();
    for (auto& triple : about(next)) {
      const auto* blank = std::get_if<Blank>(&triple.object);
      if (blank != nullptr && seen.insert(*blank).second) open.emplace_back(*blank);
      part.add(std::move(triple));
    }
  }
  return part;
}

void Graph::set_prefix(std::string prefix, std::string name_space) {
  prefixes_[std::move(prefix)] = std::move(name_space);
}

}  // namespace passerelle::rdf

#include "metadata/rdf/dataset.h"

#include <algorithm>
#include <utility>

namespace passerelle::rdf {

Dataset::Dataset() = default;
Dataset::Dataset(std::shared_ptr<Dictionary> dictionary) : default_(std::move(dictionary)) {}
Dataset::Dataset(Graph default_graph) : default_(std::move(default_graph)) {}

void Dataset::add(const Quad& quad) {
  Graph& graph =
      quad.graph ? named(default_.shared_dictionary()->add(as_term(*quad.graph))) : default_;
  graph.add(quad.triple);
}

Graph& Dataset::named(TermId name) {
  return named_.try_emplace(name, default_.shared_dictionary()).first->second;
}

const Graph* Dataset::find(TermId name) const {
  const auto found = named_.find(name);
  return found == named_.end() ? nullptr : &found->second;
}

const Graph* Dataset::find(const Resource& name) const {
  const auto id = dictionary().find(as_term(name));
  return id ? find(*id) : nullptr;
}

bool Dataset::has_named_triples() const {
  return std::ranges::any_of(named_, [](const auto& entry) { return !entry.second.empty(); });
}

std::size_t Dataset::size() const {
  std::size_t size = default_.size();
  for (const auto& [name, graph] : named_) size += graph.size();
  return size;
}

std::vector<Quad> Dataset::quads() const {
  std::vector<Quad> found;
  for (auto& triple : default_.triples()) found.push_back({std::move(triple), std::nullopt});
  for (const auto& [name, graph] : named_) {
    for (auto& triple : graph.triples()) {
      found.push_back({std::move(triple), dictionary().resource(name)});
    }
  }
  std::ranges::sort(found);
  return found;
}

void Dataset::index() {
  default_.index();
  for (auto& [name, graph] : named_) graph.index();
}

bool Dataset::operator==(const Dataset& other) const {
  if (size() != other.size() || default_ != other.default_) return false;
  return std::ranges::all_of(named_, [&](const auto& entry) {
    const auto& [name, graph] = entry;
    const auto* theirs = other.find(dictionary().resource(name));
    return theirs == nullptr ? graph.empty() : graph == *theirs;
  });
}

}  // namespace passerelle::rdf

#include "metadata/catalogue/blank_pairs.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "metadata/catalogue/vocabulary.h"

namespace passerelle::catalogue {
namespace {

using namespace vocabulary;
using rdf::Graph;
using rdf::Resource;

// One thing that a blank node says: the way to a named value, and the value.
using Statement = std::pair<std::string, rdf::Term>;

struct Node {
  std::vector<Statement> statements;  // sorted
  // What it is called in the data, as variables, codes and identifiers are. Two nodes with other
  // names are never the same, however alike.
  std::vector<Statement> names;
};

// How many triples of a node are looked at, the nearest first, how many steps away, and how many
// pairs are compared. A description is from outside: these keep the work small whatever its blank
// nodes look like. What lies behind is found when the pairs themselves are compared.
constexpr std::size_t kMaximumLook = 200;
constexpr std::size_t kMaximumDepth = 4;
constexpr std::size_t kMaximumCandidates = 250'000;

bool is_name(const Statement& statement) {
  return statement.first == " " + kCsvw + "name" || statement.first == " " + kDct + "identifier" ||
         statement.first == " " + kSkos + "notation";
}

Node look_at(const Graph& graph, const Resource& root) {
  Node node;
  struct Place {
    Resource thing;
    std::string way;
    std::size_t depth;
  };
  std::deque<Place> open{{root, "", 1}};
  std::set<Resource> seen{root};
  for (std::size_t looked = 0; !open.empty() && looked < kMaximumLook; open.pop_front()) {
    const auto& [thing, way, depth] = open.front();
    for (const auto& triple : graph.about(thing)) {
      if (++looked > kMaximumLook) break;
      const auto next = way + " " + triple.predicate.text;
      const auto* blank = std::get_if<rdf::Blank>(&triple.object);
      if (blank == nullptr) node.statements.emplace_back(next, triple.object);
      else if (depth < kMaximumDepth && seen.insert(*blank).second) {
        open.push_back({*blank, next, depth + 1});
      }
    }
  }
  std::sort(node.statements.begin(), node.statements.end());
  std::copy_if(node.statements.begin(), node.statements.end(), std::back_inserter(node.names),
               is_name);
  return node;
}

std::vector<Node> look_at_all(const Graph& graph, const std::vector<Resource>& roots) {
  std::vector<Node> nodes;
  for (const auto& root : roots) nodes.push_back(look_at(graph, root));
  return nodes;
}

bool have_other_names(const Node& left, const Node& right) {
  return !left.names.empty() && !right.names.empty() && left.names != right.names;
}

std::size_t shared(const Node& left, const Node& right) {
  std::vector<Statement> both;
  std::set_intersection(left.statements.begin(), left.statements.end(), right.statements.begin(),
                        right.statements.end(), std::back_inserter(both));
  return both.size();
}

class Pairing {
 public:
  Pairing(std::vector<Node> older, std::vector<Node> newer)
      : older_(std::move(older)),
        newer_(std::move(newer)),
        partner_(older_.size()),
        is_taken_(newer_.size()) {}

  // Returns the partner of each older node.
  std::vector<std::optional<std::size_t>> run() {
    pair_by(&Node::statements);
    pair_by(&Node::names);
    pair_alike();
    return std::move(partner_);
  }

 private:
  void take(std::size_t old_one, std::size_t new_one) {
    partner_[old_one] = new_one;
    is_taken_[new_one] = true;
  }

  // Pairs the nodes that have the same key; an empty key is none.
  void pair_by(std::vector<Statement> Node::* key) {
    std::multimap<std::vector<Statement>, std::size_t> by_key;
    for (std::size_t j = 0; j < newer_.size(); ++j) {
      if (!is_taken_[j]) by_key.emplace(newer_[j].*key, j);
    }
    for (std::size_t i = 0; i < older_.size(); ++i) {
      if (partner_[i] || (older_[i].*key).empty()) continue;
      const auto found = by_key.find(older_[i].*key);
      if (found == by_key.end()) continue;
      take(i, found->second);
      by_key.erase(found);
    }
  }

  void pair_alike() {
    std::vector<std::size_t> old_ones, new_ones;
    for (std::size_t i = 0; i < older_.size(); ++i) {
      if (!partner_[i]) old_ones.push_back(i);
    }
    for (std::size_t j = 0; j < newer_.size(); ++j) {
      if (!is_taken_[j]) new_ones.push_back(j);
    }
    if (old_ones.size() * new_ones.size() > kMaximumCandidates) return;
    // (what is not shared, old, new): the most alike sort first, equals in their own order.
    std::vector<std::tuple<std::size_t, std::size_t, std::size_t>> candidates;
    for (const auto i : old_ones) {
      for (const auto j : new_ones) {
        if (have_other_names(older_[i], newer_[j])) continue;
        const auto in_common = shared(older_[i], newer_[j]);
        const auto total = older_[i].statements.size() + newer_[j].statements.size();
        if (4 * in_common > total) candidates.emplace_back(total - 2 * in_common, i, j);
      }
    }
    std::sort(candidates.begin(), candidates.end());
    for (const auto& [distance, i, j] : candidates) {
      if (!partner_[i] && !is_taken_[j]) take(i, j);
    }
  }

  std::vector<Node> older_, newer_;
  std::vector<std::optional<std::size_t>> partner_;  // of each older node
  std::vector<bool> is_taken_;                       // each newer node
};

}  // namespace

std::vector<BlankPair> pair_blanks(const Graph& older_graph,
                                   const std::vector<Resource>& older,
                                   const Graph& newer_graph,
                                   const std::vector<Resource>& newer) {
  if (older.size() == 1 && newer.size() == 1) return {{older.front(), newer.front()}};
  const auto partners =
      Pairing(look_at_all(older_graph, older), look_at_all(newer_graph, newer)).run();
  std::vector<BlankPair> pairs;
  std::set<std::size_t> paired;
  for (std::size_t i = 0; i < older.size(); ++i) {
    if (partners[i]) paired.insert(*partners[i]);
    pairs.emplace_back(older[i], partners[i] ? std::optional(newer[*partners[i]]) : std::nullopt);
  }
  for (std::size_t j = 0; j < newer.size(); ++j) {
    if (!paired.contains(j)) pairs.emplace_back(std::nullopt, newer[j]);
  }
  return pairs;
}

}  // namespace passerelle::catalogue

#include "metadata/rdf/canonical.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "metadata/rdf/errors.h"
#include "metadata/rdf/escape.h"
#include "metadata/rdf/syntaxes.h"
#include "node/base/encoding.h"
#include "node/crypto/digest.h"

namespace passerelle::rdf {
namespace {

// Each node on a path of nodes that look alike is one level of recursion.
constexpr std::size_t kMaximumDepth = 1000;

// Section 4.5: gives blank nodes labels in the order in which they ask.
class Issuer {
 public:
  explicit Issuer(const char* prefix) : prefix_(prefix) {}

  const std::string* find(TermId node) const {
    const auto found = labels_.find(node);
    return found == labels_.end() ? nullptr : &found->second;
  }

  const std::string& issue(TermId node) {
    const auto [entry, is_new] = labels_.try_emplace(node);
    if (is_new) {
      entry->second = prefix_ + std::to_string(order_.size());
      order_.push_back(node);
    }
    return entry->second;
  }

  const std::vector<TermId>& order() const { return order_; }
  const std::map<TermId, std::string>& labels() const { return labels_; }

 private:
  std::string prefix_;
  std::map<TermId, std::string> labels_;
  std::vector<TermId> order_;
};

struct QuadIds {
  TermId subject, predicate, object;
  std::optional<TermId> graph;
};

// The names of functions and steps are those of the specification, section 4.
class Canonicalization {
 public:
  Canonicalization(const NamedGraphs& graphs, std::size_t maximum_steps)
      : terms_(graphs.front().graph->dictionary()), maximum_steps_(maximum_steps) {
    for (const auto& [name, graph] : graphs) {
      for (const auto& [subject, predicate, object] : graph->all()) {
        quads_.push_back({subject, predicate, object, name});
      }
    }
  }

  Result<Canonical> run();

 private:
  struct Path {
    std::string text;  // its hash, when it is complete
    Issuer issuer;
  };

  bool is_blank(TermId id) const { return terms_.kind(id) == TermKind::blank; }
  template <class LabelOf>
  std::string line(const QuadIds& quad, LabelOf label_of) const;
  std::string hash_first_degree_quads(TermId node) const;
  std::string hash_related_blank_node(TermId related,
                                      const QuadIds& quad,
                                      const Issuer& issuer,
                                      char position) const;
  // Return nothing when the work is too much; `path_through` also when another path is better.
  std::optional<Path> hash_n_degree_quads(TermId node, Issuer issuer, std::size_t depth);
  std::optional<Path> best_path(std::vector<TermId> related,
                                const Issuer& issuer,
                                std::size_t depth);
  std::optional<Path> path_through(const std::vector<TermId>& related,
                                   Issuer issuer,
                                   const std::string& chosen,
                                   std::size_t depth);
  bool name_all(const std::vector<TermId>& alike);
  bool is_too_much() const { return steps_ > maximum_steps_; }

  const Dictionary& terms_;
  std::size_t maximum_steps_;
  std::size_t steps_ = 0;
  std::vector<QuadIds> quads_;
  std::map<TermId, std::vector<const QuadIds*>> quads_of_;
  std::map<TermId, std::string> first_degree_hashes_;
  Issuer canonical_{"c14n"};
};

template <class LabelOf>
std::string Canonicalization::line(const QuadIds& quad, LabelOf label_of) const {
  std::string text;
  const auto append = [&](TermId id) {
    if (is_blank(id)) text.append("_:").append(label_of(id));
    else append_term(text, terms_, id);
    text += ' ';
  };
  append(quad.subject);
  append(quad.predicate);
  append(quad.object);
  if (quad.graph) append(*quad.graph);
  return text + ".\n";
}

std::string Canonicalization::hash_first_degree_quads(TermId node) const {
  std::vector<std::string> lines;
  for (const auto* quad : quads_of_.at(node)) {
    lines.push_back(line(*quad, [&](TermId id) {
      return id == node ? std::string_view("a") : std::string_view("z");
    }));
  }
  std::ranges::sort(lines);
  crypto::Sha256 hash;
  for (const auto& one : lines) hash.update(one);
  return to_hex(hash.finish());
}

std::string Canonicalization::hash_related_blank_node(TermId related,
                                                      const QuadIds& quad,
                                                      const Issuer& issuer,
                                                      char position) const {
  std::string input(1, position);
  if (position != 'g') append_iri(input, terms_.text(quad.predicate));
  const auto* label = canonical_.find(related);
  if (label == nullptr) label = issuer.find(related);
  if (label != nullptr) input.append("_:").append(*label);
  else input += first_degree_hashes_.at(related);
  return crypto::sha256_hex(input);
}

std::optional<Canonicalization::Path> Canonicalization::hash_n_degree_quads(TermId node,
                                                                            Issuer issuer,
                                                                            std::size_t depth) {
  if (depth > kMaximumDepth) steps_ = maximum_steps_ + 1;
  std::map<std::string, std::vector<TermId>> related;  // by hash
  for (const auto* quad : quads_of_.at(node)) {
    const auto note = [&](TermId id, char position) {
      if (id == node || !is_blank(id) || is_too_much()) return;
      ++steps_;
      related[hash_related_blank_node(id, *quad, issuer, position)].push_back(id);
    };
    note(quad->subject, 's');
    note(quad->object, 'o');
    if (quad->graph) note(*quad->graph, 'g');
  }
  std::string data;
  for (auto& [hash, nodes] : related) {
    auto chosen = best_path(std::move(nodes), issuer, depth);
    if (!chosen) return std::nullopt;
    data += hash + chosen->text;
    issuer = std::move(chosen->issuer);
  }
  if (is_too_much()) return std::nullopt;
  return Path{crypto::sha256_hex(data), std::move(issuer)};
}

// Step 5.4: of the paths through all orders of the related nodes, the first by its text.
std::optional<Canonicalization::Path> Canonicalization::best_path(std::vector<TermId> related,
                                                                  const Issuer& issuer,
                                                                  std::size_t depth) {
  std::optional<Path> chosen;
  std::ranges::sort(related);
  do {
    auto path = path_through(related, issuer, chosen ? chosen->text : std::string(), depth);
    if (is_too_much()) return std::nullopt;
    if (path && (!chosen || path->text < chosen->text)) chosen = std::move(path);
  } while (std::ranges::next_permutation(related).found);
  return chosen;
}

std::optional<Canonicalization::Path> Canonicalization::path_through(
    const std::vector<TermId>& related,
    Issuer issuer,
    const std::string& chosen,
    std::size_t depth) {
  std::string path;
  const auto is_worse = [&] {
    return !chosen.empty() && path.size() >= chosen.size() && path > chosen;
  };
  std::vector<TermId> unnamed;
  for (const auto node : related) {
    ++steps_;
    if (const auto* label = canonical_.find(node)) {
      path.append("_:").append(*label);
    } else {
      if (issuer.find(node) == nullptr) unnamed.push_back(node);
      path.append("_:").append(issuer.issue(node));
    }
    if (is_worse()) return std::nullopt;
  }
  for (const auto node : unnamed) {
    auto further = hash_n_degree_quads(node, issuer, depth + 1);
    if (!further) return std::nullopt;
    path.append("_:").append(issuer.issue(node));
    path.append("<").append(further->text).append(">");
    issuer = std::move(further->issuer);
    if (is_worse()) return std::nullopt;
  }
  return Path{std::move(path), std::move(issuer)};
}

// Step 5 of section 4.4.3, for nodes with the same first hash. Returns false when the work is too
// much.
bool Canonicalization::name_all(const std::vector<TermId>& alike) {
  std::vector<Path> paths;
  for (const auto node : alike) {
    if (canonical_.find(node) != nullptr) continue;
    Issuer issuer("b");
    issuer.issue(node);
    auto path = hash_n_degree_quads(node, std::move(issuer), 0);
    if (!path) return false;
    paths.push_back(*std::move(path));
  }
  std::ranges::stable_sort(paths, {}, &Path::text);
  for (const auto& path : paths) {
    for (const auto node : path.issuer.order()) canonical_.issue(node);
  }
  return true;
}

Result<Canonical> Canonicalization::run() {
  for (const auto& quad : quads_) {
    // The predicate, which is no blank node, stands in for the default graph.
    for (const auto id : {quad.subject, quad.object, quad.graph.value_or(quad.predicate)}) {
      if (!is_blank(id)) continue;
      auto& quads = quads_of_[id];
      if (quads.empty() || quads.back() != &quad) quads.push_back(&quad);
    }
  }
  std::map<std::string, std::vector<TermId>> alike;  // by hash
  for (const auto& [node, quads] : quads_of_) {
    const auto& hash = first_degree_hashes_[node] = hash_first_degree_quads(node);
    alike[hash].push_back(node);
  }
  for (const auto& [hash, nodes] : alike) {
    if (nodes.size() == 1) canonical_.issue(nodes.front());
  }
  for (const auto& [hash, nodes] : alike) {
    if (nodes.size() > 1 && !name_all(nodes)) {
      return Error{RdfError::too_complex,
                   "too many blank nodes look alike to give them labels in an order"};
    }
  }
  std::vector<std::string> lines;
  lines.reserve(quads_.size());
  for (const auto& quad : quads_) {
    lines.push_back(line(quad, [&](TermId id) { return std::string_view(*canonical_.find(id)); }));
  }
  std::ranges::sort(lines);
  Canonical form{{}, canonical_.labels()};
  for (const auto& one : lines) form.text += one;
  return form;
}

Result<std::string> digest(const Result<Canonical>& form) {
  if (!form) return form.error();
  return crypto::sha256_hex(form->text);
}

}  // namespace

Result<Canonical> canonical_form(const Dataset& dataset, std::size_t maximum_steps) {
  return Canonicalization(named_graphs(dataset), maximum_steps).run();
}

Result<Canonical> canonical_form(const Graph& graph, std::size_t maximum_steps) {
  return Canonicalization({{std::nullopt, &graph}}, maximum_steps).run();
}

Result<std::string> canonical_digest(const Dataset& dataset) {
  return digest(canonical_form(dataset));
}

Result<std::string> canonical_digest(const Graph& graph) { return digest(canonical_form(graph)); }

}  // namespace passerelle::rdf

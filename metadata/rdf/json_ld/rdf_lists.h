// Which blank nodes of a graph are nothing but the links of a list (JSON-LD 1.1 API, section 8.4.2,
// step 6). Not for other rooms.
//
// Thread safety: values; any thread.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "metadata/rdf/dataset.h"

namespace passerelle::rdf::json_ld {

// Where the blank nodes of a dataset are used.
class BlankUses {
 public:
  explicit BlankUses(const Dataset& dataset);

  // Whether one triple points to a blank node, and both it and what is said of the node are in
  // this graph alone: then nobody misses the node's name. A graph's name and a type are names.
  bool is_used_once_in(const Graph& graph, TermId blank) const;

  // Returns the triple that points to a node.
  // Requires: is_used_once_in(some graph, blank).
  const TripleIds& use_of(TermId blank) const { return blanks_.at(blank).use; }

 private:
  struct Blank {
    const Graph* graph = nullptr;
    TripleIds use;
    std::size_t uses = 0;
    bool is_named = false;  // in another graph as well, or where JSON-LD writes nothing but a name
  };
  void note(TermId term, const Graph& graph, const Dictionary& terms, const TripleIds* use);

  std::map<TermId, Blank> blanks_;
};

class RdfLists {
 public:
  RdfLists() = default;
  RdfLists(const Graph& graph, const BlankUses& uses);

  // Whether the node is a link of a list and nothing else.
  bool is_node(TermId id) const { return head_of_.contains(id); }

  // Returns the items of the list that begins with this node; null when none does.
  const std::vector<TermId>* find(TermId head) const;

 private:
  // What stands for rdf:first and rdf:rest in the dictionary.
  struct Words {
    TermId first, rest, nil;
    std::optional<TermId> type, list;
  };
  std::optional<TermId> item_of(const Graph& graph, const Words& words, TermId link) const;
  bool is_too_deep(const BlankUses& uses, const Words& words, TermId head) const;

  std::map<TermId, std::vector<TermId>> items_;  // by head; rdf:nil is the empty list
  std::map<TermId, TermId> head_of_;             // by link
};

}  // namespace passerelle::rdf::json_ld

// Finds datasets that seem to be one dataset under two names: told of by two sources, with
// different IRIs. What is found is a proposal to a person; nothing is ever merged by itself, for
// two datasets taken for one cannot be taken apart again.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/rdf/graph.h"
#include "node/base/strong_id.h"

namespace passerelle::harvest {

// By what a dataset can be recognised.
struct Marks {
  DatasetId dataset;
  std::string source;                 // who told of it; empty for this node
  std::set<std::string> names;        // identifiers that mean the same everywhere: IRI, DOI, UUID
  std::set<std::string> local_names;  // identifiers that mean something to its publisher only
  std::set<std::string> titles;       // in every language, without case, accents and signs
  std::set<std::string> publishers;   // names likewise, and IRIs
  std::string period;                 // the time covered; empty when not given
};

Marks marks_of(const rdf::Graph& description, const DatasetId& dataset, std::string source);

enum class Evidence {
  identifier,   // one identifier of both chains
  description,  // title and publisher, and the period when both give one
};
std::string_view to_text(Evidence evidence);

struct Likeness {
  DatasetId one;  // before `other`
  DatasetId other;
  Evidence evidence;
  std::string shared;  // the identifier or the title
  auto operator<=>(const Likeness&) const = default;
};

// Returns the pairs of a new or changed dataset with one that another source tells of, each pair
// once with its strongest evidence, in order.
std::vector<Likeness> likenesses(std::span<const Marks> fresh, std::span<const Marks> known);

}  // namespace passerelle::harvest

// What a harvest is to change in the catalogue: decided from what the source gave and what this
// node knows, before anything is written. A dry run shows it, a run carries it out.
//
// Rules: (1) a dataset keeps its IRI; the same IRI is the same dataset, whoever tells of it;
// (2) what this node publishes itself is never overwritten, and of two sources the one nearer to
// the publisher is believed: a peer, then an original, then a copy; of equals the first;
// (3) what the source gave once and no longer has is removed, but never after an incomplete run,
// and the loss of more than half waits for the operator; (4) what an operator withdrew here does
// not come back by itself.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "metadata/harvest/gathered.h"
#include "metadata/harvest/source_kind.h"

namespace passerelle::harvest {

// How near a source is to the publisher of a dataset; nearer first.
enum class Standing { own, peer, original, copy };

Standing standing_of(SourceKind kind, bool is_copy);

// A dataset of the catalogue.
struct Known {
  std::string source;  // who gave it; empty for our own
  Standing standing = Standing::own;
  bool is_withdrawn = false;
};

// A dataset as the source gave it in an earlier run.
struct Earlier {
  std::string digest;
  bool is_gone = false;  // the source no longer had it
};

struct Knowledge {
  std::string source;  // whose harvest this is
  SourceKind kind = SourceKind::file;
  std::map<DatasetId, Known> datasets;   // the whole catalogue
  std::map<DatasetId, Earlier> earlier;  // from this source
};

// A description to be written.
struct Take {
  DatasetId id;
  Standing standing = Standing::original;
  bool is_restored = false;  // it was gone and has come back
  bool is_new = true;        // else it replaces what the catalogue has
};

enum class Reason {
  own,             // this node publishes it itself
  nearer_source,   // another source is believed, see `source`
  withdrawn_here,  // an operator withdrew it
};
std::string_view to_text(Reason reason);

struct Left {
  DatasetId id;
  Reason reason;
  std::string source;
};

struct Plan {
  std::vector<Take> takes;
  std::vector<Left> left;
  std::vector<DatasetId> unchanged;
  std::vector<DatasetId> removed;
  std::vector<DatasetId> held;  // would be removed, were it not more than half
};

enum class Loss { is_held, is_accepted };

// Returns the plan, datasets in order.
Plan make_plan(const Gathered& gathered, const Knowledge& knowledge, Loss loss);

}  // namespace passerelle::harvest

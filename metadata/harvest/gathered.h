// What a harvest brought home before anything is decided: descriptions, what the source still
// names, and what went wrong where.
//
// Thread safety: values; any thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/profiles/aliases.h"
#include "metadata/rdf/graph.h"
#include "node/base/error.h"
#include "node/base/strong_id.h"

namespace passerelle::harvest {

// A dataset as a source describes it.
struct Item {
  DatasetId id;
  rdf::Graph description;  // its part of the page, under today's names of vocabularies
  std::string digest;      // of the description (RDFC-1.0), equal when it says the same
  catalogue::Texts titles;
  std::string page;      // where it was read
  std::string record;    // IRI of the source's catalogue record about it; may be empty
  bool is_copy = false;  // the source says that it has it from another catalogue
  std::vector<profiles::Aliases::Renamed::Name> renamed = {};  // old names that it used
};

struct Problem {
  std::string place;  // address of the page, or IRI of what is wrong on it
  DatasetId dataset;  // may be empty
  Error error;
};

// How a source tells that it no longer has a dataset.
enum class Deletions {
  by_absence,   // it is not there any more
  by_activity,  // the feed says so
};

struct Gathered {
  std::map<DatasetId, Item> items;
  std::set<DatasetId> named;    // every dataset the source still has, also those we cannot take
  std::set<DatasetId> deleted;  // those it says it deleted
  Deletions deletions = Deletions::by_absence;

  std::vector<Problem> failures;  // pages that are missing: the first is why the run is incomplete
  std::vector<Problem> refused;   // datasets that cannot be taken

  std::size_t pages = 0;
  std::size_t bytes = 0;

  // Whether every page was read: only then absence means something.
  bool is_complete() const { return failures.empty(); }
};

}  // namespace passerelle::harvest

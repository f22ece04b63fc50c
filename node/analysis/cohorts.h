// The persons behind the numbers of a round, for the ledger of releases: which persons stand in
// which cell. They go from the worker to the gate and into the encrypted ledger, and nowhere else.
//
// Persons are numbers that mean nothing without a key of the node (crypto/pseudonyms.h). Persons of
// whom no cell tells one from another are one atom, and a cell is a list of atoms, so that a person
// is told once however many cells there are. Where a person has several rows in a cell he is
// another member of it than with one: otherwise two cells of the same persons but for a few of
// their rows would pass for identical. The population is told
// by persons, since their number is what is public of it: as with one row of each.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "node/analysis/cells.h"
#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::analysis {

class CellCounter;
struct Frame;

struct Cohorts {
  std::vector<std::vector<std::uint64_t>> atoms;     // members, ascending; nobody twice
  std::map<CellKey, std::vector<std::uint32_t>> of;  // the atoms of a cell, ascending
  std::vector<std::uint32_t> population;             // the atoms of all in the data, ascending
  bool operator==(const Cohorts&) const = default;
};

// Returns the cohorts of those of the cells that have any rows, and the population.
// Requires: the frame knows the pseudonym of every row; the counter is of the same frame.
Cohorts cohorts_of(const std::vector<CellKey>& cells, CellCounter& counter, const Frame& frame);

// For the worker's pipe only:
//   {"atoms": [how many members, …],
//    "cells": [{"set": …, "where": {…}, "atoms": [0, 2]}, …], "population": [0, 1, 2]}
// and apart from it the members, atom by atom, 8 bytes each, big endian: they are many.
Json to_pipe_json(const Cohorts& cohorts, std::string& members);
Result<Cohorts> cohorts_from_pipe_json(const Json& value,
                                       std::string_view members,
                                       const std::string& path);

}  // namespace passerelle::analysis

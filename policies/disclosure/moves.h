// Moves: changes of several cells at once after which every relation still adds up.
//
// An attacker cannot tell a table from the table after a move of cells he does not know. So a move
// that raises a hidden cell by ten proves that ten is uncertain about it; no other proof is
// accepted (attacker.h). Moves are whole numbers and are checked exactly.
//
// Thread safety: const calls from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "policies/disclosure/move_space.h"
#include "policies/disclosure/programme.h"

namespace passerelle::disclosure {

// By cell, without zeros.
using Move = std::map<std::size_t, std::int64_t>;

// Of each unit of change of each cell; kImmovable = this cell stays as it is.
using MoveCosts = std::vector<double>;
inline constexpr double kImmovable = std::numeric_limits<double>::infinity();

class Moves {
 public:
  Moves(const std::vector<Relation>& relations, std::vector<Range> ranges);

  // Returns a cheap move that changes `cell` by at least `change` (upwards when it is positive,
  // downwards when it is negative). Nothing found is no proof that there is none.
  // Requires: change != 0; costs has one entry per cell.
  std::optional<Move> find(std::size_t cell, std::int64_t change, const MoveCosts& costs) const;

  // Returns whether every relation adds up after the move and every cell keeps to its range.
  bool is_valid(const Move& move) const;

  // Returns all cells that hang together with `cell` by relations among movable cells, ascending;
  // itself included.
  std::vector<std::size_t> connected(std::size_t cell, const MoveCosts& costs) const;

  // Returns a move of these cells that changes `cell` by at least `change`, after no more branches
  // than `patience`. Nothing found is no proof that there is none.
  // Requires: space is space_of(cells).
  std::optional<Move> find_in(const MoveSpace& space,
                              const std::vector<std::size_t>& cells,
                              std::size_t cell,
                              std::int64_t change,
                              int patience) const;

  // Returns all moves of these cells, numbered as they stand there. Requires: ascending.
  MoveSpace space_of(const std::vector<std::size_t>& cells) const;

 private:
  struct Network;
  Network network_around(std::size_t cell, const MoveCosts& costs) const;
  std::optional<std::vector<double>> cheapest(const Network& network,
                                              const std::vector<Range>& limits,
                                              const MoveCosts& costs) const;
  std::optional<Move> whole_move(const Network& network, const std::vector<double>& changes) const;
  std::optional<Move> branch(const Network& network,
                             const std::vector<double>& changes,
                             std::vector<Range>& limits,
                             const MoveCosts& costs,
                             int& patience) const;

  std::vector<std::map<std::size_t, std::int64_t>> equations_;  // coefficient by cell
  std::vector<std::vector<std::size_t>> equations_of_;          // by cell
  std::vector<Range> ranges_;
};

}  // namespace passerelle::disclosure

// What an attacker who knows the published cells, all relations and that counts are whole and not
// negative can conclude about a cell (Fischetti and Salazar, Models and algorithms for optimizing
// cell suppression, 2001: the attacker's subproblems).
//
// Thread safety: const calls from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "policies/disclosure/moves.h"
#include "policies/disclosure/programme.h"

namespace passerelle::disclosure {

// Two tables that an attacker cannot tell from the true one: the truth after `up` and after
// `down`. Either may be empty (the truth itself).
struct Proof {
  Move up, down;
};

class Attacker {
 public:
  explicit Attacker(const Programme& programme);

  // Returns whether the proof shows `width` about `cell` when `hidden` are the hidden cells:
  // exact, in whole numbers, and independent of how the proof was found.
  bool is_proved(const Proof& proof,
                 std::size_t cell,
                 std::int64_t width,
                 const std::vector<bool>& hidden) const;

  // Returns whether the move changes nothing but unknown cells.
  bool is_unseen(const Move& move, const std::vector<bool>& hidden) const;

  // Returns costs that let exactly the unknown cells move, at no cost.
  MoveCosts unknown_cells(const std::vector<bool>& hidden) const;

  // Returns whether the attacker does not know the cell.
  bool is_unknown(std::size_t cell, const std::vector<bool>& hidden) const;

  // Returns by how much the cell could fall for all the attacker knows about it alone.
  std::int64_t room_below(std::size_t cell) const;

  const Moves& moves() const { return moves_; }

 private:
  const Programme* programme_;
  Moves moves_;
};

// The least and greatest possible value of a cell; without `greatest` it is over `beyond`.
struct Interval {
  std::int64_t least = 0;
  std::optional<std::int64_t> greatest;
  bool operator==(const Interval&) const = default;
};
Interval attackers_interval(const Programme& programme,
                            const std::vector<bool>& hidden,
                            std::size_t cell,
                            std::int64_t beyond);

}  // namespace passerelle::disclosure

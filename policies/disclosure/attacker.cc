#include "policies/disclosure/attacker.h"

#include <algorithm>
#include <utility>

namespace passerelle::disclosure {
namespace {

// Who knows which of the unwanted cells are empty also knows that the others are not.
std::int64_t least_rows(const Cell& cell) { return !cell.is_wanted && cell.rows > 0 ? 1 : 0; }

std::vector<Range> ranges_of(const Programme& programme) {
  std::vector<Range> ranges;
  ranges.reserve(programme.cells.size());
  for (const auto& cell : programme.cells) {
    ranges.push_back({.least = least_rows(cell) - cell.rows});
  }
  return ranges;
}

// The greatest change up to `most` in one direction, and the move that makes it. A smaller change
// is always possible where a greater one is, so the interval can be halved.
std::pair<std::int64_t, Move> furthest(const Moves& moves,
                                       std::size_t cell,
                                       std::int64_t most,
                                       std::int64_t direction,
                                       const MoveCosts& costs) {
  std::int64_t reached = 0;
  Move best;
  std::int64_t out_of_reach = most + 1;
  for (auto attempt = most; reached + 1 < out_of_reach;
       attempt = reached + (out_of_reach - reached) / 2) {
    auto move = moves.find(cell, direction * attempt, costs);
    if (!move) {
      out_of_reach = attempt;
      continue;
    }
    reached = std::min(most, direction * move->at(cell));
    best = *std::move(move);
  }
  return {reached, std::move(best)};
}

std::int64_t change_of(const Move& move, std::size_t cell) {
  const auto found = move.find(cell);
  return found == move.end() ? 0 : found->second;
}

}  // namespace

Attacker::Attacker(const Programme& programme)
    : programme_(&programme), moves_(programme.relations, ranges_of(programme)) {}

bool Attacker::is_proved(const Proof& proof,
                         std::size_t cell,
                         std::int64_t width,
                         const std::vector<bool>& hidden) const {
  for (const auto* move : {&proof.up, &proof.down}) {
    if (!is_unseen(*move, hidden) || !moves_.is_valid(*move)) return false;
  }
  return change_of(proof.up, cell) - change_of(proof.down, cell) >= width;
}

bool Attacker::is_unseen(const Move& move, const std::vector<bool>& hidden) const {
  return std::all_of(move.begin(), move.end(),
                     [&](const auto& change) { return is_unknown(change.first, hidden); });
}

std::int64_t Attacker::room_below(std::size_t cell) const {
  return programme_->cells[cell].rows - least_rows(programme_->cells[cell]);
}

bool Attacker::is_unknown(std::size_t cell, const std::vector<bool>& hidden) const {
  const auto& counted = programme_->cells[cell];
  return counted.is_wanted ? hidden[cell] : counted.rows > 0;
}

MoveCosts Attacker::unknown_cells(const std::vector<bool>& hidden) const {
  MoveCosts costs(programme_->cells.size(), kImmovable);
  for (std::size_t cell = 0; cell < costs.size(); ++cell) {
    if (is_unknown(cell, hidden)) costs[cell] = 0;
  }
  return costs;
}

Interval attackers_interval(const Programme& programme,
                            const std::vector<bool>& hidden,
                            std::size_t cell,
                            std::int64_t beyond) {
  const Attacker attacker(programme);
  const auto rows = programme.cells[cell].rows;
  if (!attacker.is_unknown(cell, hidden)) return {rows, rows};
  const auto costs = attacker.unknown_cells(hidden);
  const auto fall = furthest(attacker.moves(), cell, attacker.room_below(cell), -1, costs).first;
  const auto most_rise = beyond - rows + 1;
  const auto rise = furthest(attacker.moves(), cell, most_rise, 1, costs).first;
  if (rise == most_rise) return {rows - fall, std::nullopt};
  return {rows - fall, rows + rise};
}

}  // namespace passerelle::disclosure

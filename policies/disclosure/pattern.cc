#include "policies/disclosure/pattern.h"

#include <algorithm>
#include <utility>

namespace passerelle::disclosure {
namespace {

// How many branches are looked at for one move: few at first, because most moves need none and
// another may do as well.
constexpr int kFirstPatience[] = {4, 60};
constexpr int kLastPatience[] = {250, 1'000};

// Older ones are forgotten; ordinary tables need some hundreds.
constexpr std::size_t kMostMoves = 2'000;

}  // namespace

// Unknown cells that hang together, and their moves.
struct Pattern::Part {
  std::vector<std::size_t> cells;  // ascending
  MoveSpace space;

  std::size_t place(std::size_t cell) const {
    return static_cast<std::size_t>(std::lower_bound(cells.begin(), cells.end(), cell) -
                                    cells.begin());
  }
};

Pattern::Pattern(const Attacker& attacker, std::vector<bool> hidden)
    : attacker_(&attacker),
      hidden_(std::move(hidden)),
      part_of_(hidden_.size()),
      highest_(hidden_.size(), nullptr),
      lowest_(hidden_.size(), nullptr) {}

void Pattern::widen(const std::vector<bool>& hidden) {
  const auto before = std::exchange(hidden_, hidden);
  const auto costs = attacker_->unknown_cells(hidden_);
  std::vector<bool> is_seen(hidden_.size(), false);
  for (std::size_t cell = 0; cell < hidden_.size(); ++cell) {
    if (hidden_[cell] == before[cell] || is_seen[cell]) continue;
    for (const auto other : attacker_->moves().connected(cell, costs)) {
      is_seen[other] = true;
      part_of_[other] = nullptr;
    }
  }
}

Pattern Pattern::without(const std::vector<std::size_t>& cells) const {
  Pattern pattern(*attacker_, hidden_);
  pattern.part_of_ = part_of_;
  for (const auto cell : cells) {
    pattern.hidden_[cell] = false;
    const auto shared = part_of_[cell];
    if (!shared) continue;
    if (pattern.part_of_[cell] == shared) {
      const auto own = std::make_shared<Part>(*shared);
      for (const auto other : shared->cells) pattern.part_of_[other] = own;
    }
    auto& part = *pattern.part_of_[cell];
    part.space.fix(part.place(cell));
  }
  const auto forgotten = moves_.size() - std::min(moves_.size(), kMostMoves);
  for (auto i = forgotten; i < moves_.size(); ++i) {
    if (!attacker_->is_unseen(*moves_[i], pattern.hidden_)) continue;
    pattern.moves_.push_back(moves_[i]);
    pattern.know(*moves_[i]);
  }
  pattern.inherited_ = pattern.moves_.size();
  return pattern;
}

void Pattern::know(const Move& move) {
  for (const auto& [cell, change] : move) {
    if (change > known(cell, End::highest)) highest_[cell] = &move;
    if (-change > known(cell, End::lowest)) lowest_[cell] = &move;
  }
}

void Pattern::learn(const Move& move) {
  if (!move.empty()) know(*moves_.emplace_back(std::make_shared<const Move>(move)));
}

void Pattern::learn(const Pattern& narrower) {
  for (auto i = narrower.inherited_; i < narrower.moves_.size(); ++i) {
    know(*moves_.emplace_back(narrower.moves_[i]));
  }
}

std::int64_t Pattern::known(std::size_t cell, End end) const {
  const auto* move = (end == End::highest ? highest_ : lowest_)[cell];
  if (move == nullptr) return 0;
  return end == End::highest ? move->at(cell) : -move->at(cell);
}

std::optional<Proof> Pattern::known_proof(std::size_t cell, std::int64_t width) const {
  if (known(cell, End::highest) + known(cell, End::lowest) < width) return std::nullopt;
  const auto move_of = [](const Move* move) { return move == nullptr ? Move{} : *move; };
  return Proof{move_of(highest_[cell]), move_of(lowest_[cell])};
}

const Pattern::Part& Pattern::part_of(std::size_t cell) {
  if (part_of_[cell]) return *part_of_[cell];
  const auto& moves = attacker_->moves();
  auto cells = moves.connected(cell, attacker_->unknown_cells(hidden_));
  auto space = moves.space_of(cells);
  const auto part = std::make_shared<Part>(Part{std::move(cells), std::move(space)});
  for (const auto other : part->cells) part_of_[other] = part;
  return *part;
}

bool Pattern::find(const Part& part, std::size_t cell, std::int64_t change, int patience) {
  const auto move = attacker_->moves().find_in(part.space, part.cells, cell, change, patience);
  if (!move) return false;
  learn(*move);
  return true;
}

// A rise beside the fall that is known, at first none, is mostly enough; else one beside the
// furthest fall.
std::optional<Proof> Pattern::proof(std::size_t cell, std::int64_t width, Effort effort) {
  if (auto proof = known_proof(cell, width)) return proof;
  const auto& part = part_of(cell);
  for (const int patience : effort == Effort::usual ? kFirstPatience : kLastPatience) {
    if (find(part, cell, width - known(cell, End::lowest), patience)) break;
    if (!can_be_wide(part, cell, width)) break;
    find_lowest(part, cell, std::min(attacker_->room_below(cell), width), patience);
    if (known_proof(cell, width)) break;
    if (find(part, cell, width - known(cell, End::lowest), patience)) break;
  }
  return known_proof(cell, width);
}

// Whole numbers reach no further than numbers do.
bool Pattern::can_be_wide(const Part& part, std::size_t cell, std::int64_t width) const {
  const auto place = part.place(cell);
  const auto room = std::min(attacker_->room_below(cell), width);
  const auto fall = room > 0 ? -part.space.reach(place, -room) : 0;
  return part.space.reach(place, width) + fall >= width;
}

// A smaller fall is possible where a greater one is, so the interval can be halved.
void Pattern::find_lowest(const Part& part, std::size_t cell, std::int64_t most, int patience) {
  auto out_of_reach = most + 1;
  auto attempt = most;
  while (known(cell, End::lowest) + 1 < out_of_reach) {
    if (!find(part, cell, -attempt, patience)) out_of_reach = attempt;
    const auto fall = known(cell, End::lowest);
    attempt = fall + (out_of_reach - fall) / 2;
  }
}

}  // namespace passerelle::disclosure

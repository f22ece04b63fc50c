// One pattern of hidden cells, and what is proved under it.
//
// A move that is found for one cell moves others as well, so it is kept as part of a proof for each
// of them; only cells that no known moves prove are searched for. Cells that no relation among
// unknown cells connects know nothing of each other and are looked at apart.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "policies/disclosure/attacker.h"

namespace passerelle::disclosure {

// How long whole numbers are looked for where numbers would do.
enum class Effort { usual, great };

class Pattern {
 public:
  // Requires: the attacker lives as long as the pattern.
  Pattern(const Attacker& attacker, std::vector<bool> hidden);

  const std::vector<bool>& hidden() const { return hidden_; }

  // Hides these cells, the hidden ones among them. What was proved stays so.
  void widen(const std::vector<bool>& hidden);

  // Returns the pattern with these cells shown. What other cells prove stays so.
  Pattern without(const std::vector<std::size_t>& cells) const;

  // From now on what this move proves is known. Requires: it is a move of unknown cells.
  void learn(const Move& move);

  // From now on is known what was found for a pattern that came from this by showing cells.
  void learn(const Pattern& narrower);

  // Returns why at least `width` values lie between what the attacker must hold possible for
  // `cell`. Nothing found is no proof that there are fewer.
  std::optional<Proof> proof(std::size_t cell, std::int64_t width, Effort effort = Effort::usual);

 private:
  enum class End { highest, lowest };
  struct Part;

  void know(const Move& move);
  std::int64_t known(std::size_t cell, End end) const;
  std::optional<Proof> known_proof(std::size_t cell, std::int64_t width) const;
  const Part& part_of(std::size_t cell);
  bool find(const Part& part, std::size_t cell, std::int64_t change, int patience);
  bool can_be_wide(const Part& part, std::size_t cell, std::int64_t width) const;
  void find_lowest(const Part& part, std::size_t cell, std::int64_t most, int patience);

  const Attacker* attacker_;
  std::vector<bool> hidden_;
  // By cell, once it is asked for. Patterns that come from each other share the parts that both
  // have, and what they know: a cell that is shown again leaves nearly everything as it is.
  std::vector<std::shared_ptr<Part>> part_of_;
  std::vector<std::shared_ptr<const Move>> moves_;
  std::size_t inherited_ = 0;                  // of the moves, from the pattern it comes from
  std::vector<const Move*> highest_, lowest_;  // by cell, among the moves
};

}  // namespace passerelle::disclosure

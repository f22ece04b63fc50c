// Which documents meet the demands of a search, and how well. Private to the room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "node/base/result.h"
#include "node/search/facts.h"
#include "node/search/vocabulary.h"
#include "node/store/database.h"

namespace passerelle::search {

class Matches {
 public:
  // Every document matches, with score 0.
  explicit Matches(DocumentNumber last) : last_(last) {}

  // Looks up what meets every one of the meanings; see index.h for the score.
  static Result<Matches> of(store::Reader& reader,
                            DocumentNumber last,
                            const std::vector<Meaning>& meanings);

  bool contains(DocumentNumber number) const {
    return is_everything() || (number < is_match_.size() && is_match_[number] != 0);
  }

  // Requires: contains(number).
  double score(DocumentNumber number) const;

  // The chunks in which documents match, ascending.
  std::vector<std::uint32_t> chunks() const;

  // How many documents match, or nothing known when all do.
  std::size_t size() const;
  bool is_everything() const { return demands_.empty(); }

 private:
  // One byte for each document: tens of thousands of them stay in the nearest cache.
  struct Demand {
    std::vector<std::uint8_t> worth;  // twice that of the best place, 0 where it is not met
    double rarity = 0;
  };

  DocumentNumber last_;
  std::vector<Demand> demands_;
  std::vector<std::uint8_t> is_match_;
};

}  // namespace passerelle::search

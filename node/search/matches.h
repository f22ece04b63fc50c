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
    return demands_ == 0 || (number < met_.size() && met_[number] == demands_);
  }

  // Requires: contains(number).
  double score(DocumentNumber number) const { return demands_ == 0 ? 0 : scores_[number]; }

  // The chunks in which documents match, ascending.
  std::vector<std::uint32_t> chunks() const;

  // How many documents match, or nothing known when all do.
  std::size_t size() const;
  bool is_everything() const { return demands_ == 0; }

 private:
  DocumentNumber last_;
  std::size_t demands_ = 0;
  std::vector<double> scores_;     // by document number
  std::vector<std::uint8_t> met_;  // how many demands, one after the other, the document meets
};

}  // namespace passerelle::search

// The results of a query in its order, and the page of them that it asks for. Private to the room.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "node/base/result.h"
#include "node/search/best.h"
#include "node/search/facts.h"
#include "node/search/query.h"
#include "node/store/database.h"

namespace passerelle::search {

struct Candidate {
  double score;
  std::int64_t modified;
  DocumentNumber number;
};

// Takes every result of a query and keeps what its page may need.
class Results {
 public:
  // Requires: the query outlives the results.
  explicit Results(const Query& query);

  // Requires: results are added in order of number.
  void add(const Candidate& result) {
    ++total_;
    if (query_->sort == Sort::title) all_.push_back(result);
    else best_.add(result);
  }

  std::size_t total() const { return total_; }

  // Returns results query.first, query.first + 1, … of the order, at most query.size.
  Result<std::vector<Candidate>> page(store::Reader& reader) &&;

 private:
  using Before = bool (*)(const Candidate&, const Candidate&);

  const Query* query_;
  std::size_t total_ = 0;
  Best<Candidate, Before> best_;
  std::vector<Candidate> all_;  // when titles decide
};

}  // namespace passerelle::search

// Takes the rows of persons who opted out (Art. 71) out of a source, before anything else looks at
// them: what a study computes with has never held them. Exists only in the worker.
//
// Looking a row's person up costs the same however many opted out; nobody opted out costs nothing.
//
// Thread safety: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "connectors/query/row_batch.h"
#include "node/analysis/cells.h"
#include "node/base/result.h"

namespace passerelle::analysis {

// One person is one in every dataset of a study, so one object serves all of them and counts each
// person once, as the frame does.
class Exclusion {
 public:
  Exclusion() = default;
  Exclusion(const Exclusion&) = delete;
  Exclusion& operator=(const Exclusion&) = delete;
  Exclusion(Exclusion&&) = default;
  Exclusion& operator=(Exclusion&&) = default;
  ~Exclusion();  // wipes the identifiers

  // From now on these persons are taken out, and those given before are not.
  void exclude(const std::vector<std::string>& persons);

  bool is_empty() const { return persons_.empty(); }

  // Removes their rows. An identifier means the same as a whole number and as its digits.
  // Errors: a column of another type, a row that says of nobody whose it is.
  // Requires: `person` is the place of the column of persons.
  Result<void> apply(query::RowBatch& batch, std::size_t person);

  // Returns how many rows and distinct persons were taken out so far.
  Count removed() const;

 private:
  std::unordered_set<std::string> persons_;
  std::unordered_set<std::int64_t> numbers_;  // those of them that are whole numbers
  std::unordered_set<std::string> met_;       // those whose rows were there
  std::int64_t rows_ = 0;
};

}  // namespace passerelle::analysis

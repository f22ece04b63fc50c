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
  // Rows that say of nobody whose they are, once somebody opted out: nobody can say whether that
  // person did. They are refused, or taken out with those of persons who did.
  enum class Nobodys { refused, taken_out };

  explicit Exclusion(Nobodys nobodys = Nobodys::refused) : nobodys_(nobodys) {}
  Exclusion(const Exclusion&) = delete;
  Exclusion& operator=(const Exclusion&) = delete;
  Exclusion(Exclusion&&) = default;
  Exclusion& operator=(Exclusion&&) = default;
  ~Exclusion();  // wipes the identifiers

  // From now on these persons are taken out, and those given before are not.
  void exclude(const std::vector<std::string>& persons);

  bool is_empty() const { return persons_.empty(); }

  // Removes their rows. An identifier means the same as a whole number and as its digits.
  // Errors: a column of another type, a row of nobody where such are refused.
  // Requires: `person` is the place of the column of persons.
  Result<void> apply(query::RowBatch& batch, std::size_t person);

  // Returns how many rows and distinct persons were taken out so far; nobody's rows are not
  // counted.
  Count removed() const;

 private:
  Nobodys nobodys_;
  std::unordered_set<std::string> persons_;
  std::unordered_set<std::int64_t> numbers_;  // those of them that are whole numbers
  std::unordered_set<std::string> met_;       // those whose rows were there
  std::int64_t rows_ = 0;
};

}  // namespace passerelle::analysis

// Noise by cell keys: a cell of the same persons always gets the same noise, whatever query asks
// for it, so that asking again tells nothing (Fraser and Wooton, 2005; the census method of
// Eurostat; shared notes on disclosure, section 4).
//
// A person has a record key, the first four bytes of HMAC-SHA-256(secret, pseudonym), the highest
// first; the key of a cell is their sum modulo 2^32, and says by a table what is added to the
// count. Nobody stays nobody.
//
// Thread safety: values and pure functions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "node/base/result.h"
#include "node/base/secret.h"

namespace passerelle::perturbation {

std::uint32_t record_key(const Secret& secret, std::string_view pseudonym);

// What may be added to one count: noise[i] where the key is below upper[i] and not below the one
// before.
struct NoiseRow {
  std::vector<std::int64_t> noise;
  std::vector<std::uint64_t> upper;  // cumulative probabilities times 2^32
};

class NoiseTable {
 public:
  // Row i is of the count i + 1, the last of all greater ones. Refuses no rows, rows of which the
  // uppers do not rise to 2^32, and noise that makes a count negative; the error names the row by
  // its count.
  static Result<NoiseTable> of(std::vector<NoiseRow> rows);

  // Requires: persons >= 0.
  std::int64_t noise(std::int64_t persons, std::uint32_t cell_key) const;

 private:
  explicit NoiseTable(std::vector<NoiseRow> rows) : rows_(std::move(rows)) {}
  std::vector<NoiseRow> rows_;
};

}  // namespace passerelle::perturbation

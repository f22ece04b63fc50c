// Pairs of datasets that seem to be one, for a person to decide on (metadata/harvest/likeness.h).
//
// Thread safety: each function runs inside the transaction it is given; the rest are values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/harvest/likeness.h"
#include "node/base/clock.h"
#include "node/store/database.h"

namespace passerelle::sources {

enum class PairState {
  proposed,
  same,       // a person says that it is one dataset
  different,  // a person says that it is not; never proposed again
};
std::string_view to_text(PairState state);

struct Pair {
  DatasetId one;  // before `other`
  DatasetId other;
  std::string evidence;
  std::string shared;
  PairState state = PairState::proposed;
  Instant found{};
  std::optional<Instant> decided;
};

// Returns those of the pairs that nobody was told of yet.
Result<std::vector<harvest::Likeness>> news(store::Reader& reader,
                                            const std::vector<harvest::Likeness>& pairs);

// Keeps a pair as a proposal, unless it is known.
Result<void> propose(store::Transaction& tx, const harvest::Likeness& pair, Instant now);

// Keeps what a person says of a known pair, given in any order.
// Requires: `state` is not `proposed`.
Result<void> decide(store::Transaction& tx,
                    const DatasetId& one,
                    const DatasetId& other,
                    PairState state,
                    Instant now);

// Returns all pairs, or those of one dataset.
Result<std::vector<Pair>> pairs(store::Reader& reader,
                                const std::optional<DatasetId>& dataset = std::nullopt);

}  // namespace passerelle::sources

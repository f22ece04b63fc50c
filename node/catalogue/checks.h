// When the holder of a dataset last checked its description: at least once a year (Art. 60(3)). To
// describe it anew is to check it. Only this node's own datasets are looked at; those of others are
// their nodes' to check.
//
// Thread safety: values and pure functions from any thread; the others inside the transaction they
// are given.
#pragma once

#include <vector>

#include "node/base/clock.h"
#include "node/base/strong_id.h"
#include "node/store/database.h"

namespace passerelle::catalogue_store {

enum class CheckStanding { checked, due, late };  // due: within the last month of the year
std::string_view code(CheckStanding standing);

struct DescriptionCheck {
  DatasetId dataset;
  Instant last;
  Instant due;  // excluded: the day a year after, in UTC, has begun
  bool operator==(const DescriptionCheck&) const = default;

  CheckStanding standing(Instant now) const;
};

// Returns the end of the day, in UTC, a year after; 28 February for the 29th.
Instant check_due(Instant last);

// Keeps that a description was checked as it stands. Refuses a dataset that is not in the
// catalogue, one of another source and one that was withdrawn.
Result<void> keep_check(store::Transaction& tx, const DatasetId& dataset, Instant now);

// Returns the checks of all own datasets that were not withdrawn, the next one first.
Result<std::vector<DescriptionCheck>> checks(store::Reader& reader);

// Returns the check of one; `record.unknown` when it has none.
Result<DescriptionCheck> check_of(store::Reader& reader, const DatasetId& dataset);

}  // namespace passerelle::catalogue_store

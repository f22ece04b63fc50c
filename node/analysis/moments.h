// Mean and centred sums of one column, exact to a few units in the last place whatever the offset.
#pragma once

#include <span>

#include "node/analysis/pool.h"

namespace passerelle::analysis {

// Two passes over blocks of 4096 values, blocks merged pairwise: the bits depend on the order of
// the values alone.
CountedMoments moments_of(std::span<const double> values);

}  // namespace passerelle::analysis

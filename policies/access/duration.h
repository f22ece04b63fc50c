// How long a title lasts (Art. 68(12)). The one home of these rules: applications, permits, their
// successors and the kernel of cases (policies/procedure) all ask here.
//
// Each function says in one sentence what is wrong, or nothing. Who asks has a code of its own for
// it.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "node/base/clock.h"

namespace passerelle::access {

// Ten years at most, and once as long again by a renewal.
inline constexpr std::chrono::months kLongestPermit{120};

// A renewal is asked for at least that long before the end.
inline constexpr std::chrono::months kRenewalAskedBefore{1};

enum class Renewed { no, yes };

// Of the time from the first moment, included, to the last, excluded.
std::optional<std::string> fault_of_period(Instant from, Instant until, Renewed renewed);

// An amendment adds no time: that is a renewal.
std::optional<std::string> fault_of_amended_end(Instant end, Instant until);

// A renewal adds time, ten years at most.
std::optional<std::string> fault_of_renewed_end(Instant end, Instant until);

std::optional<std::string> fault_of_asking_renewal(Instant end, Instant asked);

}  // namespace passerelle::access

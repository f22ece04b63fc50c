// The harvests that were made, with their reports.
//
// Thread safety: each function runs inside the transaction it is given; the rest are values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/sources/source.h"

namespace passerelle::sources {

using HarvestId = StrongId<struct HarvestTag>;

enum class RunState {
  running,
  done,        // everything was read; what it said is in the catalogue
  incomplete,  // it ended early; what was good is in the catalogue, nothing was removed
  held,        // it wants to remove more than half; that waits for the operator
  failed,      // nothing could be read, or nothing could be written
};
std::string_view to_text(RunState state);
Result<RunState> run_state(std::string_view text);

struct Run {
  HarvestId id;
  SourceId source;
  bool is_dry = false;  // changes nothing
  Instant started{};
  std::optional<Instant> finished;
  RunState state = RunState::running;
  std::string report;  // JSON text; empty while it runs
};

// How many runs of a source are remembered.
inline constexpr std::size_t kRunsKept = 50;

// Keeps the beginning of a run. Refuses one of a source that is being harvested.
Result<void> begin(store::Transaction& tx, const Run& run);

// Keeps the end of a run and forgets the oldest ones of its source.
Result<void> finish(store::Transaction& tx, const Run& run);

// Ends what an earlier process did not: a run that still runs when nobody runs it has failed.
Result<void> end_interrupted(store::Transaction& tx, Instant now);

Result<Run> find_run(store::Reader& reader, const HarvestId& id);

// Returns the runs of a source, newest first, without their reports.
Result<std::vector<Run>> runs_of(store::Reader& reader, const SourceId& source);

}  // namespace passerelle::sources

#include "node/sources/run.h"

#include <algorithm>
#include <array>

#include "node/sources/errors.h"

namespace passerelle::sources {
namespace {

constexpr std::array<std::string_view, 5> kRunStates{"running", "done", "incomplete", "held",
                                                     "failed"};

// Columns: id, source, is_dry, started, finished, state, report.
Result<Run> run_from(const store::Row& row) {
  const auto started = row.instant(3);
  if (!started) return started.error();
  std::optional<Instant> finished;
  if (!row.is_null(4)) {
    const auto instant = row.instant(4);
    if (!instant) return instant.error();
    finished = *instant;
  }
  const auto state = run_state(row.text(5));
  if (!state) return state.error();
  return Run{HarvestId(row.text(0)),
             SourceId(row.text(1)),
             row.boolean(2),
             *started,
             finished,
             *state,
             row.text(6)};
}

}  // namespace

std::string_view to_text(RunState state) { return kRunStates[static_cast<std::size_t>(state)]; }

Result<RunState> run_state(std::string_view text) {
  const auto found = std::ranges::find(kRunStates, text);
  if (found == kRunStates.end()) {
    return Error{BaseError::malformed, "a harvest in the unknown state " + std::string(text)};
  }
  return static_cast<RunState>(found - kRunStates.begin());
}

Result<void> begin(store::Transaction& tx, const Run& run) {
  const auto other =
      tx.query_one("select 1 from harvest_runs where source = ? and state = 'running'", run.source);
  if (!other) return other.error();
  if (*other) {
    return Error{SourceError::busy, run.source.text() + " is being harvested at this moment"};
  }
  return tx.run(
      "insert into harvest_runs (id, source, is_dry, started, state) values (?, ?, ?, ?, ?)",
      run.id, run.source, run.is_dry, run.started, to_text(RunState::running));
}

Result<void> finish(store::Transaction& tx, const Run& run) {
  if (auto kept = tx.run("update harvest_runs set finished = ?, state = ?, report = ? where id = ?",
                         run.finished, to_text(run.state), run.report, run.id);
      !kept) {
    return kept;
  }
  return tx.run(
      "delete from harvest_runs where source = ?1 and id not in"
      " (select id from harvest_runs where source = ?1 order by started desc limit ?2)",
      run.source, kRunsKept);
}

Result<void> end_interrupted(store::Transaction& tx, Instant now) {
  return tx.run("update harvest_runs set state = 'failed', finished = ? where state = 'running'",
                now);
}

Result<Run> find_run(store::Reader& reader, const HarvestId& id) {
  const auto row = reader.query_one(
      "select id, source, is_dry, started, finished, state, report from harvest_runs where id = ?",
      id);
  if (!row) return row.error();
  if (!*row) return Error{SourceError::unknown_run, "there is no harvest " + id.text()};
  return run_from(**row);
}

Result<std::vector<Run>> runs_of(store::Reader& reader, const SourceId& source) {
  const auto rows = reader.query(
      "select id, source, is_dry, started, finished, state, '' from harvest_runs where source = ?"
      " order by started desc",
      source);
  if (!rows) return rows.error();
  std::vector<Run> runs;
  for (const auto& row : *rows) {
    auto run = run_from(row);
    if (!run) return run.error();
    runs.push_back(*std::move(run));
  }
  return runs;
}

}  // namespace passerelle::sources

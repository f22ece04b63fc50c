// One conversation between host and worker. The first request, `exclude` apart, carries the
// sandbox, which is entered before anything named in it is opened:
//
//   {"do": "exclude", "persons": [["…", …], …], "key": "…", "spaces": ["…", …]} -> {"ok": true}
//   {"do": "open", "sandbox": {…}, "study": {…}, "analysis_set"?: {…}, "tables": […]}
//   -> {"ok": true, "sandbox": {…}}
//   {"do": "step", "after": n, "transcript": [{node: partial, …}, …]} -> {"ok": true, "output":
//   {…}}
//   {"do": "probe", "sandbox": {…}, "bindings": […]} -> {"ok": true, "sandbox": …, "files": […]}
//   {"do": "report", "sandbox": {…}}                 -> {"ok": true, "sandbox": {…}}
//
// `analysis_set` is the holder's definition (node/analysis/published_set.h) of the set that the
// study names, and stands there when it names one.
// A table is {"source": …, "binding": {…}}: of which of the study's sources it is, and in "through"
// the tables that its rows are read through, where there are such. `exclude` says
// who opted out of each table's data (Art. 71), and how persons are named in the ledger of
// releases: by pseudonyms under a key (base64url), in each table's space of persons. It comes
// before `open`, which is refused without it: nobody opted out is a list too. Identifiers and key
// are wiped when the rows are read.
//
// Behind the answer of a step, after a line end, stand the members of the cohorts in its evidence
// (node/analysis/cohorts.h), which no JSON reader has to look at.
//
// "sandbox" is {"mode": "required" | "best_effort", "memory_bytes"?, "cpu_seconds"?}. `step` brings
// the rounds that followed the n already given, and is answered with the round after them. A
// refusal is {"ok": false, "error": {"code": "room.name", "detail": "…"}}.
//
// Thread safety: one thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connectors/query/source.h"
#include "node/analysis/fold.h"
#include "node/analysis/frame.h"
#include "node/analysis/kept_rows.h"
#include "node/base/fields.h"
#include "node/step/rows.h"
#include "node/step/sandbox.h"

namespace passerelle::step {

class Session {
 public:
  using CloseIn = std::function<Result<SandboxReport>(const SandboxRequest&)>;

  explicit Session(CloseIn close_in) : close_in_(std::move(close_in)) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Returns the text of the answer; a request that cannot be read is refused like any other.
  std::string answer(std::string_view request);

 private:
  // The rows of a study and how far its rounds have come. The frame was built from `plan`.
  struct Work {
    analysis::StudyPlan plan;
    analysis::Frame frame;
    analysis::State state;
    analysis::KeptRows kept;
    std::int64_t rounds_given = 0;
  };

  Result<Json> respond(Json& request);
  Result<Json> exclude(Json& request);
  Result<Json> open(Fields& fields);
  Result<Json> step(Fields& fields);
  Result<Json> probe(Fields& fields);
  Result<Json> report(Fields& fields);
  Result<Json> close_in(Fields& fields, const std::vector<query::Binding>& bindings);

  CloseIn close_in_;
  bool is_closed_in_ = false;
  std::unique_ptr<Persons> persons_;  // what `exclude` told, until the rows are read
  std::unique_ptr<Work> work_;
  std::string members_;  // that belong behind the answer at hand
};

}  // namespace passerelle::step

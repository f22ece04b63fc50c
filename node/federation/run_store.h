// Runs that this node coordinates, in its database: what was asked, and every sealed answer.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/strong_id.h"
#include "node/store/database.h"

namespace passerelle::federation {

extern const std::vector<store::Migration> kRunMigrations;

enum class RunStatus { running, finished, failed };
std::string to_text(RunStatus status);

struct Participant {
  NodeId node;
  PermitId permit;
};

struct Run {
  RunId id;
  ApplicationId application;
  UserName user;
  std::string person;
  std::string study;  // canonical text
  std::string study_digest;
  std::vector<Participant> participants;  // in node order
  Instant submitted;
  Instant deadline;
  RunStatus status = RunStatus::running;
  std::string reason;          // of a failure
  std::string pooled_answer;   // sealed envelope, when finished
  std::string pooled_receipt;  // its proof in this node's log
};

// One sealed answer and the proof that it stands in the log of the node that gave it.
struct StoredAnswer {
  NodeId node;
  int round = 0;
  std::string envelope;
  std::string receipt;
};

Result<void> insert_run(store::Transaction& tx, const Run& run);
// A finished run has both at once: whoever sees that it is finished can have its bundle.
Result<void> finish_run(store::Transaction& tx,
                        const RunId& id,
                        const std::string& pooled_answer,
                        const std::string& pooled_receipt);
Result<void> fail_run(store::Transaction& tx, const RunId& id, const std::string& reason);
Result<void> insert_answer(store::Transaction& tx, const RunId& id, const StoredAnswer& answer);

Result<std::optional<Run>> find_run(store::Reader& reader, const RunId& id);
Result<std::vector<Run>> list_runs(store::Reader& reader);

// Returns round → answers in node order.
Result<std::map<int, std::vector<StoredAnswer>>> answers_of(store::Reader& reader, const RunId& id);

}  // namespace passerelle::federation

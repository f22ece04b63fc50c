// The host's side of one worker process: start it, talk to it, end it.
//
// The process gets two pipes and a log, nothing of our environment, no other descriptor of ours. It
// reads the rows of one study once and then answers rounds; the rows never come back over the pipe.
//
// Thread safety: one thread at a time, but `kill` may be called from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/query/source.h"
#include "node/analysis/partial.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/secret.h"
#include "node/base/strong_id.h"
#include "node/worker/deadline.h"
#include "node/worker/errors.h"
#include "node/worker/process.h"

namespace passerelle::worker {

// The partials of all nodes, by round, from the first round on.
using Transcript = std::vector<std::map<NodeId, analysis::Partial>>;

// What a process is told of persons, in the order of the tables: who opted out of their data
// (Art. 71), and how persons are named in the ledger of releases. Goes to the process in a frame of
// its own, and is wiped when it was sent.
struct Persons {
  std::vector<std::vector<std::string>> opted_out;
  std::vector<std::string> spaces;  // of pseudonyms
  Secret pseudonym_key;
};

struct WorkerOptions {
  std::filesystem::path executable;  // passerelle-worker
  std::string sandbox = "required";  // or "best_effort": go on without what the kernel lacks
  std::chrono::seconds step_deadline{300};
  std::uint64_t memory_bytes = 0;     // limit of address space; 0 = none
  std::chrono::seconds cpu_limit{0};  // processor time over the worker's life; 0 = none
};

// What the file behind a binding is now: the version of a dataset.
struct Probe {
  std::string sha256;  // hex
  std::uint64_t size = 0;
  bool operator==(const Probe&) const = default;
};

// What a process is to compute: the document, and the holder's definition of the set of rows that
// it names; null where it names none.
struct AskedStudy {
  const Json& document;
  const Json* analysis_set = nullptr;
};

class Worker {
 public:
  static Result<std::unique_ptr<Worker>> start(const WorkerOptions& options);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // A process serves one `open`, `probe` or `report`.

  // Lets the process close itself in, then read the rows of the study without those of persons who
  // opted out.
  // Requires: one list of persons and one space per table.
  Result<void> open(const AskedStudy& study,
                    const std::vector<query::StudyTable>& tables,
                    Persons persons,
                    Deadline deadline);

  // Answers the round after those of `transcript`; sends only rounds the process has not seen.
  // Requires: `follows(transcript)`.
  Result<analysis::StepOutput> step(const Transcript& transcript, Deadline deadline);

  // Returns whether `transcript` begins with the rounds this process was given.
  bool follows(const Transcript& transcript) const;

  // Opens each file, checks columns and values, and returns its digest and size.
  Result<std::vector<Probe>> probe(const std::vector<query::Binding>& bindings, Deadline deadline);

  // Lets the process close itself in with no file at all, for its report.
  Result<void> report(Deadline deadline);

  // Returns what the process reported of its sandbox in its first answer; null before.
  const Json& sandbox() const { return *sandbox_; }

  // Ends the process at once; a call that waits for it returns WorkerError::died.
  void kill() { process_->kill(); }
  bool is_alive() const { return process_->is_alive(); }
  pid_t pid() const { return process_->pid(); }

 private:
  Worker(std::unique_ptr<Process> process, WorkerOptions options);

  // `members`: what stands behind the answer, which only that of a step has.
  Result<Json> ask(const Json& request, Deadline deadline, std::string* members = nullptr);
  Result<Json> first_request(Json request, Deadline deadline);

  std::unique_ptr<Process> process_;
  const WorkerOptions options_;
  Transcript given_;
  std::shared_ptr<const analysis::Cohorts> cohorts_;  // that the process told last; null: none
  std::unique_ptr<Json> sandbox_;
};

}  // namespace passerelle::worker

// The live workers of a node, one per run.
//
// A worker that was lost, evicted or idle too long costs time, never an answer: a new one reads
// again and recomputes from study and transcript, to the same bytes.
//
// Thread safety: every function from any thread; calls block, so they belong on a blocking pool.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>

#include "node/worker/worker.h"

namespace passerelle::worker {

struct PoolOptions {
  std::size_t maximum_live = 4;
  std::chrono::seconds idle_limit{60};
};

class WorkerPool {
 public:
  WorkerPool(WorkerOptions worker, PoolOptions pool);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Looks up what a worker is told of persons; asked only when rows are read, so that identifiers
  // rest nowhere else.
  using TellPersons = std::function<Result<Persons>()>;

  // Answers the round after those of `transcript`, with the run's live worker or a new one. A
  // worker that dies is replaced once; a worker over its time is killed and not replaced.
  // Requires: `tell_persons` tells the same in every round of a run.
  Result<analysis::StepOutput> step(const RunId& run,
                                    const AskedStudy& study,
                                    const std::vector<query::StudyTable>& tables,
                                    const TellPersons& tell_persons,
                                    const Transcript& transcript,
                                    std::chrono::milliseconds within);
  // The same within WorkerOptions::step_deadline.
  Result<analysis::StepOutput> step(const RunId& run,
                                    const AskedStudy& study,
                                    const std::vector<query::StudyTable>& tables,
                                    const TellPersons& tell_persons,
                                    const Transcript& transcript);

  // Checks files in a worker of their own; see Worker::probe.
  Result<std::vector<Probe>> probe(const std::vector<query::Binding>& bindings);

  // Starts a worker with no file at all and returns what it reports of its sandbox: for the start
  // of the node and for `doctor`. Refused with sandbox_missing when the kernel lacks what is
  // required.
  Result<Json> sandbox();

  // Ends workers that were idle longer than the limit; the owner's timer calls it.
  void sweep();

  // Ends the run's worker.
  void forget(const RunId& run);

  // Ends every worker, also those at work, and refuses what comes later.
  void stop();

  std::size_t live() const;

  // Processes of the live workers, for the operator's metrics.
  std::vector<pid_t> processes() const;

 private:
  struct Seat;
  enum class Keep { no, yes };
  struct Work {
    const AskedStudy& study;
    const std::vector<query::StudyTable>& tables;
    const TellPersons& tell_persons;
    const Transcript& transcript;
    std::string key;
    Deadline deadline;
  };

  Result<std::shared_ptr<Seat>> take_seat(const RunId& run, Deadline deadline);
  std::shared_ptr<Seat> take_oldest_idle();
  void leave_seat(const RunId& run, const std::shared_ptr<Seat>& seat, Keep keep);
  static void give_up(Seat& seat);

  Result<std::shared_ptr<Worker>> start_in(Seat& seat);
  Result<std::shared_ptr<Worker>> worker_for(Seat& seat, const Work& work);
  Result<analysis::StepOutput> step_in(Seat& seat, const Work& work);
  template <class T>
  Result<T> with_own_worker(const std::function<Result<T>(Worker&, Deadline)>& use);

  const WorkerOptions worker_options_;
  const PoolOptions pool_options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<RunId, std::shared_ptr<Seat>> seats_;  // guarded by mutex_, as every Seat
  bool is_stopping_ = false;                      // guarded by mutex_
  std::uint64_t own_workers_ = 0;                 // guarded by mutex_
};

}  // namespace passerelle::worker

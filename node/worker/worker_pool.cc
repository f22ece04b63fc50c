#include "node/worker/worker_pool.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace passerelle::worker {
namespace {

// A worker serves one study on one set of files; anything else needs another worker.
Result<std::string> key_of(const AskedStudy& study, const std::vector<query::StudyTable>& tables) {
  Json files = Json::array();
  for (const auto& table : tables) files.push_back(query::to_json(table));
  Json key{{"study", study.document}, {"tables", std::move(files)}};
  if (study.analysis_set != nullptr) key["analysis_set"] = *study.analysis_set;
  return canonical(key);
}

bool is(const Error& error, WorkerError code) { return error.code == make_error_code(code); }

Error stopping() { return {WorkerError::stopping, "the node is stopping"}; }

}  // namespace

// The place of one run. Guarded by the pool's mutex, but `opened_with`, which belongs to the thread
// that made the seat busy. Shared: the pool may let go of a seat while a step is under way in it.
struct WorkerPool::Seat {
  std::shared_ptr<Worker> worker;  // shared with the step under way, which `stop` may interrupt
  std::string opened_with;
  bool is_busy = true;
  bool is_given_up = false;  // forgotten or stopped: no new worker in this seat
  std::chrono::steady_clock::time_point last_used{};
};

WorkerPool::WorkerPool(WorkerOptions worker, PoolOptions pool)
    : worker_options_(std::move(worker)), pool_options_(pool) {}

WorkerPool::~WorkerPool() { stop(); }

Result<std::shared_ptr<WorkerPool::Seat>> WorkerPool::take_seat(const RunId& run,
                                                                Deadline deadline) {
  std::shared_ptr<Seat> evicted;  // its process ends after the lock is given back
  std::unique_lock lock(mutex_);
  while (true) {
    if (is_stopping_) return stopping();
    const auto own = seats_.find(run);
    if (own != seats_.end() && !own->second->is_busy) {
      own->second->is_busy = true;
      return own->second;
    }
    if (own == seats_.end()) {
      if (seats_.size() >= pool_options_.maximum_live) evicted = take_oldest_idle();
      if (seats_.size() < pool_options_.maximum_live) {
        return seats_.emplace(run, std::make_shared<Seat>()).first->second;
      }
    }
    if (changed_.wait_until(lock, deadline) == std::cv_status::timeout) {
      return Error{WorkerError::busy, "every worker was at work until the deadline"};
    }
  }
}

std::shared_ptr<WorkerPool::Seat> WorkerPool::take_oldest_idle() {
  auto oldest = seats_.end();
  for (auto seat = seats_.begin(); seat != seats_.end(); ++seat) {
    if (seat->second->is_busy) continue;
    if (oldest == seats_.end() || seat->second->last_used < oldest->second->last_used) {
      oldest = seat;
    }
  }
  if (oldest == seats_.end()) return nullptr;
  auto taken = std::move(oldest->second);
  seats_.erase(oldest);
  return taken;
}

void WorkerPool::leave_seat(const RunId& run, const std::shared_ptr<Seat>& seat, Keep keep) {
  std::shared_ptr<Worker> ended;
  const std::lock_guard lock(mutex_);
  seat->is_busy = false;
  seat->last_used = std::chrono::steady_clock::now();
  const bool is_of_use = keep == Keep::yes && !seat->is_given_up && seat->worker != nullptr;
  if (!is_of_use) {
    ended = std::move(seat->worker);
    const auto own = seats_.find(run);
    if (own != seats_.end() && own->second == seat) seats_.erase(own);
  }
  changed_.notify_all();
}

Result<std::shared_ptr<Worker>> WorkerPool::start_in(Seat& seat) {
  auto started = Worker::start(worker_options_);
  if (!started) return started.error();
  std::shared_ptr<Worker> worker = *std::move(started);
  const std::lock_guard lock(mutex_);
  if (seat.is_given_up) return stopping();
  seat.worker = worker;
  return worker;
}

Result<std::shared_ptr<Worker>> WorkerPool::worker_for(Seat& seat, const Work& work) {
  std::shared_ptr<Worker> worker;
  {
    const std::lock_guard lock(mutex_);
    worker = seat.worker;
  }
  const bool can_go_on = worker != nullptr && seat.opened_with == work.key && worker->is_alive() &&
                         worker->follows(work.transcript);
  if (can_go_on) return worker;
  worker.reset();
  auto started = start_in(seat);
  if (!started) return started;
  seat.opened_with.clear();
  auto persons = work.tell_persons();
  if (!persons) return persons.error();
  auto opened = (*started)->open(work.study, work.tables, *std::move(persons), work.deadline);
  if (!opened) return opened.error();
  seat.opened_with = work.key;
  return started;
}

Result<analysis::StepOutput> WorkerPool::step_in(Seat& seat, const Work& work) {
  const auto attempt = [&]() -> Result<analysis::StepOutput> {
    const auto worker = worker_for(seat, work);
    if (!worker) return worker.error();
    return (*worker)->step(work.transcript, work.deadline);
  };
  auto output = attempt();
  if (output || !is(output.error(), WorkerError::died)) return output;
  {
    const std::lock_guard lock(mutex_);
    if (seat.is_given_up) return stopping();
  }
  return attempt();
}

Result<analysis::StepOutput> WorkerPool::step(const RunId& run,
                                              const AskedStudy& study,
                                              const std::vector<query::StudyTable>& tables,
                                              const TellPersons& tell_persons,
                                              const Transcript& transcript,
                                              std::chrono::milliseconds within) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  auto key = key_of(study, tables);
  if (!key) return key.error();
  const auto seat = take_seat(run, deadline);
  if (!seat) return seat.error();
  auto output =
      step_in(**seat, {study, tables, tell_persons, transcript, *std::move(key), deadline});
  leave_seat(run, *seat, output ? Keep::yes : Keep::no);
  return output;
}

Result<analysis::StepOutput> WorkerPool::step(const RunId& run,
                                              const AskedStudy& study,
                                              const std::vector<query::StudyTable>& tables,
                                              const TellPersons& tell_persons,
                                              const Transcript& transcript) {
  return step(run, study, tables, tell_persons, transcript, worker_options_.step_deadline);
}

template <class T>
Result<T> WorkerPool::with_own_worker(const std::function<Result<T>(Worker&, Deadline)>& use) {
  const auto deadline = std::chrono::steady_clock::now() + worker_options_.step_deadline;
  RunId place;
  {
    const std::lock_guard lock(mutex_);
    // No run has such a name: runs are named by random hex.
    place = RunId("(own worker " + std::to_string(++own_workers_) + ")");
  }
  const auto seat = take_seat(place, deadline);
  if (!seat) return seat.error();
  const auto worker = start_in(**seat);
  auto found = worker ? use(**worker, deadline) : Result<T>(worker.error());
  leave_seat(place, *seat, Keep::no);
  return found;
}

Result<std::vector<Probe>> WorkerPool::probe(const std::vector<query::Binding>& bindings) {
  return with_own_worker<std::vector<Probe>>(
      [&](Worker& worker, Deadline deadline) { return worker.probe(bindings, deadline); });
}

Result<Json> WorkerPool::sandbox() {
  return with_own_worker<Json>([](Worker& worker, Deadline deadline) -> Result<Json> {
    if (auto reported = worker.report(deadline); !reported) return reported.error();
    return worker.sandbox();
  });
}

void WorkerPool::sweep() {
  std::vector<std::shared_ptr<Seat>> ended;
  const std::lock_guard lock(mutex_);
  const auto oldest_allowed = std::chrono::steady_clock::now() - pool_options_.idle_limit;
  for (auto seat = seats_.begin(); seat != seats_.end();) {
    const bool is_over = !seat->second->is_busy && seat->second->last_used <= oldest_allowed;
    if (is_over) ended.push_back(std::move(seat->second));
    seat = is_over ? seats_.erase(seat) : std::next(seat);
  }
  if (!ended.empty()) changed_.notify_all();
}

void WorkerPool::give_up(Seat& seat) {
  seat.is_given_up = true;
  if (seat.worker != nullptr) seat.worker->kill();
}

void WorkerPool::forget(const RunId& run) {
  const std::lock_guard lock(mutex_);
  const auto seat = seats_.find(run);
  if (seat == seats_.end()) return;
  give_up(*seat->second);
  seats_.erase(seat);
  changed_.notify_all();
}

void WorkerPool::stop() {
  const std::lock_guard lock(mutex_);
  is_stopping_ = true;
  for (const auto& [run, seat] : seats_) give_up(*seat);
  seats_.clear();
  changed_.notify_all();
}

std::size_t WorkerPool::live() const { return processes().size(); }

std::vector<pid_t> WorkerPool::processes() const {
  const std::lock_guard lock(mutex_);
  std::vector<pid_t> numbers;
  for (const auto& [run, seat] : seats_) {
    if (seat->worker != nullptr) numbers.push_back(seat->worker->pid());
  }
  return numbers;
}

}  // namespace passerelle::worker

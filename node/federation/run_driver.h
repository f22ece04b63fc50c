// Drives the runs that this node coordinates: one thread that feeds each run's machine with what
// the other nodes answer, and carries out what the machine wants.
//
// Every answer is verified (seal, run, round, permit, study, transcript) and stored before the
// machine sees it, so a restart goes on where it was.
//
// Thread safety: public functions from any thread; hooks are called on the driver's thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "node/base/clock.h"
#include "node/federation/peers.h"
#include "node/federation/run_machine.h"
#include "node/federation/run_store.h"
#include "node/gate/transcript.h"
#include "node/net/runtime.h"
#include "node/store/database.h"

namespace passerelle::federation {

// Where a run stands, for people who wait.
struct Progress {
  int round = 0;
  std::string phase;                          // "levels", "first", "iterate", "finished"
  std::map<NodeId, std::string> nodes;        // "ordering", "running", "review", "lost", "answered"
  std::map<NodeId, std::string> last_losses;  // why a node was lost, in words
};

struct DriverHooks {
  // The fold has finished; logs, seals and stores the pooled answer.
  std::function<Result<void>(const Run&,
                             const analysis::StudyPlan&,
                             const analysis::State&,
                             const std::string& transcript_digest)>
      finished;
  // The run ended without an answer.
  std::function<void(const Run&, const Error&)> failed;
  // Keeps what a node says of its permits, unless it is not to be believed.
  std::function<void(const NodeId& issuer, const std::string& status)> take_permit_status;
  // Says whether every title of the run is known to be in force.
  std::function<Result<void>(const Run&)> titles_hold;
};

class RunDriver {
 public:
  // Requires: every reference outlives the driver.
  RunDriver(net::Runtime& runtime,
            Peers& peers,
            store::Database& database,
            const Clock& clock,
            const crypto::SigningKey& seal_key,
            NodeId self,
            DriverHooks hooks);

  // Ends the thread; runs go on after the next start.
  ~RunDriver();
  RunDriver(const RunDriver&) = delete;
  RunDriver& operator=(const RunDriver&) = delete;

  // Begins or resumes a run that is in the database.
  Result<void> start(Run run);
  void cancel(const RunId& id);

  // Ends the runs with a title that is not known to be in force. Call it when something was heard
  // of a permit, and now and then, since time alone makes a word old.
  void look_at_titles();

  std::optional<Progress> progress(const RunId& id) const;

 private:
  struct Active;
  void loop();
  void post(const RunId& id, std::function<void(Active&)> work);
  void feed(Active& active, const Event& event);
  void carry_out(Active& active, std::vector<Action> actions);
  void refuse_later(const Active& active, const NodeId& node, const Error& error);
  void send_order(Active& active, const NodeId& node);
  void fetch_answer(Active& active, const NodeId& node);
  void ask_for_titles(Active& active);
  void judge_titles(Active& active);
  void take_answer(Active& active, const NodeId& node, const http::Response& response);
  void end(Active& active, const std::optional<Error>& error);

  net::Runtime& runtime_;
  Peers& peers_;
  store::Database& database_;
  const Clock& clock_;
  const crypto::SigningKey& seal_key_;
  NodeId self_;
  DriverHooks hooks_;

  // Callbacks of the I/O thread may come after the driver has gone; they hold this and look.
  struct Mailbox;
  std::shared_ptr<Mailbox> mailbox_;
  std::map<RunId, std::unique_ptr<Active>> active_;
  mutable std::mutex progress_mutex_;
  std::map<RunId, Progress> progress_;
  std::thread thread_;
};

}  // namespace passerelle::federation

// One run of a study as its coordinator sees it: a state machine without sockets or clocks of its
// own. Events go in, actions come out; whoever drives it moves the bytes.
//
// Every node must answer every round: a pooled number over fewer countries would be another
// number. A node that is lost is asked again, with growing pauses, until the run's deadline; a node
// that refuses ends the run with its reason.
//
// A round that is complete goes on, to the next one or to the pooled answer, only when every title
// of the run is known to be in force; a title that is not ends the run at any time, and nothing of
// what came under it is pooled.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "node/analysis/fold.h"
#include "node/base/clock.h"
#include "node/federation/order.h"

namespace passerelle::federation {

// What happened.
struct OrderAccepted {
  NodeId node;
};
struct StillRunning {
  NodeId node;
  std::string state;  // "running", or "review" when a person checks the output first
};
struct Answered {
  NodeId node;
  analysis::Partial partial;
};
struct Refused {
  NodeId node;
  Error error;
};
struct Lost {
  NodeId node;
  Error error;
};
struct Woken {
  NodeId node;
};
struct Cancelled {};
struct TitlesHold {};  // every title of the run is known to be in force
struct TitleEnded {
  Error error;  // which title is not, and why
};
using Event = std::variant<OrderAccepted,
                           StillRunning,
                           Answered,
                           Refused,
                           Lost,
                           Woken,
                           Cancelled,
                           TitlesHold,
                           TitleEnded>;

// What to do.
struct SendOrder {
  NodeId node;
  int round;
};
struct FetchAnswer {
  NodeId node;
  int round;
};
struct WakeLater {
  NodeId node;
  std::chrono::milliseconds pause;
};
struct CheckTitles {};  // answered by TitlesHold or TitleEnded
struct FinishRun {};
struct FailRun {
  Error error;
};
using Action = std::variant<SendOrder, FetchAnswer, WakeLater, CheckTitles, FinishRun, FailRun>;

class RunMachine {
 public:
  enum class NodeState { ordering, running, review, lost, answered };

  RunMachine(analysis::StudyPlan plan, std::vector<NodeId> nodes, Instant deadline);

  // Returns the orders of the first round; of a run that was begun before, what it goes on with.
  std::vector<Action> start();

  // Takes over a round that was complete before a restart. Requires: called before `start`.
  Result<void> replay(const std::map<NodeId, analysis::Partial>& partials);

  // Events of nodes that have already answered the round are ignored.
  std::vector<Action> on(const Event& event, Instant now);

  int round() const { return state_.round; }
  bool is_over() const { return is_over_; }
  const analysis::StudyPlan& plan() const { return plan_; }
  const analysis::State& state() const { return state_; }
  const std::map<NodeId, NodeState>& nodes() const { return nodes_; }

 private:
  std::vector<Action> begin_round();
  std::vector<Action> check_titles();
  std::vector<Action> go_on();
  std::vector<Action> fail(Error error);
  std::vector<Action> retry(const Lost& lost, Instant now);

  analysis::StudyPlan plan_;
  analysis::State state_;
  Instant deadline_;
  std::map<NodeId, NodeState> nodes_;
  std::map<NodeId, int> losses_;
  std::map<NodeId, analysis::Partial> answers_;
  bool awaits_titles_ = false;
  bool is_over_ = false;
};

std::string to_text(RunMachine::NodeState state);

}  // namespace passerelle::federation

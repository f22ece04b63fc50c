#include "node/federation/run_machine.h"

#include <algorithm>
#include <utility>

#include "node/federation/errors.h"

namespace passerelle::federation {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{250};
constexpr milliseconds kLongestPause{30'000};

// Doubles with every loss in a row.
milliseconds pause_after(int losses) {
  return std::min(kLongestPause, kFirstPause * (1 << std::min(losses - 1, 10)));
}

}  // namespace

RunMachine::RunMachine(analysis::StudyPlan plan, std::vector<NodeId> nodes, Instant deadline)
    : plan_(std::move(plan)), state_(analysis::start(plan_)), deadline_(deadline) {
  for (const auto& node : nodes) nodes_.emplace(node, NodeState::ordering);
}

std::vector<Action> RunMachine::start() {
  const bool is_new = state_.round == 0 && state_.phase != analysis::Phase::finished;
  return is_new ? begin_round() : check_titles();
}

Result<void> RunMachine::replay(const std::map<NodeId, analysis::Partial>& partials) {
  auto next = analysis::advance(plan_, state_, partials);
  if (!next) return next.error();
  state_ = *std::move(next);
  return {};
}

std::vector<Action> RunMachine::on(const Event& event, Instant now) {
  if (is_over_) return {};
  if (std::holds_alternative<Cancelled>(event)) {
    return fail(Error{FederationError::cancelled, "the researcher ended the run"});
  }
  if (const auto* ended = std::get_if<TitleEnded>(&event)) return fail(ended->error);
  if (const auto* refused = std::get_if<Refused>(&event)) return fail(refused->error);
  if (std::holds_alternative<TitlesHold>(event)) {
    return std::exchange(awaits_titles_, false) ? go_on() : std::vector<Action>();
  }

  const auto& node = std::visit(
      [](const auto& happened) -> const NodeId& {
        static const NodeId kNobody;
        if constexpr (requires { happened.node; }) return happened.node;
        else return kNobody;
      },
      event);
  const auto entry = nodes_.find(node);
  if (entry == nodes_.end() || entry->second == NodeState::answered) return {};
  auto& state = entry->second;

  if (std::holds_alternative<OrderAccepted>(event)) {
    state = NodeState::running;
    return {FetchAnswer{node, state_.round}};
  }
  if (const auto* running = std::get_if<StillRunning>(&event)) {
    state = running->state == "review" ? NodeState::review : NodeState::running;
    if (now >= deadline_) {
      return fail(Error{FederationError::deadline, node.text() + " had not answered in time"});
    }
    return {FetchAnswer{node, state_.round}};
  }
  if (std::holds_alternative<Woken>(event)) {
    state = NodeState::ordering;
    return {SendOrder{node, state_.round}};
  }
  if (const auto* lost = std::get_if<Lost>(&event)) return retry(*lost, now);

  const auto& answered = std::get<Answered>(event);
  state = NodeState::answered;
  losses_.erase(node);
  answers_.insert_or_assign(node, answered.partial);
  if (answers_.size() < nodes_.size()) return {};
  return check_titles();
}

std::vector<Action> RunMachine::retry(const Lost& lost, Instant now) {
  nodes_[lost.node] = NodeState::lost;
  const auto pause = pause_after(++losses_[lost.node]);
  if (now + pause >= deadline_) {
    return fail(Error{FederationError::deadline,
                      lost.node.text() + " could not be reached in time: " + lost.error.text()});
  }
  return {WakeLater{lost.node, pause}};
}

std::vector<Action> RunMachine::begin_round() {
  std::vector<Action> actions;
  for (auto& [node, state] : nodes_) {
    state = NodeState::ordering;
    actions.push_back(SendOrder{node, state_.round});
  }
  return actions;
}

std::vector<Action> RunMachine::check_titles() {
  awaits_titles_ = true;
  return {CheckTitles{}};
}

std::vector<Action> RunMachine::go_on() {
  if (!answers_.empty()) {  // else the round was complete before a restart
    auto next = analysis::advance(plan_, state_, answers_);
    answers_.clear();
    if (!next) return fail(next.error());
    state_ = *std::move(next);
  }
  if (state_.phase != analysis::Phase::finished) return begin_round();
  is_over_ = true;
  return {FinishRun{}};
}

std::vector<Action> RunMachine::fail(Error error) {
  is_over_ = true;
  return {FailRun{std::move(error)}};
}

std::string to_text(RunMachine::NodeState state) {
  switch (state) {
    case RunMachine::NodeState::ordering: return "ordering";
    case RunMachine::NodeState::running: return "running";
    case RunMachine::NodeState::review: return "review";
    case RunMachine::NodeState::lost: return "lost";
    case RunMachine::NodeState::answered: return "answered";
  }
  return "unknown";
}

}  // namespace passerelle::federation

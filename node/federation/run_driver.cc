#include "node/federation/run_driver.h"

#include <nlohmann/json.hpp>
#include <set>

#include "node/federation/errors.h"

namespace passerelle::federation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kOrderDeadline = seconds(30);
constexpr seconds kLongPoll{30};
constexpr milliseconds kPollDeadline = kLongPoll + seconds(15);
constexpr milliseconds kStatusDeadline = seconds(5);

std::string phase_name(analysis::Phase phase) {
  switch (phase) {
    case analysis::Phase::checks: return "checks";
    case analysis::Phase::groupings: return "groupings";
    case analysis::Phase::levels: return "levels";
    case analysis::Phase::first: return "first";
    case analysis::Phase::iterate: return "iterate";
    case analysis::Phase::finished: return "finished";
  }
  return "unknown";
}

// A refusal is final, everything else may pass.
Event failure(const NodeId& node, const Error& error) {
  if (error.code == make_error_code(FederationError::refused)) return Refused{node, error};
  return Lost{node, error};
}

}  // namespace

struct RunDriver::Active {
  Run run;
  RunMachine machine;
  gate::Transcript transcript;
  std::vector<std::string> last_round;  // envelopes, in node order
  std::map<NodeId, std::string> this_round;
  std::map<NodeId, std::string> last_losses;
  std::set<NodeId> asked;  // for the standing of their permits, and not yet heard
};

struct RunDriver::Mailbox {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> work;
  bool is_closed = false;

  void put(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex);
      if (is_closed) return;
      work.push_back(std::move(task));
    }
    changed.notify_one();
  }
};

RunDriver::RunDriver(net::Runtime& runtime,
                     Peers& peers,
                     store::Database& database,
                     const Clock& clock,
                     const crypto::SigningKey& seal_key,
                     NodeId self,
                     DriverHooks hooks)
    : runtime_(runtime),
      peers_(peers),
      database_(database),
      clock_(clock),
      seal_key_(seal_key),
      self_(std::move(self)),
      hooks_(std::move(hooks)),
      mailbox_(std::make_shared<Mailbox>()),
      thread_([this] { loop(); }) {}

RunDriver::~RunDriver() {
  {
    const std::lock_guard lock(mailbox_->mutex);
    mailbox_->is_closed = true;
  }
  mailbox_->changed.notify_one();
  thread_.join();
}

void RunDriver::loop() {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(mailbox_->mutex);
      mailbox_->changed.wait(lock, [&] { return mailbox_->is_closed || !mailbox_->work.empty(); });
      if (mailbox_->is_closed) return;
      task = std::move(mailbox_->work.front());
      mailbox_->work.pop_front();
    }
    task();
  }
}

// Runs `work` on the driver's thread, unless the run has ended by then.
void RunDriver::post(const RunId& id, std::function<void(Active&)> work) {
  mailbox_->put([this, id, work = std::move(work)] {
    const auto active = active_.find(id);
    if (active != active_.end()) work(*active->second);
  });
}

Result<void> RunDriver::start(Run run) {
  auto document = parse_json(run.study);
  if (!document) return document.error();
  auto plan = analysis::compile_study(*document);
  if (!plan) return plan.error();
  std::vector<NodeId> nodes;
  std::map<NodeId, crypto::PublicKey> keys;
  std::map<NodeId, PermitId> permits;
  for (const auto& [node, permit] : run.participants) {
    const auto address = peers_.directory()(node);
    if (!address) return address.error();
    nodes.push_back(node);
    keys.emplace(node, address->seal_key);
    permits.emplace(node, permit);
  }
  gate::Transcript transcript({run.id, self_, run.study_digest, permits}, keys);
  RunMachine machine(*std::move(plan), nodes, run.deadline);
  auto active = std::make_unique<Active>(
      Active{std::move(run), std::move(machine), std::move(transcript), {}, {}, {}, {}});

  const auto earlier =
      database_.read([&](store::Reader& reader) { return answers_of(reader, active->run.id); });
  if (!earlier) return earlier.error();
  for (const auto& [round, answers] : *earlier) {
    if (answers.size() < nodes.size()) break;  // the round to go on with; nodes answer it again
    std::vector<std::string> envelopes;
    for (const auto& answer : answers) envelopes.push_back(answer.envelope);
    auto partials = active->transcript.add_round(envelopes);
    if (!partials) return partials.error();
    if (auto replayed = active->machine.replay(*partials); !replayed) return replayed;
    active->last_round = std::move(envelopes);
  }
  mailbox_->put([this, shared = std::make_shared<std::unique_ptr<Active>>(std::move(active))] {
    auto& begun = **shared;
    const auto id = begun.run.id;
    active_.insert_or_assign(id, std::move(*shared));
    carry_out(*active_.at(id), active_.at(id)->machine.start());
  });
  return {};
}

void RunDriver::cancel(const RunId& id) {
  post(id, [this](Active& active) { feed(active, Cancelled{}); });
}

void RunDriver::look_at_titles() {
  mailbox_->put([this] {
    std::vector<RunId> runs;
    for (const auto& [id, active] : active_) runs.push_back(id);
    for (const auto& id : runs) {
      auto& active = *active_.at(id);
      const auto hold = hooks_.titles_hold(active.run);
      if (!hold) feed(active, TitleEnded{hold.error()});
    }
  });
}

std::optional<Progress> RunDriver::progress(const RunId& id) const {
  const std::lock_guard lock(progress_mutex_);
  const auto found = progress_.find(id);
  if (found == progress_.end()) return std::nullopt;
  return found->second;
}

void RunDriver::feed(Active& active, const Event& event) {
  if (const auto* lost = std::get_if<Lost>(&event)) {
    active.last_losses[lost->node] = lost->error.text();
  }
  carry_out(active, active.machine.on(event, clock_.now()));
}

void RunDriver::carry_out(Active& active, std::vector<Action> actions) {
  {
    Progress progress{
        active.machine.round(), phase_name(active.machine.state().phase), {}, active.last_losses};
    for (const auto& [node, state] : active.machine.nodes()) {
      progress.nodes.emplace(node, federation::to_text(state));
    }
    const std::lock_guard lock(progress_mutex_);
    progress_.insert_or_assign(active.run.id, std::move(progress));
  }
  for (const auto& action : actions) {
    if (const auto* order = std::get_if<SendOrder>(&action)) {
      send_order(active, order->node);
    } else if (const auto* fetch = std::get_if<FetchAnswer>(&action)) {
      fetch_answer(active, fetch->node);
    } else if (const auto* wake = std::get_if<WakeLater>(&action)) {
      // The timer may outlive the driver, the mailbox does not mind.
      runtime_.after(wake->pause,
                     [this, mailbox = mailbox_, id = active.run.id, node = wake->node] {
                       mailbox->put([this, id, node] {
                         const auto found = active_.find(id);
                         if (found != active_.end()) feed(*found->second, Woken{node});
                       });
                     });
    } else if (std::holds_alternative<CheckTitles>(action)) {
      ask_for_titles(active);
    } else if (std::holds_alternative<FinishRun>(action)) {
      return end(active, std::nullopt);
    } else if (const auto* fail = std::get_if<FailRun>(&action)) {
      return end(active, fail->error);
    }
  }
}

// Not at once: the loop that carries out actions still holds the run.
void RunDriver::refuse_later(const Active& active, const NodeId& node, const Error& error) {
  post(active.run.id, [this, node, error](Active& then) { feed(then, Refused{node, error}); });
}

void RunDriver::send_order(Active& active, const NodeId& node) {
  Order order{active.run.id,       active.machine.round(), {},
              active.run.study,    active.run.person,      {},
              active.run.deadline, active.last_round};
  for (const auto& participant : active.run.participants) {
    order.nodes.push_back(participant.node);
    if (participant.node == node) order.permit = participant.permit;
  }
  const auto envelope = canonical_text(sign_order(order, seal_key_).envelope());
  auto request =
      http::make_request(http::Method::post, "/federation/v1/orders", envelope, "application/json");
  if (!request) return refuse_later(active, node, request.error());
  peers_.call(node, *std::move(request), kOrderDeadline,
              [this, mailbox = mailbox_, id = active.run.id, node,
               round = order.round](const Result<http::Response>& response) {
                mailbox->put([this, id, node, round, response] {
                  const auto found = active_.find(id);
                  if (found == active_.end() || found->second->machine.round() != round) return;
                  if (response) feed(*found->second, OrderAccepted{node});
                  else feed(*found->second, failure(node, response.error()));
                });
              });
}

void RunDriver::fetch_answer(Active& active, const NodeId& node) {
  const int round = active.machine.round();
  auto request = http::make_request(
      http::Method::get, "/federation/v1/orders/" + http::percent_encoded(active.run.id.text()) +
                             "/" + std::to_string(round) +
                             "?wait=" + std::to_string(kLongPoll.count()));
  if (!request) return refuse_later(active, node, request.error());
  peers_.call(node, *std::move(request), kPollDeadline,
              [this, mailbox = mailbox_, id = active.run.id, node,
               round](const Result<http::Response>& response) {
                mailbox->put([this, id, node, round, response] {
                  const auto found = active_.find(id);
                  if (found == active_.end() || found->second->machine.round() != round) return;
                  if (response) take_answer(*found->second, node, *response);
                  else feed(*found->second, failure(node, response.error()));
                });
              });
}

// A node that does not answer in time is judged by what it said last.
void RunDriver::ask_for_titles(Active& active) {
  for (const auto& participant : active.run.participants) active.asked.insert(participant.node);
  for (const auto& node : std::set<NodeId>(active.asked)) {
    peers_.call(node, permit_status_request(), kStatusDeadline,
                [this, mailbox = mailbox_, id = active.run.id,
                 node](const Result<http::Response>& response) {
                  mailbox->put([this, id, node, response] {
                    if (response) hooks_.take_permit_status(node, response->body);
                    const auto found = active_.find(id);
                    if (found == active_.end()) return;
                    auto& asking = *found->second;
                    if (asking.asked.erase(node) > 0 && asking.asked.empty()) judge_titles(asking);
                  });
                });
  }
}

void RunDriver::judge_titles(Active& active) {
  const auto hold = hooks_.titles_hold(active.run);
  feed(active, hold ? Event(TitlesHold{}) : Event(TitleEnded{hold.error()}));
}

void RunDriver::take_answer(Active& active, const NodeId& node, const http::Response& response) {
  const auto refuse = [&](const Error& why) {
    feed(active,
         Refused{node, Error{FederationError::bad_answer, node.text() + ": " + why.text()}});
  };
  const auto body = parse_json(response.body);
  if (!body) return refuse(body.error());
  if (!body->is_object()) {
    return refuse(Error{BaseError::malformed, "the answer is not an object"});
  }
  if (response.status == 202) {
    return feed(active, StillRunning{node, body->value("state", std::string("running"))});
  }
  const auto answer = body->find("answer");
  const auto receipt = body->find("receipt");
  if (answer == body->end() || receipt == body->end()) {
    return refuse(Error{BaseError::malformed, "the answer or its receipt is missing"});
  }
  const auto envelope = canonical(*answer);
  const auto proof = canonical(*receipt);
  if (!envelope) return refuse(envelope.error());
  if (!proof) return refuse(proof.error());
  const auto opened = active.transcript.open_next(node, *envelope);
  if (!opened) return refuse(opened.error());
  const StoredAnswer stored{node, active.machine.round(), *envelope, *proof};
  const auto kept = database_.write([&](store::Transaction& tx) -> Result<void> {
    return insert_answer(tx, active.run.id, stored);
  });
  if (!kept) return refuse(kept.error());

  active.this_round.insert_or_assign(node, *envelope);
  if (active.this_round.size() == active.run.participants.size()) {
    std::vector<std::string> envelopes;
    for (auto& [from, text] : active.this_round) envelopes.push_back(std::move(text));
    active.this_round.clear();
    if (const auto added = active.transcript.add_round(envelopes); !added) {
      return refuse(added.error());
    }
    active.last_round = std::move(envelopes);
  }
  feed(active, Answered{node, opened->partial});
}

void RunDriver::end(Active& active, const std::optional<Error>& error) {
  std::optional<Error> reason = error;
  if (!reason) {
    const auto finished = hooks_.finished(active.run, active.machine.plan(), active.machine.state(),
                                          active.transcript.digest());
    if (!finished) reason = finished.error();
  }
  if (reason) hooks_.failed(active.run, *reason);
  {
    const std::lock_guard lock(progress_mutex_);
    progress_.erase(active.run.id);
  }
  active_.erase(active.run.id);
}

}  // namespace passerelle::federation

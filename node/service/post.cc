#include "node/service/post.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "node/federation/errors.h"
#include "node/service/node.h"

namespace passerelle::service {
namespace {

using federation::MessageState;
using federation::SentMessage;
using federation::Verdict;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kTryDeadline{15};
// The outbox is looked at this often without a reason too: a look may have failed.
constexpr std::chrono::seconds kOutboxLook{60};

}  // namespace

// How a try ended.
struct Post::Heard {
  federation::DueMessage sent;
  Result<http::Response> response;
};

struct Post::Mailbox {
  std::mutex mutex;
  std::condition_variable to_thread;
  std::condition_variable to_waiters;
  // All guarded by mutex.
  bool is_stopped = false;
  bool is_woken = true;  // there may be messages from before the start
  std::deque<Heard> heard;
  std::set<NodeId> hurried;
  std::uint64_t settled = 0;  // tries so far

  void put(Heard one) {
    {
      const std::lock_guard lock(mutex);
      heard.push_back(std::move(one));
    }
    to_thread.notify_one();
  }
};

Post::Post(Node& node, federation::Peers& peers)
    : node_(node),
      peers_(peers),
      mailbox_(std::make_shared<Mailbox>()),
      thread_([this] { loop(); }) {}

Post::~Post() {
  stop();
  thread_.join();
}

void Post::stop() {
  {
    const std::lock_guard lock(mailbox_->mutex);
    mailbox_->is_stopped = true;
  }
  mailbox_->to_thread.notify_one();
  mailbox_->to_waiters.notify_all();
}

void Post::wake() {
  {
    const std::lock_guard lock(mailbox_->mutex);
    mailbox_->is_woken = true;
  }
  mailbox_->to_thread.notify_one();
}

void Post::send_now(const std::vector<SentMessage>& messages, std::chrono::milliseconds patience) {
  const auto until = SteadyClock::now() + patience;
  std::unique_lock lock(mailbox_->mutex);
  for (const auto& message : messages) mailbox_->hurried.insert(message.to);
  mailbox_->is_woken = true;
  mailbox_->to_thread.notify_one();
  while (!mailbox_->is_stopped) {
    const auto seen = mailbox_->settled;
    lock.unlock();
    if (were_tried(messages)) return;
    lock.lock();
    const bool is_news = mailbox_->to_waiters.wait_until(
        lock, until, [&] { return mailbox_->is_stopped || mailbox_->settled != seen; });
    if (!is_news) return;
  }
}

bool Post::were_tried(const std::vector<SentMessage>& messages) const {
  const auto tried = node_.database.read([&](store::Reader& reader) -> Result<bool> {
    for (const auto& message : messages) {
      const auto now = federation::find_sent(reader, message.position);
      if (!now) return now.error();
      const bool waits = *now && (*now)->state == MessageState::waiting && (*now)->reason.empty();
      if (waits) return false;
    }
    return true;
  });
  return !tried || *tried;  // who cannot look has no reason to wait
}

void Post::loop() {
  while (true) {
    std::deque<Heard> heard;
    {
      std::unique_lock lock(mailbox_->mutex);
      const auto now = SteadyClock::now();
      const auto until = std::min(schedule_.next_end_of_rest(now).value_or(now + kOutboxLook),
                                  now + SteadyClock::duration(kOutboxLook));
      mailbox_->to_thread.wait_until(lock, until, [&] {
        return mailbox_->is_stopped || mailbox_->is_woken || !mailbox_->heard.empty();
      });
      if (mailbox_->is_stopped) return;
      mailbox_->is_woken = false;
      heard.swap(mailbox_->heard);
      for (const auto& node : mailbox_->hurried) schedule_.hurry(node);
      mailbox_->hurried.clear();
    }
    for (const auto& one : heard) settle(one);
    if (!heard.empty()) {
      {
        const std::lock_guard lock(mailbox_->mutex);
        mailbox_->settled += heard.size();
      }
      mailbox_->to_waiters.notify_all();
    }
    send_due();
  }
}

void Post::send_due() {
  const auto next = node_.database.read(federation::next_messages);
  if (!next) return spdlog::error("outbox_not_read: {}", next.error().text());
  for (const auto& due : schedule_.begin(*next, SteadyClock::now())) send(due);
}

void Post::send(const federation::DueMessage& due) {
  const auto envelope = node_.database.read(
      [&](store::Reader& reader) { return federation::envelope_at(reader, due.position); });
  auto request = envelope ? http::make_request(http::Method::post, "/federation/v1/messages",
                                               *envelope, "application/json")
                          : Result<http::Request>(envelope.error());
  if (!request) return mailbox_->put({due, request.error()});
  peers_.exchange(due.to, *std::move(request), kTryDeadline,
                  [mailbox = mailbox_, due](Result<http::Response> response) {
                    mailbox->put({due, std::move(response)});
                  });
}

void Post::settle(const Heard& heard) {
  const auto& to = heard.sent.to;
  if (!heard.response) return not_reached(to, heard.response.error().text());
  const auto sent = node_.database.read(
      [&](store::Reader& reader) { return federation::find_sent(reader, heard.sent.position); });
  if (!sent) return not_reached(to, sent.error().text());
  Result<void> settled;
  switch (federation::verdict_of(*heard.response)) {
    case Verdict::lost: return not_reached(to, federation::problem_text(to, *heard.response));
    case Verdict::delivered: settled = take_acknowledgement(**sent, heard.response->body); break;
    case Verdict::refused: settled = take_refusal(**sent, *heard.response); break;
  }
  if (!settled) return not_reached(to, settled.error().text());
  schedule_.answered(to);
}

Result<void> Post::take_refusal(const SentMessage& sent, const http::Response& response) {
  const auto reason = federation::problem_text(sent.to, response);
  spdlog::warn("message_refused: {}: {}", sent.id.text(), reason);
  return node_.commit(
      audit::Event::message_refused,
      {{"message", sent.id.text()},
       {"from", node_.id().text()},
       {"to", sent.to.text()},
       {"reason", federation::problem_code(response)}},
      [&](store::Transaction& tx) { return federation::set_refused(tx, sent.id, reason); });
}

Result<void> Post::take_acknowledgement(const SentMessage& sent, const std::string& body) {
  const auto acknowledgement = parse_json(body);
  if (!acknowledgement) return acknowledgement.error();
  if (!acknowledgement->is_object() || !acknowledgement->contains("message") ||
      acknowledgement->at("message") != sent.id.text()) {
    return Error{federation::FederationError::bad_answer, "not an acknowledgement of the message"};
  }
  const auto list = node_.trust.current(node_.now());
  if (!list) return list.error();
  const auto* entry = (*list)->find(sent.to);
  if (entry == nullptr) {
    return Error{federation::FederationError::unknown_peer, "it has left the trust list"};
  }
  const auto* handler = node_.message_handler(sent.type);
  return node_.commit(
      audit::Event::message_delivered,
      {{"message", sent.id.text()}, {"type", federation::code(sent.type)}, {"to", sent.to.text()}},
      [&](store::Transaction& tx) -> Result<void> {
        if (auto kept = federation::set_delivered(tx, sent.id, node_.now()); !kept) return kept;
        if (handler == nullptr || !handler->acknowledged) return {};
        return handler->acknowledged(tx, sent, *acknowledgement, *entry);
      });
}

void Post::not_reached(const NodeId& node, const std::string& reason) {
  const int failures = schedule_.failed(node, SteadyClock::now());
  if (failures == 1) spdlog::warn("messages_wait: {}: {}", node.text(), reason);
  const auto kept = node_.database.write(
      [&](store::Transaction& tx) { return federation::set_not_reached(tx, node, reason); });
  if (!kept) spdlog::error("outbox_not_written: {}", kept.error().text());
}

}  // namespace passerelle::service

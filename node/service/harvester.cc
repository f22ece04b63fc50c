#include "node/service/harvester.h"

#include <spdlog/spdlog.h>

#include "node/crypto/random.h"
#include "node/service/node.h"
#include "node/sources/errors.h"

namespace passerelle::service {
namespace {

using sources::Source;

// How often the schedule is looked at.
constexpr std::chrono::seconds kScheduleLook{10};

}  // namespace

Result<std::vector<Source>> peers_as_sources(Node& node) {
  const auto list = node.trust.current(node.now());
  if (!list) return list.error();
  return node.database.write([&](store::Transaction& tx) -> Result<std::vector<Source>> {
    std::vector<Source> peers;
    for (const auto& entry : (*list)->entries()) {
      if (entry.id == node.id()) continue;
      auto source = sources::peer_source(tx, entry.id, node.now());
      if (!source) return source.error();
      peers.push_back(*std::move(source));
    }
    return peers;
  });
}

std::string thing_of(const sources::HarvestId& id) { return "harvest/" + id.text(); }

Harvester::Harvester(Node& node,
                     std::optional<std::chrono::minutes> period_of_peers,
                     Perform perform)
    : node_(node),
      period_of_peers_(period_of_peers),
      perform_(std::move(perform)),
      thread_([this] { loop(); }) {}

Harvester::~Harvester() {
  stop();
  thread_.join();
}

void Harvester::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  changed_.notify_one();
  interruption_.request();
}

void Harvester::loop() {
  while (!interruption_.is_requested()) {
    if (auto waiting = next()) {
      const auto thing = thing_of(waiting->run.id);
      perform_(*std::move(waiting), interruption_);
      node_.changes.notify(thing);
    } else if (auto begun = begin_due(); !begun) {
      spdlog::error("harvest_not_begun: {}", begun.error().text());
    }
  }
}

// Returns the harvest to carry out; nothing when it is time to look at the schedule.
std::optional<DueHarvest> Harvester::next() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kScheduleLook, [this] { return is_stopped_ || !waiting_.empty(); });
  if (is_stopped_ || waiting_.empty()) return std::nullopt;
  auto first = std::move(waiting_.front());
  waiting_.pop_front();
  return first;
}

Result<sources::HarvestId> Harvester::begin(const Source& source, const HarvestWish& wish) {
  const sources::Run run{sources::HarvestId(crypto::random_id()),
                         source.id,
                         wish.is_dry,
                         node_.now(),
                         {},
                         sources::RunState::running,
                         {}};
  const auto begun =
      node_.database.write([&](store::Transaction& tx) { return sources::begin(tx, run); });
  if (!begun) return begun.error();
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({source, run, wish});
  }
  changed_.notify_one();
  return run.id;
}

Result<void> Harvester::begin_due() {
  // Without a trust list in force there are no other nodes, which is no reason to forget the rest.
  if (period_of_peers_ && node_.trust.current(node_.now())) {
    if (auto peers = peers_as_sources(node_); !peers) return peers.error();
  }
  const auto due = node_.database.read(
      [&](store::Reader& reader) { return sources::due(reader, period_of_peers_, node_.now()); });
  if (!due) return due.error();
  for (const auto& source : *due) {
    const auto begun = begin(source, {});
    // One that is still being harvested has its turn later.
    if (!begun && begun.error().code != sources::SourceError::busy) return begun.error();
  }
  return {};
}

}  // namespace passerelle::service

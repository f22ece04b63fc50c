// Carries out harvests, one after the other on a thread of its own, and begins by itself those
// whose time has come.
//
// Thread safety: any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "metadata/harvest/plan.h"
#include "node/service/interruption.h"
#include "node/sources/run.h"

namespace passerelle::service {

class Node;

// How a harvest is meant.
struct HarvestWish {
  bool is_dry = false;  // shows what would change, and changes nothing
  harvest::Loss loss = harvest::Loss::is_held;
};

// A harvest that has begun and is to be carried out.
struct DueHarvest {
  sources::Source source;
  sources::Run run;
  HarvestWish wish;
};

class Harvester {
 public:
  // Carries out one harvest and keeps its report, also when it fails; ends soon once interrupted.
  using Perform = std::function<void(DueHarvest, Interruption&)>;

  // `period_of_peers`: how often other nodes are harvested; none: only when somebody asks.
  // Requires: the node outlives the harvester and can call others.
  Harvester(Node& node, std::optional<std::chrono::minutes> period_of_peers, Perform perform);
  // Ends the harvest under way, which has failed then; those that wait have failed too, as the next
  // start will say.
  ~Harvester();
  Harvester(const Harvester&) = delete;
  Harvester& operator=(const Harvester&) = delete;

  // Begins a harvest. Refuses a source that is being harvested.
  Result<sources::HarvestId> begin(const sources::Source& source, const HarvestWish& wish);

  // Has the harvest under way end soon and begins no other, without waiting for it.
  void stop();

 private:
  void loop();
  std::optional<DueHarvest> next();
  Result<void> begin_due();

  Node& node_;
  std::optional<std::chrono::minutes> period_of_peers_;
  Perform perform_;
  Interruption interruption_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<DueHarvest> waiting_;  // guarded by mutex_
  bool is_stopped_ = false;         // guarded by mutex_
  std::thread thread_;
};

// Returns the other nodes of the trust list in force as sources, which they become.
Result<std::vector<sources::Source>> peers_as_sources(Node& node);

// Returns what a caller waits for who waits for the end of a harvest.
std::string thing_of(const sources::HarvestId& id);

}  // namespace passerelle::service

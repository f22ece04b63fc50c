// One harvest: read the source, decide, show or carry out, report.
//
// What was good is kept whatever happens later: descriptions are written in parts, each with its
// entry in the log, so that nobody waits long for the database either.
//
// Thread safety: one thread, which may wait for long.
#pragma once

#include "node/net/runtime.h"
#include "node/service/catalogue/harvest_report.h"
#include "node/service/harvester.h"
#include "node/service/interruption.h"
#include "node/service/node.h"
#include "node/sources/fetcher.h"
#include "node/sources/run.h"

namespace passerelle::service {

class HarvestRun {
 public:
  // Requires: node, runtime and interruption outlive the run.
  HarvestRun(Node& node, net::Runtime& runtime, Interruption& interruption, DueHarvest due);

  // Does everything and keeps the report, also when it fails.
  void perform();

 private:
  Result<void> gather();
  Result<void> gather_from_peer(const NodeId& peer);
  Result<void> walk(const std::string& start, const sources::Send& send);
  Result<void> decide();
  void compare(store::Reader& reader);
  Result<void> find_likenesses(store::Reader& reader);
  Result<void> write();
  Result<void> write_part(std::size_t begin, std::size_t end);
  Result<void> take(store::Transaction& tx, const harvest::Take& take);
  Result<void> remove(store::Transaction& tx, const DatasetId& dataset);
  Result<void> conclude();
  bool is_dry() const { return findings_.run.is_dry; }

  Node& node_;
  net::Runtime& runtime_;
  Interruption& interruption_;
  HarvestWish wish_;
  HarvestFindings findings_;
};

}  // namespace passerelle::service

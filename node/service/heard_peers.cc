#include "node/service/heard_peers.h"

#include <utility>

namespace passerelle::service {

std::string HeardPeers::etag(const NodeId& peer, std::uint64_t generation) const {
  const std::lock_guard lock(mutex_);
  const auto found = heard_.find(peer);
  const bool still_holds = found != heard_.end() && found->second.generation == generation;
  return still_holds ? found->second.etag : std::string();
}

void HeardPeers::note(const NodeId& peer, std::string etag, std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  heard_.insert_or_assign(peer, Heard{std::move(etag), generation});
}

}  // namespace passerelle::service

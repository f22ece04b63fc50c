// Which state of its catalogue each peer told last, so that one that has nothing new says so in a
// word. The first page names the last change of all pages, so its ETag stands for the whole
// catalogue. In memory alone: after a start every peer is heard once in full.
//
// Thread safety: any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "node/base/strong_id.h"

namespace passerelle::service {

class HeardPeers {
 public:
  // Returns the ETag that the peer's first page had; empty when the peer was not heard since our
  // own catalogue became that of this generation (renderings.h), on which depends what it may say.
  std::string etag(const NodeId& peer, std::uint64_t generation) const;

  // Notes that the index holds what the peer told. Ask for the generation before asking the peer.
  void note(const NodeId& peer, std::string etag, std::uint64_t generation);

 private:
  struct Heard {
    std::string etag;
    std::uint64_t generation;
  };
  mutable std::mutex mutex_;
  std::map<NodeId, Heard> heard_;  // guarded by mutex_
};

}  // namespace passerelle::service

#include "node/service/heard_peers.h"

#include <doctest/doctest.h>

namespace passerelle::service {
namespace {

TEST_CASE("a peer is asked for news only, until our own catalogue changes") {
  HeardPeers heard;
  const NodeId fi("fi");
  CHECK(heard.etag(fi, 1).empty());
  heard.note(fi, "\"a\"", 1);
  CHECK(heard.etag(fi, 1) == "\"a\"");
  CHECK(heard.etag(NodeId("de"), 1).empty());
  CHECK(heard.etag(fi, 2).empty());
  heard.note(fi, "\"b\"", 2);
  CHECK(heard.etag(fi, 2) == "\"b\"");
}

}  // namespace
}  // namespace passerelle::service

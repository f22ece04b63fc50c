#include "node/sources/source.h"

#include "node/sources/sources_fixture_test.h"

namespace passerelle::sources {
namespace {

using std::chrono::minutes;

std::vector<std::string> ids(const std::vector<Source>& sources) {
  std::vector<std::string> list;
  for (const auto& source : sources) list.push_back(source.id.text());
  return list;
}

TEST_CASE("a source is kept as it was given, and listed by name") {
  Sources sources;
  auto source = site("b");
  source.kind = harvest::SourceKind::feed;
  source.url = "http://10.0.0.1/feed";
  source.every = minutes(60);
  source.may_use_http = source.may_be_private = true;
  source.patience = std::chrono::seconds(5);
  REQUIRE(sources.add(source));
  REQUIRE(sources.add(site("a")));
  const auto found =
      sources.read([](store::Reader& reader) { return find(reader, SourceId("b")); });
  CHECK(found.kind == harvest::SourceKind::feed);
  CHECK(found.url == source.url);
  CHECK(found.every == minutes(60));
  CHECK(found.may_use_http);
  CHECK(found.may_be_private);
  CHECK(found.patience == std::chrono::seconds(5));
  CHECK(found.added == minute(0));
  CHECK(ids(sources.read([](store::Reader& reader) { return list(reader); })) ==
        std::vector<std::string>{"a", "b"});
}

TEST_CASE("a source that cannot be harvested is refused with its reason") {
  Sources sources;
  const auto refused = [&](auto change) {
    auto source = site();
    change(source);
    return refusal(sources.add(source));
  };
  CHECK(refused([](Source& s) { s.id = SourceId(""); }) == "source.bad_name");
  CHECK(refused([](Source& s) { s.id = SourceId("peer:fi"); }) == "source.bad_name");
  CHECK(refused([](Source& s) { s.id = SourceId("-x"); }) == "source.bad_name");
  CHECK(refused([](Source& s) { s.id = SourceId(std::string(65, 'x')); }) == "source.bad_name");
  CHECK(refused([](Source& s) { s.url = "ftp://data.example/"; }) == "source.bad_address");
  CHECK(refused([](Source& s) { s.url = "data.ttl"; }) == "source.bad_address");
  CHECK(refused([](Source& s) { s.kind = harvest::SourceKind::peer; }) == "source.bad_address");
  CHECK(refused([](Source& s) { s.url = "http://data.example/"; }) == "source.plain_http");
  CHECK(refused([](Source& s) { s.every = minutes(4); }) == "source.bad_schedule");
  CHECK(refused([](Source& s) { s.patience = std::chrono::seconds(0); }) == "source.bad_schedule");
  CHECK(refused([](Source&) {}) == "accepted");
  CHECK(refused([](Source&) {}) == "source.exists");
}

TEST_CASE("a node is a source under a name that nobody else can have") {
  Sources sources;
  const auto first = sources.write(
      [](store::Transaction& tx) { return peer_source(tx, NodeId("fi"), minute(1)); });
  REQUIRE(first);
  CHECK(first->id == SourceId("peer:fi"));
  CHECK(first->kind == harvest::SourceKind::peer);
  CHECK(node_of(first->id) == NodeId("fi"));
  CHECK(!node_of(SourceId("fi")));
  const auto again = sources.write(
      [](store::Transaction& tx) { return peer_source(tx, NodeId("fi"), minute(9)); });
  REQUIRE(again);
  CHECK(again->added == minute(1));
}

TEST_CASE("a source that is removed takes its runs along") {
  Sources sources;
  REQUIRE(sources.add(site()));
  sources.began("r", SourceId("site"), 1);
  const auto remove_it = [&] {
    return sources.write([](store::Transaction& tx) { return remove(tx, SourceId("site")); });
  };
  REQUIRE(remove_it());
  CHECK(refusal(remove_it()) == "source.unknown");
  CHECK(refusal(sources.database.read([](store::Reader& reader) {
          return find(reader, SourceId("site"));
        })) == "source.unknown");
  CHECK(refusal(sources.database.read([](store::Reader& reader) {
          return find_run(reader, HarvestId("r"));
        })) == "source.unknown_run");
}

TEST_CASE("a source is due when its period has passed since its last harvest began") {
  Sources sources;
  auto hourly = site("hourly");
  hourly.every = minutes(60);
  REQUIRE(sources.add(hourly));
  REQUIRE(sources.add(site("by-hand")));
  const auto due_at = [&](int at) {
    return ids(
        sources.read([&](store::Reader& reader) { return due(reader, minutes(30), minute(at)); }));
  };
  using Ids = std::vector<std::string>;
  CHECK(due_at(0) == Ids{"hourly"});
  sources.ended(sources.began("1", hourly.id, 10));
  CHECK(due_at(69) == Ids{});
  CHECK(due_at(70) == Ids{"hourly"});
  // A dry run shows and does not harvest.
  sources.ended(sources.began("2", hourly.id, 65, true));
  CHECK(due_at(70) == Ids{"hourly"});

  REQUIRE(sources.write(
      [](store::Transaction& tx) { return peer_source(tx, NodeId("fi"), minute(0)); }));
  sources.ended(sources.began("3", SourceId("peer:fi"), 60));
  CHECK(due_at(69) == Ids{});
  CHECK(due_at(90) == Ids{"hourly", "peer:fi"});
}

}  // namespace
}  // namespace passerelle::sources

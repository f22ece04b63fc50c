#include "node/sources/run.h"

#include "node/sources/sources_fixture_test.h"

namespace passerelle::sources {
namespace {

TEST_CASE("a run is there while it runs, and with its report when it has ended") {
  Sources sources;
  REQUIRE(sources.add(site()));
  auto run = sources.began("r", SourceId("site"), 1, true);
  const auto look = [&] {
    return sources.read([](store::Reader& reader) { return find_run(reader, HarvestId("r")); });
  };
  CHECK(look().state == RunState::running);
  CHECK(!look().finished);
  run.state = RunState::held;
  run.finished = minute(2);
  run.report = "{\"held\":[]}";
  REQUIRE(sources.write([&](store::Transaction& tx) { return finish(tx, run); }));
  const auto ended = look();
  CHECK(ended.source == SourceId("site"));
  CHECK(ended.is_dry);
  CHECK(ended.started == minute(1));
  CHECK(ended.finished == minute(2));
  CHECK(ended.state == RunState::held);
  CHECK(ended.report == run.report);
}

TEST_CASE("runs are listed newest first, and the oldest are forgotten") {
  Sources sources;
  REQUIRE(sources.add(site()));
  const int more_than_kept = static_cast<int>(kRunsKept) + 3;
  for (int i = 0; i < more_than_kept; ++i) {
    sources.ended(sources.began(std::to_string(i), SourceId("site"), i));
  }
  const auto runs =
      sources.read([](store::Reader& reader) { return runs_of(reader, SourceId("site")); });
  REQUIRE(runs.size() == kRunsKept);
  CHECK(runs.front().id == HarvestId(std::to_string(more_than_kept - 1)));
  CHECK(runs.back().id == HarvestId("3"));
}

TEST_CASE("a source is harvested once at a time") {
  Sources sources;
  REQUIRE(sources.add(site()));
  REQUIRE(sources.add(site("other")));
  const auto first = sources.began("1", SourceId("site"), 1);
  const Run second{HarvestId("2"), SourceId("site"), true, minute(2), {}, RunState::running, {}};
  const auto begin_second = [&] {
    return sources.write([&](store::Transaction& tx) { return begin(tx, second); });
  };
  CHECK(refusal(begin_second()) == "source.busy");
  sources.began("3", SourceId("other"), 2);
  sources.ended(first);
  CHECK(refusal(begin_second()) == "accepted");
}

TEST_CASE("a run that an earlier process left has failed") {
  Sources sources;
  REQUIRE(sources.add(site()));
  sources.began("r", SourceId("site"), 1);
  REQUIRE(sources.write([](store::Transaction& tx) { return end_interrupted(tx, minute(5)); }));
  const auto run =
      sources.read([](store::Reader& reader) { return find_run(reader, HarvestId("r")); });
  CHECK(run.state == RunState::failed);
  CHECK(run.finished == minute(5));
}

TEST_CASE("a state has one name") {
  for (const char* name : {"running", "done", "incomplete", "held", "failed"}) {
    REQUIRE(run_state(name));
    CHECK(to_text(*run_state(name)) == name);
  }
  CHECK(!run_state("lost"));
}

}  // namespace
}  // namespace passerelle::sources

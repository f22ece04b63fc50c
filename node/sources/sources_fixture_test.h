// A database with the tables of this room; for its tests.
#pragma once

#include <doctest/doctest.h>
#include <algorithm>

#include <utility>

#include "node/catalogue/schema.h"
#include "node/sources/run.h"
#include "node/sources/schema.h"
#include "node/sources/source.h"

namespace passerelle::sources {

inline Instant minute(int number) {
  return std::chrono::sys_days(std::chrono::year(2026) / 11 / 1) + std::chrono::minutes(number);
}

inline Source site(const std::string& id = "site") {
  Source source;
  source.id = SourceId(id);
  source.url = "https://data.example/catalog.ttl";
  source.added = minute(0);
  return source;
}

struct Sources {
  store::Database database = store::Database::open_in_memory([] {
                               auto all = catalogue_store::kMigrations;
                               all.insert(all.end(), kMigrations.begin(), kMigrations.end());
                               std::ranges::sort(all, {}, &store::Migration::number);
                               return all;
                             }())
                                 .value();

  template <class Change>
  auto write(Change&& change) {
    return database.write(std::forward<Change>(change));
  }
  template <class Look>
  auto read(Look&& look) {
    return database.read(std::forward<Look>(look)).value();
  }
  Result<void> add(const Source& source) {
    return write([&](store::Transaction& tx) { return sources::add(tx, source); });
  }
  // A harvest that began at that minute and is under way.
  Run began(const std::string& id, const SourceId& source, int at, bool is_dry = false) {
    Run run{HarvestId(id), source, is_dry, minute(at), {}, RunState::running, {}};
    REQUIRE(write([&](store::Transaction& tx) { return begin(tx, run); }));
    return run;
  }
  void ended(Run run) {
    run.state = RunState::done;
    run.finished = run.started;
    REQUIRE(write([&](store::Transaction& tx) { return finish(tx, run); }));
  }
};

template <class T>
std::string refusal(const Result<T>& result) {
  return result ? "accepted" : result.error().name();
}

}  // namespace passerelle::sources

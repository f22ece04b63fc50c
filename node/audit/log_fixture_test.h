// A log with its database and head file; for the tests of this room.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "node/audit/log.h"
#include "node/store/temporary_folder_test.h"

namespace passerelle::audit {

inline constexpr Instant kStart = std::chrono::sys_days(std::chrono::year(2027) / 1 / 31);

// An order that was received so many seconds after the start.
AuditEntry numbered_entry(int number);

struct LogFixture {
  LogFixture()
      : database(*store::Database::open_in_memory({kAuditMigration})),
        log(*Log::open(database, crypto::SigningKey::generate(), "passerelle/fr", head_file())) {}

  std::filesystem::path head_file() const { return folder.file("head"); }

  // Appends entries in one transaction each group and publishes.
  void append(int first, int count) {
    auto done = database.write([&](store::Transaction& tx) -> Result<void> {
      for (int i = first; i < first + count; ++i) {
        if (auto logged = log.append(tx, numbered_entry(i)); !logged) return logged.error();
      }
      return {};
    });
    REQUIRE(done);
    REQUIRE(log.publish_head());
  }

  store::TemporaryFolder folder;
  store::Database database;
  Log log;
};

}  // namespace passerelle::audit

// Records of persons in several snapshots, in memory: a person is who bears one `pid` in all of
// them, and has one record in each.
//
// Thread safety: const calls from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "node/base/result.h"
#include "policies/ledger/person_set.h"

namespace passerelle::ledger::queries {

using Value = std::variant<double, std::string>;

struct Snapshot {
  struct Column {
    std::string name;
    std::vector<Value> values;  // all numbers, where every field is one; else all texts
    bool is_number = false;
  };
  std::vector<Column> columns;
  std::vector<std::uint32_t> persons;  // by record

  const Column* find(std::string_view name) const;
  PersonSet everybody() const { return PersonSet(persons); }
};

class Microdata {
 public:
  // Reads a CSV file with a column `pid`.
  Result<void> add(const std::string& snapshot, std::string_view csv);

  const Snapshot* find(const std::string& snapshot) const;

 private:
  std::map<std::string, Snapshot> snapshots_;
  std::map<std::string, std::uint32_t> numbers_;  // of persons, by pid
};

}  // namespace passerelle::ledger::queries

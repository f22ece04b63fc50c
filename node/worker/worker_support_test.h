// A small table, a study on it and the real worker program; for the tests of this room.
#pragma once

#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "node/worker/worker_pool.h"

namespace passerelle::worker {

inline std::filesystem::path beside_this_program(const char* name) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

inline WorkerOptions real_worker() {
  WorkerOptions options;
  options.executable = beside_this_program("passerelle-worker");
  options.sandbox = "best_effort";  // as far as the machine that runs the tests allows
  return options;
}

inline bool exists(pid_t pid) { return ::kill(pid, 0) == 0; }

inline Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(60); }

class TemporaryTable {
 public:
  TemporaryTable() {
    std::string pattern = (std::filesystem::temp_directory_path() / "passerelle-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) folder_ = pattern;
    write(rows());
  }
  TemporaryTable(const TemporaryTable&) = delete;
  TemporaryTable& operator=(const TemporaryTable&) = delete;
  ~TemporaryTable() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  // 120 persons whose times shrink with age, with ties and censorings.
  static std::string rows() {
    std::string text = "id,sex,age,time,dead\n";
    for (int id = 1; id <= 120; ++id) {
      const int age = 40 + (id * 7) % 41;
      const int time = 20 + (id * 37) % 90 + (80 - age);
      text += std::to_string(id) + "," + std::to_string(id % 2) + "," + std::to_string(age) + "," +
              std::to_string(time) + "," + std::to_string(id % 3 == 0 ? 0 : 1) + "\n";
    }
    return text;
  }
  void write(const std::string& text) const { std::ofstream(file(), std::ios::binary) << text; }
  std::string file() const { return (folder_ / "table.csv").string(); }
  std::vector<query::Binding> bindings() const {
    query::Binding binding{"duckdb", "csv", file(), {}};
    for (const auto* name : {"id", "sex", "age", "time", "dead"}) {
      binding.columns.push_back({name, query::ColumnType::integer});
    }
    return {binding};
  }
  std::vector<query::StudyTable> tables() const { return {{0, bindings()[0]}}; }

 private:
  std::filesystem::path folder_;
};

// A count and a Cox model, so that there is a second round.
inline Json study() {
  return Json::parse(R"({"passerelle": "study/1",
    "study": {"id": "tiny", "version": "1.0.0", "title": {"en": "Tiny"}, "purpose": "53-1-e-i"},
    "sources": [{"alias": "t", "datasets": ["https://fr.example/dataset/t"], "person": "id"}],
    "variables": {"sex": {"column": "sex", "levels": [0, 1]},
                  "dead": {"column": "dead", "levels": [0, 1]}},
    "cohorts": {"everyone": {"from": "t"}},
    "analysis_set": {"cohort": "everyone", "complete_on": ["sex", "age", "time", "dead"]},
    "analyses": [{"id": "n", "type": "count", "by": "sex"},
                 {"id": "cox", "type": "cox", "time": "time", "event": "dead", "horizon": 200,
                  "terms": ["sex", "age"], "ties": "efron", "strata": ["node"]}]})");
}

// Nobody opted out of the one table.
inline Persons nobody() { return {{{}}, {"s"}, Secret(std::string(16, 'k'))}; }
inline Result<Persons> nobody_opted_out() { return nobody(); }

// Of what may leave.
inline std::string bytes_of(const analysis::StepOutput& output) {
  return canonical_text(analysis::to_json(output.partial));
}

}  // namespace passerelle::worker

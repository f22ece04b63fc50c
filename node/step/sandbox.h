// Where the worker closes itself in, before it opens a file or starts a thread: namespaces without
// a network, limits, no new privileges, Landlock on the data files, a list of system calls. It can
// then read those files, compute, and answer over the pipe it was started with; nothing else.
//
// There is no folder to write in: nothing in the worker writes.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::step {

enum class SandboxMode { required, best_effort };

struct SandboxRequest {
  SandboxMode mode = SandboxMode::required;
  std::vector<std::string> files;     // may be read
  std::uint64_t memory_bytes = 0;     // of address space; 0 = no limit
  std::chrono::seconds cpu_limit{0};  // over the worker's life; 0 = no limit
};

struct SandboxReport {
  bool namespaces = false;
  int landlock_abi = 0;
  bool seccomp = false;
  bool memory_limit = false;
  std::vector<std::string> missing;  // what the kernel lacks, in words
};

Json to_json(const SandboxReport& report);

// Closes this process in, as far as the kernel can, and says how far. With `required`, anything
// that is missing is an error.
// Requires: called once, one thread.
Result<SandboxReport> enter_sandbox(const SandboxRequest& request);

}  // namespace passerelle::step

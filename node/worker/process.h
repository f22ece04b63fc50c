// A child process with a pipe in and a pipe out, and nothing else of ours: no environment but what
// its allocator is to do, no other descriptor but standard error, its own process group.
//
// Thread safety: `kill` and `is_alive` from any thread; the pipes belong to one thread at a time.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <mutex>

#include "node/worker/pipe.h"

namespace passerelle::worker {

class Process {
 public:
  static Result<std::unique_ptr<Process>> start(const std::filesystem::path& executable);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  const Descriptor& input() const { return input_; }
  const Descriptor& output() const { return output_; }
  pid_t pid() const { return pid_; }

  // Closes our writing end: the process reads the end of its input.
  void close_input() { input_ = Descriptor(); }

  // Ends the process and takes its exit status, so that no zombie and no stale number remains.
  void kill();
  bool is_alive();

 private:
  Process(pid_t pid, Descriptor input, Descriptor output);

  const pid_t pid_;
  Descriptor input_;   // what we write
  Descriptor output_;  // what it writes
  std::mutex end_mutex_;
  bool has_ended_ = false;  // guarded by end_mutex_
};

}  // namespace passerelle::worker

#include "node/worker/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "node/worker/errors.h"

namespace passerelle::worker {
namespace {

Error cannot_start(const std::string& what, int problem) {
  return {WorkerError::cannot_start, what + ": " + std::strerror(problem)};
}

struct Pipe {
  Descriptor reader, writer;
};

// Both ends close on exec: a sibling worker that held our writing end would keep this one alive.
Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_start("pipe", errno);
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

Result<void> never_block(const Descriptor& descriptor) {
  if (::fcntl(descriptor.number(), F_SETFL, O_NONBLOCK) != 0) return cannot_start("fcntl", errno);
  return {};
}

// A worker holds rows as a few large columns that grow: in huge pages, and kept for the next column
// instead of given back, they cost the kernel a third of the time.
constexpr const char* kAllocator =
    "GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=1073741824:"
    "glibc.malloc.trim_threshold=1073741824";

// Who stands in which cell are megabytes, and a pipe of the usual size holds a sixteenth of one.
// Where the kernel says no, it stays at that.
void widen(const Descriptor& descriptor) {
  constexpr int kBytes = 1 << 20;
  static_cast<void>(::fcntl(descriptor.number(), F_SETPIPE_SZ, kBytes));
}

class SpawnPlan {
 public:
  SpawnPlan() {
    note(::posix_spawn_file_actions_init(&actions_));
    note(::posix_spawnattr_init(&attributes_));
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  void give(const Descriptor& descriptor, int as) {
    note(::posix_spawn_file_actions_adddup2(&actions_, descriptor.number(), as));
  }

  // Nothing of the host but what was given: no descriptor, no folder, no signal settings. The own
  // process group keeps a terminal's interrupt for the host, which then stops its workers itself.
  void close_the_rest() {
    note(::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1));
    note(::posix_spawn_file_actions_addchdir_np(&actions_, "/"));
    sigset_t none{};
    sigset_t all{};
    sigemptyset(&none);
    sigfillset(&all);
    note(::posix_spawnattr_setsigmask(&attributes_, &none));
    note(::posix_spawnattr_setsigdefault(&attributes_, &all));
    note(::posix_spawnattr_setpgroup(&attributes_, 0));
    note(::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP));
  }

  Result<pid_t> run(const std::filesystem::path& executable) {
    std::string name = executable.string();
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::string allocator = kAllocator;
    std::array<char*, 2> environment{allocator.data(), nullptr};
    pid_t pid = -1;
    if (problem_ == 0) {
      note(::posix_spawn(&pid, name.c_str(), &actions_, &attributes_, arguments.data(),
                         environment.data()));
    }
    if (problem_ != 0) return cannot_start("start " + name, problem_);
    return pid;
  }

 private:
  void note(int result) {
    if (problem_ == 0) problem_ = result;
  }

  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
  int problem_ = 0;
};

}  // namespace

Process::Process(pid_t pid, Descriptor input, Descriptor output)
    : pid_(pid), input_(std::move(input)), output_(std::move(output)) {}

Process::~Process() { kill(); }

Result<std::unique_ptr<Process>> Process::start(const std::filesystem::path& executable) {
  auto in = make_pipe();
  if (!in) return in.error();
  auto out = make_pipe();
  if (!out) return out.error();
  if (auto set = never_block(in->writer); !set) return set.error();
  if (auto set = never_block(out->reader); !set) return set.error();
  widen(out->reader);

  SpawnPlan plan;
  plan.give(in->reader, STDIN_FILENO);
  plan.give(out->writer, STDOUT_FILENO);
  plan.close_the_rest();
  const auto pid = plan.run(std::filesystem::absolute(executable));
  if (!pid) return pid.error();
  return std::unique_ptr<Process>(new Process(*pid, std::move(in->writer), std::move(out->reader)));
}

void Process::kill() {
  const std::lock_guard lock(end_mutex_);
  if (has_ended_) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  has_ended_ = true;
}

bool Process::is_alive() {
  const std::lock_guard lock(end_mutex_);
  if (!has_ended_ && ::waitpid(pid_, nullptr, WNOHANG) != 0) has_ended_ = true;
  return !has_ended_;
}

}  // namespace passerelle::worker

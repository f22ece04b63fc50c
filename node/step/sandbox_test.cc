#include "node/step/sandbox.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <iostream>
#include <new>
#include <thread>

#include "connectors/duckdb/duckdb_source.h"
#include "connectors/duckdb/files_test.h"
#include "node/step/landlock.h"
#include "node/step/system_calls.h"

namespace passerelle::step {
namespace {

using duckdb::TemporaryFolder;

constexpr int kNoSandbox = 111;

// What became of a child that closed itself in and then tried something.
struct Outcome {
  int exit_code = -1;
  int killed_by = 0;
};

Outcome inside(const SandboxRequest& request, const std::function<int()>& act) {
  std::cout.flush();
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // Only the child's own code: no destructor or check of the test may run in it.
    const auto report = enter_sandbox(request);
    ::_exit(report ? act() : kNoSandbox);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (WIFSIGNALED(status)) return {-1, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

SandboxRequest reading(std::vector<std::string> files) {
  SandboxRequest request;
  request.mode = SandboxMode::best_effort;
  request.files = std::move(files);
  return request;
}

// Returns 0 when the call worked, else errno.
int outcome_of(long result) { return result >= 0 ? 0 : errno; }

bool has_landlock() {
  if (landlock_abi() > 0) return true;
  std::cout << "skipped: this kernel has no Landlock\n";
  return false;
}

bool has_seccomp() {
  if (can_restrict_system_calls()) return true;
  std::cout << "skipped: this kernel has no seccomp\n";
  return false;
}

TEST_CASE("the data file can be read, every other file cannot") {
  if (!has_landlock()) return;
  const TemporaryFolder folder;
  const auto own = folder.write("own.csv", "id\n1\n");
  const auto other = folder.write("other.csv", "id\n2\n");
  const auto open_for_reading = [](const std::string& file) {
    return [&file] { return outcome_of(::open(file.c_str(), O_RDONLY)); };
  };
  CHECK(inside(reading({own}), open_for_reading(own)).exit_code == 0);
  CHECK(inside(reading({own}), open_for_reading(other)).exit_code == EACCES);
  const std::string passwd = "/etc/passwd";
  CHECK(inside(reading({own}), open_for_reading(passwd)).exit_code == EACCES);
  const std::string memory = "/proc/self/mem";
  CHECK(inside(reading({own}), open_for_reading(memory)).exit_code == EACCES);
}

TEST_CASE("nothing can be written, not even the data file") {
  if (!has_seccomp()) return;
  const TemporaryFolder folder;
  const auto own = folder.write("own.csv", "id\n1\n");
  const auto fresh = folder.file("fresh");
  const auto open_with = [](const std::string& file, int flags) {
    return [&file, flags] { return outcome_of(::open(file.c_str(), flags, 0600)); };
  };
  CHECK(inside(reading({own}), open_with(own, O_WRONLY)).exit_code == EPERM);
  CHECK(inside(reading({own}), open_with(own, O_RDONLY | O_TRUNC)).exit_code == EPERM);
  CHECK(inside(reading({own}), open_with(fresh, O_CREAT | O_RDWR)).exit_code == EPERM);
  CHECK(inside(reading({own}), [&] { return outcome_of(::unlink(own.c_str())); }).exit_code ==
        EPERM);
  CHECK_FALSE(std::filesystem::exists(fresh));
  CHECK(std::filesystem::file_size(own) == 5);
}

TEST_CASE("Landlock alone refuses to write, too") {
  if (!has_landlock()) return;
  const TemporaryFolder folder;
  const auto own = folder.write("own.csv", "id\n1\n");
  const auto before = [&] { return restrict_files({own}).has_value(); };
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !before()) ::_exit(kNoSandbox);
    ::_exit(outcome_of(::open(own.c_str(), O_WRONLY)));
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == EACCES);
}

TEST_CASE("no socket of any kind can be made") {
  if (!has_seccomp()) return;
  constexpr int kUnix = 1;
  constexpr int kInternet = 2;
  constexpr int kNetlink = 16;
  constexpr int kStream = 1;
  for (const int family : {kUnix, kInternet, kNetlink}) {
    CHECK(inside(reading({}), [&] {
            return outcome_of(::syscall(SYS_socket, family, kStream, 0));
          }).exit_code == EPERM);
  }
}

TEST_CASE("no program can be started and no process made") {
  if (!has_seccomp()) return;
  const auto execute = [] {
    char program[] = "/bin/true";
    char* arguments[] = {program, nullptr};
    return outcome_of(::execve(program, arguments, nullptr));
  };
  CHECK(inside(reading({}), execute).killed_by == SIGSYS);
  CHECK(inside(reading({}), [] { return outcome_of(::syscall(SYS_fork)); }).exit_code == EPERM);
  CHECK(inside(reading({}), [] {
          return outcome_of(::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, 0));
        }).exit_code == EPERM);
}

TEST_CASE("what only an attacker asks for ends the process") {
  if (!has_seccomp()) return;
  for (const long call : {SYS_ptrace, SYS_mount, SYS_unshare, SYS_bpf, SYS_process_vm_readv}) {
    CAPTURE(call);
    CHECK(inside(reading({}), [&] {
            return outcome_of(::syscall(call, 0, 0, 0, 0, 0));
          }).killed_by == SIGSYS);
  }
}

TEST_CASE("memory that was written cannot be run") {
  if (!has_seccomp()) return;
  CHECK(inside(reading({}), [] {
          void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          return page == MAP_FAILED ? errno : 0;
        }).exit_code == EPERM);
}

TEST_CASE("other processes cannot be signalled") {
  if (!has_seccomp()) return;
  const pid_t parent = ::getpid();
  CHECK(inside(reading({}), [&] { return outcome_of(::kill(parent, 0)); }).exit_code == EPERM);
}

TEST_CASE("the engine reads its file inside the sandbox, with its threads") {
  const TemporaryFolder folder;
  const auto own = folder.write("own.csv", "id,arm\n1,Lev\n2,Obs\n");
  const query::Binding binding{
      "duckdb", "csv", own, {{"id", query::ColumnType::integer}, {"arm", query::ColumnType::text}}};
  if (auto there = duckdb::open_duckdb(binding);
      !there && there.error().name() == "duckdb.not_built") {
    std::cout << "skipped: built without DuckDB\n";
    return;
  }
  const auto count_rows = [&] {
    auto source = duckdb::open_duckdb(binding);
    if (!source) return 1;
    std::size_t rows = 0;
    const auto read = (*source)->read({"arm", "id"}, [&](query::RowBatch batch) -> Result<void> {
      rows += batch.rows;
      return {};
    });
    return read && rows == 2 ? 42 : 2;
  };
  CHECK(inside(reading({own}), count_rows).exit_code == 42);
  CHECK(inside(reading({}), count_rows).exit_code == (landlock_abi() > 0 ? 1 : 42));
}

TEST_CASE("threads can be started") {
  CHECK(inside(reading({}), [] {
          int answer = 0;
          std::thread([&] { answer = 42; }).join();
          return answer;
        }).exit_code == 42);
}

TEST_CASE("memory over the limit is refused to the process") {
  auto request = reading({});
  request.memory_bytes = std::uint64_t{1} << 30;
  const auto take_two_gigabytes = [] {
    void* taken = ::mmap(nullptr, std::size_t{2} << 30, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return taken == MAP_FAILED ? errno : 0;
  };
  bool is_limited = false;
  CHECK(inside(reading({}), take_two_gigabytes).exit_code == 0);
  const auto probe = inside(request, [] {
    rlimit now{};
    return ::getrlimit(RLIMIT_AS, &now) == 0 && now.rlim_cur == rlim_t{1} << 30 ? 1 : 0;
  });
  is_limited = probe.exit_code == 1;
  if (!is_limited) {
    std::cout << "skipped: this build maps more memory than any limit\n";
    return;
  }
  CHECK(inside(request, take_two_gigabytes).exit_code == ENOMEM);
}

TEST_CASE("`required` goes on exactly when nothing is missing") {
  const auto is_complete = inside(reading({}), [] { return 0; });
  REQUIRE(is_complete.exit_code == 0);
  int missing = -1;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto report = enter_sandbox(reading({}));
    ::_exit(report ? static_cast<int>(report->missing.size()) : kNoSandbox);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  missing = WEXITSTATUS(status);
  auto request = reading({});
  request.mode = SandboxMode::required;
  CHECK(inside(request, [] { return 0; }).exit_code == (missing == 0 ? 0 : kNoSandbox));
}

TEST_CASE("there is no network interface but a loopback that is down") {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto report = enter_sandbox(reading({"/proc/self/net/dev"}));
    if (!report || !report->namespaces) ::_exit(kNoSandbox);
    // The rule was made for the file of the new namespace's own reader, which is this process.
    std::ifstream devices("/proc/self/net/dev");
    int interfaces = 0;
    std::string line;
    while (std::getline(devices, line)) interfaces += line.find(':') != std::string::npos ? 1 : 0;
    ::_exit(interfaces);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (WEXITSTATUS(status) == kNoSandbox) {
    std::cout << "skipped: this kernel or container has no user namespaces\n";
    return;
  }
  CHECK(WEXITSTATUS(status) <= 1);
}

}  // namespace
}  // namespace passerelle::step

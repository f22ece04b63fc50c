#include "node/step/sandbox.h"

#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "node/step/errors.h"
#include "node/step/landlock.h"
#include "node/step/system_calls.h"

namespace passerelle::step {
namespace {

constexpr rlim_t kOpenFiles = 64;

// A user namespace of its own gives the right to leave the others; many containers forbid it.
bool leave_namespaces() {
  return ::unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWNS | CLONE_NEWUTS) == 0;
}

// A new user namespace also gives every capability inside it; nothing here needs one.
Result<void> drop_capabilities() {
  __user_cap_header_struct head{};
  head.version = _LINUX_CAPABILITY_VERSION_3;
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  if (::syscall(SYS_capset, &head, none.data()) != 0) return sandbox_refused("capset");
  return {};
}

Result<void> limit(__rlimit_resource resource, rlim_t value) {
  rlimit now{};
  if (::getrlimit(resource, &now) != 0) return sandbox_refused("getrlimit");
  const rlim_t lower = std::min(value, now.rlim_max);
  const rlimit wanted{lower, lower};
  if (::setrlimit(resource, &wanted) != 0) return sandbox_refused("setrlimit");
  return {};
}

std::uint64_t mapped_bytes() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t pages = 0;
  in >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

Result<void> set_limits(const SandboxRequest& request, SandboxReport& report) {
  if (auto set = limit(RLIMIT_CORE, 0); !set) return set;
  if (auto set = limit(RLIMIT_NOFILE, kOpenFiles); !set) return set;
  if (request.cpu_limit.count() > 0) {
    const auto seconds = static_cast<rlim_t>(request.cpu_limit.count());
    if (auto set = limit(RLIMIT_CPU, seconds); !set) return set;
  }
  // A build with sanitizers maps terabytes before it begins; no such limit can hold it.
  if (request.memory_bytes > mapped_bytes()) {
    if (auto set = limit(RLIMIT_AS, request.memory_bytes); !set) return set;
    report.memory_limit = true;
  }
  return {};
}

Result<void> give_up_privileges() {
  if (auto dropped = drop_capabilities(); !dropped) return dropped;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return sandbox_refused("no new privileges");
  // The memory of this process holds rows: other processes of its user may not look.
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return sandbox_refused("not dumpable");
  return {};
}

std::string sentence(const std::vector<std::string>& missing) {
  std::string text = "this kernel or container lacks ";
  for (std::size_t i = 0; i < missing.size(); ++i) text += (i == 0 ? "" : ", ") + missing[i];
  return text;
}

}  // namespace

Json to_json(const SandboxReport& report) {
  return {{"namespaces", report.namespaces},
          {"landlock_abi", report.landlock_abi},
          {"seccomp", report.seccomp},
          {"memory_limit", report.memory_limit},
          {"missing", report.missing}};
}

Result<SandboxReport> enter_sandbox(const SandboxRequest& request) {
  SandboxReport report;
  report.namespaces = leave_namespaces();
  if (!report.namespaces) report.missing.emplace_back("user namespaces");
  if (auto set = set_limits(request, report); !set) return set.error();
  if (auto given_up = give_up_privileges(); !given_up) return given_up.error();

  if (landlock_abi() == 0) {
    report.missing.emplace_back("Landlock");
  } else {
    report.landlock_abi = landlock_abi();
    if (auto restricted = restrict_files(request.files); !restricted) return restricted.error();
  }
  if (!can_restrict_system_calls()) {
    report.missing.emplace_back("seccomp");
  } else {
    if (auto restricted = restrict_system_calls(); !restricted) return restricted.error();
    report.seccomp = true;
  }
  if (request.mode == SandboxMode::required && !report.missing.empty()) {
    return Error{StepError::sandbox_missing, sentence(report.missing)};
  }
  return report;
}

}  // namespace passerelle::step

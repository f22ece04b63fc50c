#include "node/step/system_calls.h"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "node/step/errors.h"

namespace passerelle::step {
namespace {

// Needed as they are: memory, threads, clocks, reading.
constexpr int kAllowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(preadv),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(statfs),
    SCMP_SYS(fstatfs),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),
    SCMP_SYS(getdents64),
    SCMP_SYS(fcntl),
    SCMP_SYS(flock),
    SCMP_SYS(fadvise64),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(mincore),
    SCMP_SYS(membarrier),
    SCMP_SYS(futex),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(get_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(set_tid_address),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_getparam),
    SCMP_SYS(sched_getscheduler),
    SCMP_SYS(sched_get_priority_max),
    SCMP_SYS(sched_get_priority_min),
    SCMP_SYS(getcpu),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(uname),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getrlimit),
    SCMP_SYS(getrusage),
    SCMP_SYS(times),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getrandom),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    // A pipe to oneself reaches nobody; the sanitizers probe memory with one.
    SCMP_SYS(pipe),
    SCMP_SYS(pipe2),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

// No library makes these by accident. A socket is not here: libc's name service tries one, and
// must be told no without dying.
constexpr int kDeadly[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(kexec_load),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(reboot),
};

// The kernel's number for naming anonymous memory; Debian 12's header has it, older ones do not.
constexpr scmp_datum_t kNameMemory = 0x53564d41;

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM))) {}
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  ~Filter() {
    if (context_ != nullptr) seccomp_release(context_);
  }

  void add(std::uint32_t action, int call) {
    note(context_ == nullptr ? -ENOMEM : seccomp_rule_add(context_, action, call, 0));
  }
  // Allows the call when one argument is as the comparison says.
  void allow_if(int call, scmp_arg_cmp comparison) {
    note(context_ == nullptr
             ? -ENOMEM
             : seccomp_rule_add_array(context_, SCMP_ACT_ALLOW, call, 1, &comparison));
  }
  int load() {
    if (problem_ == 0) note(seccomp_load(context_));
    return problem_;
  }

 private:
  void note(int result) {
    if (problem_ == 0 && result < 0) problem_ = -result;
  }

  scmp_filter_ctx context_;
  int problem_ = 0;
};

scmp_arg_cmp argument(unsigned index,
                      scmp_compare how,
                      scmp_datum_t first,
                      scmp_datum_t second = 0) {
  return {index, how, first, second};
}

}  // namespace

bool can_restrict_system_calls() {
  const std::uint32_t action = SECCOMP_RET_KILL_PROCESS;
  return ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

Result<void> restrict_system_calls() {
  Filter filter;
  for (const int call : kAllowed) filter.add(SCMP_ACT_ALLOW, call);
  for (const int call : kDeadly) filter.add(SCMP_ACT_KILL_PROCESS, call);

  // Opening: to read only.
  constexpr scmp_datum_t kWriting = O_ACCMODE | O_CREAT | O_TRUNC;
  filter.allow_if(SCMP_SYS(open), argument(1, SCMP_CMP_MASKED_EQ, kWriting, O_RDONLY));
  filter.allow_if(SCMP_SYS(openat), argument(2, SCMP_CMP_MASKED_EQ, kWriting, O_RDONLY));
  // Memory: never to run what was written.
  filter.allow_if(SCMP_SYS(mmap), argument(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  filter.allow_if(SCMP_SYS(mprotect), argument(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  // Threads, not processes. The flags of clone3 cannot be seen, libc then falls back to clone.
  filter.allow_if(SCMP_SYS(clone), argument(0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
  filter.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  // Limits may be read; names may be given; a process may end itself.
  filter.allow_if(SCMP_SYS(prlimit64), argument(2, SCMP_CMP_EQ, 0));
  filter.allow_if(SCMP_SYS(prctl), argument(0, SCMP_CMP_EQ, PR_SET_NAME));
  filter.allow_if(SCMP_SYS(prctl), argument(0, SCMP_CMP_EQ, kNameMemory));
  filter.allow_if(SCMP_SYS(tgkill),
                  argument(0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid())));

  if (const int problem = filter.load(); problem != 0) {
    return Error{StepError::sandbox_failed, std::string("seccomp: ") + std::strerror(problem)};
  }
  return {};
}

}  // namespace passerelle::step

// passerelle-worker: reads the rows of one study and answers rounds over its pipe; started by the
// node, never by hand. Standard input and output are the pipe.
#include <signal.h>
#include <unistd.h>

#include <cstdio>

#include "node/base/secret.h"
#include "node/step/frames.h"
#include "node/step/host_watch.h"
#include "node/step/session.h"

namespace {

using passerelle::Result;
using passerelle::step::SandboxReport;
using passerelle::step::SandboxRequest;

Result<SandboxReport> close_in(const SandboxRequest& request) {
  auto report = passerelle::step::enter_sandbox(request);
  if (report) passerelle::step::end_with_host(STDIN_FILENO);
  return report;
}

int serve_host() {
  passerelle::step::Session session(close_in);
  while (true) {
    auto request = passerelle::step::read_frame(STDIN_FILENO);
    if (!request) {
      std::fprintf(stderr, "passerelle-worker: %s\n", request.error().text().c_str());
      return 1;
    }
    if (!request->has_value()) return 0;
    const auto answer = session.answer(**request);
    passerelle::wipe(**request);  // it may have told who opted out
    const auto sent = passerelle::step::write_frame(STDOUT_FILENO, answer);
    if (!sent) {
      std::fprintf(stderr, "passerelle-worker: %s\n", sent.error().text().c_str());
      return 1;
    }
  }
}

}  // namespace

int main() {
  if (::isatty(STDIN_FILENO) == 1) {
    std::fputs("passerelle-worker is started by `passerelle serve`\n", stderr);
    return 2;
  }
  ::signal(SIGPIPE, SIG_IGN);
  // Nothing is left to be done at the end, and engine threads must not outlive what they use.
  ::_exit(serve_host());
}

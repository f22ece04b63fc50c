// Listening sockets that the process was started with (sd_listen_fds(3)): systemd and the test
// runner bind the port before the node runs, so nothing needs a fixed port.
#pragma once

#include <map>
#include <string>

#include "node/base/result.h"
#include "node/net/errors.h"

namespace passerelle::net {

// Returns name → descriptor from LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES ("public:federation"),
// and removes the three variables so that no child believes they are for it. Empty when nothing
// was handed over. LISTEN_PID may be absent: a runner that starts us directly cannot know it
// before the fork. Requires: called once, before the process has a second thread.
Result<std::map<std::string, int>> take_handed_over_sockets();

}  // namespace passerelle::net

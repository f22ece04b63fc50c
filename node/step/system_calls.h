// The list of system calls that reading files and computing need; the kernel refuses the rest.
#pragma once

#include "node/base/result.h"

namespace passerelle::step {

// Installs the list for this thread and all it starts later. A call that is not on it fails with
// EPERM; one that only an attacker makes ends the process.
// Requires: one thread.
Result<void> restrict_system_calls();

// Returns whether the running kernel can filter system calls.
bool can_restrict_system_calls();

}  // namespace passerelle::step

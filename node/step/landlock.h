// Landlock: the kernel refuses this process every file but those named here, for reading only.
#pragma once

#include <string>
#include <vector>

#include "node/base/result.h"

namespace passerelle::step {

// Returns the version of Landlock that the running kernel offers; 0 = none.
int landlock_abi();

// Restricts this thread and all it starts later. A file that is not there gets no rule.
// Requires: landlock_abi() > 0, no new privileges, one thread.
Result<void> restrict_files(const std::vector<std::string>& readable);

}  // namespace passerelle::step

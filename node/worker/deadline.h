// The moment until which the host waits for a worker.
#pragma once

#include <chrono>

namespace passerelle::worker {

using Deadline = std::chrono::steady_clock::time_point;

}  // namespace passerelle::worker

// Runs a node: builds its objects in order, listens, and stops cleanly when told to.
#pragma once

#include <string>

#include "node/base/result.h"
#include "node/service/home.h"

namespace passerelle {

// Sends log lines to standard error as JSON, for standard output belongs to answers.
void start_logging(const std::string& level);

// Returns when the node has stopped after SIGTERM or SIGINT.
Result<void> serve(const service::Home& home);

}  // namespace passerelle

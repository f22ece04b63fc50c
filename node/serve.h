// Runs a node: builds its objects in order, listens, and stops cleanly when told to.
#pragma once

#include "node/base/result.h"
#include "node/service/home.h"

namespace passerelle {

// Returns when the node has stopped after SIGTERM or SIGINT.
Result<void> serve(const service::Home& home);

}  // namespace passerelle

// A node with all its use cases: what `service::Node` leaves to the rooms above it.
#pragma once

#include <memory>

#include "node/base/clock.h"
#include "node/base/result.h"
#include "node/net/runtime.h"
#include "node/net/tls.h"
#include "node/service/node.h"

namespace passerelle {

// Opens the home; makes the search index anew when another version of the program made it.
// Lifetime: the clock outlives the node.
Result<std::unique_ptr<service::Node>> open_node(const service::Home& home, const Clock& clock);

// Gives the node its network and goes on with the orders and runs that the last stop interrupted.
// Lifetime: the runtime outlives the node's connection.
Result<void> connect_node(service::Node& node,
                          net::Runtime& runtime,
                          const net::TlsIdentity& identity);

}  // namespace passerelle

// One request to a node on the same machine, through its Unix socket; for commands.
#pragma once

#include <chrono>
#include <filesystem>

#include "node/base/result.h"
#include "node/http/message.h"
#include "node/net/errors.h"

namespace passerelle::net {

// Sends the request and waits for the answer. NetError::unreachable when nobody listens there.
// Blocks: never on an I/O thread. Needs no Runtime.
Result<http::Response> fetch_unix(const std::filesystem::path& socket,
                                  const http::Request& request,
                                  std::chrono::milliseconds deadline);

}  // namespace passerelle::net

// The log, for auditors: is it whole, what does it say, and a proof that somebody else can check.
#pragma once

#include <cstdint>
#include <string>

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

Result<Json> verify_log(Node& node, const identity::Caller& caller);
Result<Json> export_log(Node& node,
                        const identity::Caller& caller,
                        std::uint64_t first,
                        std::size_t most);

// The newest signed head, for everybody: who keeps it can find later whether the log was changed.
Result<std::string> log_head(Node& node);

Result<Json> prove_entry(Node& node, const identity::Caller& caller, std::uint64_t index);

}  // namespace passerelle::service

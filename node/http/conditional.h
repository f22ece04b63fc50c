// Conditional requests (RFC 9110 section 13): whether a representation still has to be sent.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>

#include "node/http/message.h"

namespace passerelle::http {

// What tells one state of a representation from another.
struct Validators {
  std::string etag;                 // strong, with its quotes: "\"5d41…\""
  std::optional<Instant> modified;  // whole seconds count
};

enum class Precondition {
  met,           // do as if no condition had been made
  not_modified,  // 304: the client has this representation
  failed,        // 412: the client speaks of another one
};

// Evaluates If-Match, If-None-Match, If-Unmodified-Since and If-Modified-Since in the order of
// section 13.2.2. A date that is none counts as no condition.
Precondition precondition_of(const Request& request, const Validators& validators, Instant now);

}  // namespace passerelle::http

// The one table from error code to HTTP status, and the RFC 9457 problem that every edge shows.
#pragma once

#include <string>

#include "node/base/error.h"
#include "node/base/json.h"

namespace passerelle::service {

int http_status_of(const Error& error);

// {"type": "/problems/permit.revoked", "title": …, "status": 403, "detail": …, "code": …,
//  "instance": request id}. The type is a stable path, the code its last segment.
Json problem_of(const Error& error, const std::string& request_id);

}  // namespace passerelle::service

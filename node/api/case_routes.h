// The routes over cases, permits and procedures. Private to the room.
#pragma once

#include <vector>

#include "node/api/router.h"

namespace passerelle::api {

std::vector<Route> case_routes();

}  // namespace passerelle::api

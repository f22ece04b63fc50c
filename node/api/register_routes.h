// Routes of the public register, for everybody, and of the report that is made from the same cases.
// Private to the room.
#pragma once

#include <vector>

#include "node/api/router.h"

namespace passerelle::api {

std::vector<Route> register_routes();

}  // namespace passerelle::api

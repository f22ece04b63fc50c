// The routes over the register of opt-outs. Private to the room.
#pragma once

#include <vector>

#include "node/api/router.h"

namespace passerelle::api {

std::vector<Route> opt_out_routes();

}  // namespace passerelle::api

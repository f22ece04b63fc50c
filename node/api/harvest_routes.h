// The routes over harvests of the catalogues of others. Private to the room.
#pragma once

#include <vector>

#include "node/api/router.h"

namespace passerelle::api {

std::vector<Route> harvest_routes();

}  // namespace passerelle::api

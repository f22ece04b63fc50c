// The routes over the records of the catalogue. Private to the room.
#pragma once

#include <vector>

#include "node/api/router.h"

namespace passerelle::api {

std::vector<Route> catalogue_routes();

}  // namespace passerelle::api

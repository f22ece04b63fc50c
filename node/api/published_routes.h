// The routes over what a node publishes: catalogue, FAIR Data Point, feed. Private to the room.
#pragma once

#include <vector>

#include "node/api/router.h"

namespace passerelle::api {

std::vector<Route> published_routes();

}  // namespace passerelle::api

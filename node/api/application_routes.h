// The routes over the form, drafts and applications. Private to the room.
#pragma once

#include <vector>

#include "node/api/router.h"

namespace passerelle::api {

std::vector<Route> application_routes();

}  // namespace passerelle::api

// The tables of the use cases, and all migrations of the house in order.
#pragma once

#include <vector>

#include "node/store/database.h"

namespace passerelle::service {

std::vector<store::Migration> all_migrations();

}  // namespace passerelle::service

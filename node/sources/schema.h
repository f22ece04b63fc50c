// The tables of this room; numbers 70 to 79.
#pragma once

#include <vector>

#include "node/store/database.h"

namespace passerelle::sources {

extern const std::vector<store::Migration> kMigrations;

}  // namespace passerelle::sources

// The tables of this room; numbers 50 to 59, and 112.
#pragma once

#include <vector>

#include "node/store/database.h"

namespace passerelle::catalogue_store {

extern const std::vector<store::Migration> kMigrations;

}  // namespace passerelle::catalogue_store

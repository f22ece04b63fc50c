// The answers of nodes beside the pooled one: for people one table in place of several.
//
// Thread safety: pure function.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/bundle/result_table.h"

namespace passerelle::bundle {

// Joins every pooled table with the tables of the same part that nodes have for themselves: row by
// row where they have the same rows, else one below the other. `places` are the nodes' names; a
// table that no node has stays as it is. The files of tables are not changed by this.
std::vector<Table> beside_each_other(const std::vector<Table>& tables,
                                     const std::map<std::string, std::string>& places,
                                     const Messages& say);

}  // namespace passerelle::bundle

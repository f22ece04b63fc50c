// Values as R source code.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "node/analysis/cells.h"
#include "node/base/json.h"

namespace passerelle::bundle {

std::string r_text(const std::string& text);

// A name between backticks. Requires: it holds none.
std::string r_name(const std::string& name);

// A name of the study inside a comment: a line break would end the comment.
std::string r_comment(std::string text);

// A number, or NA for anything else.
std::string r_number(const Json& value);

std::string r_vector(const std::vector<std::string>& items);

// A vector of the numbers of a list, or of a list of lists row by row.
std::string r_numbers(const Json& list);

std::string r_vector(const std::vector<double>& numbers);

// A matrix of a vector's items, row by row.
std::string r_matrix(const std::string& vector, std::size_t rows);

// Parts of a list, one below the other, or with something else between them.
std::string r_joined(const std::vector<std::string>& parts, const std::string& between = ",\n  ");

// A list of named fields.
std::string r_list(const std::vector<std::pair<std::string, std::string>>& fields);

// The sum of vectors or matrices.
std::string r_sum(const std::vector<std::string>& parts);

// The name under which the script knows a cell.
std::string cell_name(const analysis::CellKey& key);
std::string r_cells(const std::vector<analysis::CellKey>& keys);

}  // namespace passerelle::bundle

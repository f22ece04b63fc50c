// Names, identifiers and sentences that all parts of the study compiler share.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "node/analysis/errors.h"
#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::analysis {

// The executing node; no study may give the name another meaning.
inline constexpr const char* kNodeName = "node";

Error refused(AnalysisError code, const std::string& path, std::string_view why);
Error malformed(const std::string& path, std::string_view why);

// Identifiers become names of files and steps of paths: letters, digits, `_`, `-` and `.`.
Result<void> check_identifier(const std::string& text, const std::string& path);

// The same of what must not be taken for the executing node.
Result<void> check_free_identifier(const std::string& text, const std::string& path);

// Names of variables, and of columns that stand for themselves. They take part in the names of row
// sets, cells and coefficients, whose separators they may not hold.
Result<void> check_variable_name(const std::string& text, const std::string& path);

// Names of source columns.
Result<void> check_column_name(const std::string& text, const std::string& path);

// Absolute IRIs (RFC 3987).
Result<void> check_iri(const std::string& text, const std::string& path);

// Returns "a, b, c".
std::string listed(const std::vector<std::string>& names);

std::string path_to(const std::string& path, std::string_view name);
std::string path_to(const std::string& path, std::size_t index);

}  // namespace passerelle::analysis

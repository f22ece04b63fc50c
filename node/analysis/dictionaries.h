// What studies may name instead of writing it out: the logical models of models/*.json and the
// rules of rules/*.json, as JSON texts by name.
//
// Thread safety: pure functions.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace passerelle::analysis {

const std::map<std::string, std::string>& model_texts();

// Rules of plausibility that belong to a data model, for data checks.
const std::map<std::string, std::string>& rule_set_texts();

// Returns the names in one of these.
std::vector<std::string> names_in(const std::map<std::string, std::string>& texts);

}  // namespace passerelle::analysis

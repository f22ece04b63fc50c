// The logical models that studies can speak of, as the dictionaries in models/*.json.
#pragma once

#include <map>
#include <string>

namespace passerelle::analysis {

// JSON texts by the name of the model.
const std::map<std::string, std::string>& model_texts();

}  // namespace passerelle::analysis

// Texts for people, by language.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "node/base/fields.h"

namespace passerelle::analysis {

inline constexpr std::size_t kLongestTitle = 500;
inline constexpr std::size_t kLongestSummary = 10'000;

// Reads {"en": "…", "fr": "…"}, in at least one language; what is wrong is kept by `fields`.
std::map<std::string, std::string> read_by_language(Fields& fields,
                                                    std::string_view field,
                                                    std::size_t longest);

}  // namespace passerelle::analysis

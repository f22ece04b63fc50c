// The prohibited uses: Regulation (EU) 2025/327, Art. 54. A closed list, whole in every title: no
// permit may leave one out, so nothing here selects among them.
//
// Thread safety: values; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policies/purposes/language.h"

namespace passerelle::purposes {

enum class Prohibition {
  detrimental_decisions,    // 54-a
  exclusion_and_premiums,   // 54-b
  advertising,              // 54-c
  harmful_products,         // 54-d
  against_national_ethics,  // 54-e
};

// Returns every prohibited use, in the order of the article.
std::span<const Prohibition> all_prohibitions();

std::string_view code(Prohibition prohibition);
std::string_view sentence(Prohibition prohibition, Language language);

// Returns the codes that stand in every title: "54-a" … "54-e".
std::vector<std::string> prohibition_codes();

}  // namespace passerelle::purposes

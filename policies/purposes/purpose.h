// The purposes of secondary use: Regulation (EU) 2025/327, Art. 53(1). A closed list.
//
// Thread safety: values; any thread.
#pragma once

#include <span>
#include <string_view>

#include "node/base/result.h"
#include "policies/purposes/language.h"

namespace passerelle::purposes {

// (e) and its two points are three purposes: a title for research in general does not allow the
// development of a product or the training of an algorithm unless it names them.
enum class Purpose {
  public_health,          // 53-1-a
  policy_and_regulation,  // 53-1-b
  official_statistics,    // 53-1-c
  education,              // 53-1-d
  research,               // 53-1-e
  research_innovation,    // 53-1-e-i
  research_algorithms,    // 53-1-e-ii
  care_delivery,          // 53-1-f
};

// Returns every purpose, in the order of the article.
std::span<const Purpose> all_purposes();

// Reads a code such as "53-1-e-i".
Result<Purpose> parse_purpose(std::string_view code);

std::string_view code(Purpose purpose);
std::string_view label(Purpose purpose, Language language);

}  // namespace passerelle::purposes

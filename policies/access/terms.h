// Words that application, decision and permit share.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "node/base/result.h"

namespace passerelle::access {

// The three legal titles of Regulation (EU) 2025/327.
enum class PermitKind {
  request_approval,  // Art. 69: the user never sees data, only anonymised statistics
  data_permit,       // Art. 68
  access_approval,   // Art. 67(3), of an authorised participant
};
std::string_view code(PermitKind kind);
Result<PermitKind> parse_permit_kind(std::string_view code);

// Art. 73(2): who checks an output before it leaves.
enum class Review { automatic, human };
std::string_view code(Review review);  // "auto", "human"
Result<Review> parse_review(std::string_view code);

// Art. 66: the form in which data may be had.
enum class DataForm { anonymised_statistics, anonymised, pseudonymised };
std::string_view code(DataForm form);
Result<DataForm> parse_data_form(std::string_view code);

// Says whether the text can be the code of a country: two capital letters of ISO 3166-1, or "EU"
// for bodies of the Union.
bool is_country(std::string_view text);

// A text by language, "en" at least.
using Texts = std::map<std::string, std::string>;

}  // namespace passerelle::access

#include "policies/access/terms.h"

#include <algorithm>
#include <array>

#include "node/base/error.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

// `codes[i]` is the code of the enumerator with value i.
template <class Enum, std::size_t N>
Result<Enum> parse(const std::array<std::string_view, N>& codes, std::string_view wanted) {
  std::string known;
  for (std::size_t i = 0; i < N; ++i) {
    if (codes[i] == wanted) return static_cast<Enum>(i);
    known += (i == 0 ? "" : ", ") + std::string(codes[i]);
  }
  return Error{BaseError::malformed, shown(wanted) + " is none of: " + known};
}

constexpr std::array<std::string_view, 3> kKinds{"request_approval", "data_permit",
                                                 "access_approval"};
constexpr std::array<std::string_view, 2> kReviews{"auto", "human"};
constexpr std::array<std::string_view, 3> kForms{"anonymised_statistics", "anonymised",
                                                 "pseudonymised"};

}  // namespace

std::string_view code(PermitKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }
std::string_view code(Review review) { return kReviews.at(static_cast<std::size_t>(review)); }
std::string_view code(DataForm form) { return kForms.at(static_cast<std::size_t>(form)); }

Result<PermitKind> parse_permit_kind(std::string_view code) {
  return parse<PermitKind>(kKinds, code);
}
Result<Review> parse_review(std::string_view code) { return parse<Review>(kReviews, code); }
Result<DataForm> parse_data_form(std::string_view code) { return parse<DataForm>(kForms, code); }

bool is_country(std::string_view text) {
  return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace passerelle::access

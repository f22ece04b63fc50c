#include "policies/access/terms.h"

#include <algorithm>
#include <array>

#include "node/base/error.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

constexpr std::array<std::string_view, 3> kKinds{"request_approval", "data_permit",
                                                 "access_approval"};
constexpr std::array<std::string_view, 4> kOutcomes{"granted", "partially_granted", "refused",
                                                    "answered_as_request"};
constexpr std::array<std::string_view, 2> kChanges{"amendment", "renewal"};
constexpr std::array<std::string_view, 3> kReviews{"auto", "human", "both"};
constexpr std::array<std::string_view, 3> kAssurances{"low", "substantial", "high"};
constexpr std::array<std::string_view, 6> kLegalBases{"6-1-a", "6-1-b", "6-1-c",
                                                      "6-1-d", "6-1-e", "6-1-f"};
// The members of the Union, "EU" for its own bodies, and of the EEA: IS, LI, NO.
constexpr std::array<std::string_view, 31> kInside{
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "EU", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"};
static_assert(std::ranges::is_sorted(kInside));
constexpr std::array<std::string_view, 3> kForms{"anonymised_statistics", "anonymised",
                                                 "pseudonymised"};

}  // namespace

std::string_view code(PermitKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }
std::string_view code(Outcome outcome) { return kOutcomes.at(static_cast<std::size_t>(outcome)); }
std::string_view code(TitleChange change) { return kChanges.at(static_cast<std::size_t>(change)); }
std::string_view code(Review review) { return kReviews.at(static_cast<std::size_t>(review)); }
std::string_view code(Assurance assurance) {
  return kAssurances.at(static_cast<std::size_t>(assurance));
}
std::string_view code(LegalBasis basis) { return kLegalBases.at(static_cast<std::size_t>(basis)); }
std::string_view code(DataForm form) { return kForms.at(static_cast<std::size_t>(form)); }

Result<PermitKind> parse_permit_kind(std::string_view code) {
  return parse_code<PermitKind>(kKinds, code);
}
Result<Outcome> parse_outcome(std::string_view code) {
  return parse_code<Outcome>(kOutcomes, code);
}
Result<TitleChange> parse_title_change(std::string_view code) {
  return parse_code<TitleChange>(kChanges, code);
}
Result<Review> parse_review(std::string_view code) { return parse_code<Review>(kReviews, code); }
Result<Assurance> parse_assurance(std::string_view code) {
  return parse_code<Assurance>(kAssurances, code);
}
Result<LegalBasis> parse_legal_basis(std::string_view code) {
  return parse_code<LegalBasis>(kLegalBases, code);
}
Result<DataForm> parse_data_form(std::string_view code) {
  return parse_code<DataForm>(kForms, code);
}

bool is_country(std::string_view text) {
  return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_third_country(std::string_view country) {
  return !std::ranges::binary_search(kInside, country);
}

bool is_category(std::string_view text) {
  constexpr std::string_view kArticle = "51-1-";
  if (text.starts_with(kArticle)) {
    const auto letter = text.substr(kArticle.size());
    return letter.size() == 1 && letter[0] >= 'a' && letter[0] <= 'q';
  }
  return text.size() > 3 && is_country(text.substr(0, 2)) && text[2] == ':' && is_identifier(text);
}

std::string account_of(const UserName& user, const NodeId& node) {
  return user.text() + "@" + node.text();
}

Instant shifted(Instant from, std::chrono::months by) {
  const auto day = std::chrono::floor<std::chrono::days>(from);
  const std::chrono::year_month_day date(day);
  const auto month = date.year() / date.month() + by;
  const auto there = month / date.day();
  const std::chrono::sys_days shifted_day =
      there.ok() ? there : std::chrono::year_month_day(month / std::chrono::last);
  return shifted_day + (from - day);
}

}  // namespace passerelle::access

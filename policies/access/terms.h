// Words that application, decision and permit share.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "node/base/clock.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"

namespace passerelle::access {

// The three legal titles of Regulation (EU) 2025/327.
enum class PermitKind {
  request_approval,  // Art. 69: the user never sees data, only anonymised statistics
  data_permit,       // Art. 68
  access_approval,   // Art. 67(3), of an authorised participant
};
std::string_view code(PermitKind kind);
Result<PermitKind> parse_permit_kind(std::string_view code);

// How a body decides (Art. 68, 69).
enum class Outcome {
  granted,
  partially_granted,  // less than was asked for, with the reason for what is not given
  refused,
  answered_as_request,  // Art. 68(3): a data permit was asked for, anonymised statistics are given
};
std::string_view code(Outcome outcome);
Result<Outcome> parse_outcome(std::string_view code);
constexpr bool gives_permit(Outcome outcome) { return outcome != Outcome::refused; }

// What a user can ask of a title in force: other terms (Art. 68(13)) or more time (Art. 68(12)).
enum class TitleChange { amendment, renewal };
std::string_view code(TitleChange change);
Result<TitleChange> parse_title_change(std::string_view code);

// Art. 73(2): who checks an output before it leaves. The rules of the gate apply in every case and
// no permit switches them off; `both` is how a body writes that it relies on them and on a person.
enum class Review { automatic, human, both };
std::string_view code(Review review);  // "auto", "human", "both"
Result<Review> parse_review(std::string_view code);
constexpr bool needs_person(Review review) { return review != Review::automatic; }

// Art. 66: the form in which data may be had.
// In order: each tells more of single persons than the one before.
enum class DataForm { anonymised_statistics, anonymised, pseudonymised };
std::string_view code(DataForm form);
Result<DataForm> parse_data_form(std::string_view code);

// How surely a person is who an account says: the levels of Regulation (EU) 910/2014, Art. 8(2).
enum class Assurance { low, substantial, high };
std::string_view code(Assurance assurance);
Result<Assurance> parse_assurance(std::string_view code);

// The basis of the user's processing of personal data: Regulation (EU) 2016/679, Art. 6(1).
enum class LegalBasis {
  consent,
  contract,
  legal_obligation,
  vital_interests,
  public_task,
  interests
};
std::string_view code(LegalBasis basis);  // "6-1-a" to "6-1-f"
Result<LegalBasis> parse_legal_basis(std::string_view code);

// Says whether the text can be the code of a country: two capital letters of ISO 3166-1, or "EU"
// for bodies of the Union.
bool is_country(std::string_view text);

// Says whether a country is outside the Union and the European Economic Area (Art. 87, 88):
// anything that is no code of a country inside it is outside.
bool is_third_country(std::string_view country);

// Says whether the text is a category of data: "51-1-a" to "51-1-q", or one that a Member State
// added (Art. 51(2)), such as "FR:dental".
bool is_category(std::string_view text);

// Returns the same time of day, in UTC, on the same date some months later or earlier, or on the
// last day of that month when it has no such date.
Instant shifted(Instant from, std::chrono::months by);

// Returns an account of a node as nodes tell it to each other: "marie@fr".
std::string account_of(const UserName& user, const NodeId& node);

// A text by language, "en" at least.
using Texts = std::map<std::string, std::string>;

}  // namespace passerelle::access

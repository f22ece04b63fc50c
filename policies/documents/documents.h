// Decisions, permits, changes of permits, fee statements and committee sheets as people read them:
// HTML in English and French. The signed JSON document is the one that counts for machines; its
// digest and the key that signed it stand at the foot.
//
// Thread safety: pure functions; any thread. The same input gives the same bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policies/access/decision.h"
#include "policies/access/permit.h"
#include "policies/access/successor.h"
#include "policies/documents/messages.h"
#include "policies/documents/seal.h"

namespace passerelle::documents {

// Whose body speaks.
struct Body {
  std::string name;     // "Findata"
  std::string country;  // "FI"
};

// Art. 68(9): what was decided, why, and what is granted. Requires: a case that is decided.
std::string decision_document(const access::CountryCase& decided,
                              const Body& body,
                              const std::optional<Seal>& seal,
                              Language language);

std::string permit_document(const access::Permit& permit,
                            const Body& body,
                            const std::optional<Seal>& seal,
                            Language language);

// Art. 68(12), 68(13): what was decided on a change of a permit that the user had asked for.
std::string change_document(const access::ChangeDecision& decision,
                            const access::Application& application,
                            const Body& body,
                            const std::optional<Seal>& seal,
                            Language language);

// Art. 62: what is to be paid, and to whom it goes in the end. Requires: a decision with fees.
std::string fee_statement(const access::CountryCase& decided,
                          const Body& body,
                          const std::optional<Seal>& seal,
                          Language language);

// A release that the answers of the study come close to: with it, a small number could be found by
// subtraction.
struct EarlierRelease {
  access::Texts title;
  Instant released;
  access::Texts closeness;  // "the same tables for one more year"
};

// What this body or another one decided on a like application.
struct SimilarDecision {
  Body body;
  Instant decided;
  access::Outcome outcome = access::Outcome::refused;
  access::Texts title;
  std::string reason;
};

// What a committee has to know, on one page.
struct CommitteeSheet {
  ApplicationId application;
  access::Texts title;
  std::string applicant;  // the organisation
  access::PermitKind kind = access::PermitKind::request_approval;
  purposes::Purpose purpose = purposes::Purpose::research;
  access::Texts study;                 // in words
  std::vector<access::Texts> outputs;  // what can leave at most, one sentence each
  std::int64_t min_cell = 0;           // the smallest number of persons that a cell can show
  access::Review review = access::Review::automatic;
  std::vector<EarlierRelease> earlier_releases;
  std::vector<SimilarDecision> similar_decisions;
};

std::string committee_sheet(const CommitteeSheet& sheet, const Body& body, Language language);

// The same for programs: the body of a signed "committee_sheet/1", see FORMAT.md.
inline constexpr const char* kCommitteeSheetType = "committee_sheet/1";
Json to_json(const CommitteeSheet& sheet);

}  // namespace passerelle::documents

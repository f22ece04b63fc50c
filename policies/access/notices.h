// What bodies tell each other: how one decided on its part of a dossier (Art. 68(5)) and on changes
// of the permit that it gave, and the
// measures that it took against a user (Art. 63(6)). Each is a signed document of FORMAT.md, sealed
// by the body's node, so that it stays evidence; neither names a person.
//
// Thread safety: values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/terms.h"

namespace passerelle::access {

inline constexpr const char* kDecisionNoticeType = "decision_notice/1";
inline constexpr const char* kEnforcementNoticeType = "enforcement_notice/1";

// Evidence for another body, never more: each decides for itself.
struct DecisionNotice {
  ApplicationId application;
  NodeId node;                        // whose body decided
  std::string country;                // of it
  std::string decision;               // digest of the decision/2, or of the change_decision/1
  std::optional<TitleChange> change;  // what was decided on, when not the application itself
  Outcome outcome = Outcome::refused;
  std::string reason;  // as it will be published; may be empty
  Instant at;
  bool operator==(const DecisionNotice&) const = default;
};

// Art. 63(3): what a body does to a user who did not keep to the rules.
enum class Measure {
  revocation,  // of a permit
  exclusion,   // from access, for a time
};
std::string_view code(Measure measure);
Result<Measure> parse_measure(std::string_view code);

// Art. 63(3): an exclusion lasts five years at most.
inline constexpr std::chrono::months kLongestExclusion{60};

// Invariant: `until` stands exactly in an exclusion.
struct EnforcementNotice {
  std::string id;  // given by the issuer
  NodeId node;     // whose body took the measure
  std::string country;
  Measure measure = Measure::revocation;
  std::string user;           // the organisation that had access, never a person
  ApplicationId application;  // on which the body had decided
  std::string reason;
  Instant at;
  std::optional<Instant> until;  // excluded
  bool operator==(const EnforcementNotice&) const = default;

  bool is_in_force(Instant now) const { return !until || now < *until; }
};

// Refuse unknown fields with their path. Verify no signature.
Result<DecisionNotice> decision_notice_from_json(const Json& value);
Result<EnforcementNotice> enforcement_notice_from_json(const Json& value);
Json to_json(const DecisionNotice& notice);
Json to_json(const EnforcementNotice& notice);

// Returns the name of an organisation as names are compared: without regard to the case of ASCII
// letters and to how words are spaced.
std::string user_key(std::string_view organisation);

}  // namespace passerelle::access

// A body's decision on its part of an application, and what a decision may give: less than was
// asked for, never more. Each body decides for its own node (Art. 68(5)). What leads to a decision
// and what follows from it is the kernel's to say (policies/procedure).
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/application.h"
#include "policies/access/grant.h"
#include "policies/access/terms.h"

namespace passerelle::access {

inline constexpr const char* kDecisionType = "decision/2";

// What a refusal, or what is missing in a partial grant, rests on (Art. 68(9)).
enum class Ground {
  purpose,               // 68-1-a
  necessity,             // 68-1-b
  lawful_processing,     // 68-1-c
  qualification,         // 68-1-d
  safeguards,            // 68-1-e
  ethics,                // 68-1-f
  opt_out_exception,     // 68-1-g
  other_requirements,    // 68-1-h
  defence_and_security,  // 68-2-a
  regulatory_databases,  // 68-2-b
  protected_parts,       // 52: a serious risk to them that no measure meets
  third_country,         // 91
};
std::string_view code(Ground ground);
Result<Ground> parse_ground(std::string_view code);

// How a grant may be used, where that is stricter than the application and the node's policy.
struct Conditions {
  std::optional<std::int64_t> min_cell;  // on top of the node's own policy, the stricter wins
  std::optional<std::int64_t> runs_max;
  std::optional<std::int64_t> concurrency;
  std::optional<Instant> valid_until;
  Review review = Review::automatic;
  std::optional<Dominance> dominance;
  std::optional<std::int64_t> rounding;  // counts to multiples of it
  std::optional<std::vector<std::string>> file_types;
  Assurance assurance = Assurance::low;             // of every person
  std::map<NodeId, std::vector<std::string>> pins;  // the only certificates of these nodes
  std::vector<Condition> items;                     // those in words only force human review
  bool operator==(const Conditions&) const = default;
};

// Which part of what was asked is given. What is left out is given whole: every dataset asked for,
// every variable.
struct Granted {
  std::optional<std::vector<PermittedDataset>> datasets;
  std::optional<DataForm> form;  // anonymised statistics unless told
  // Datasets that may be joined with one another; nothing: as it was asked for.
  std::optional<std::vector<DatasetId>> linkage;
  std::vector<std::string> own_datasets;  // of the user (Art. 67(2)(f)), by name
  bool allows_third_country = false;      // answers leave the Union and the EEA (Art. 87, 88)
  bool operator==(const Granted&) const = default;
};

// Returns what a grant lets be joined: what it says, else what was asked for where all datasets are
// given, else nothing.
std::vector<DatasetId> linkage_of(const Application& asked, const Granted& granted);

// What the user owes, beside what the regulation says itself.
struct Duties {
  std::vector<Instant> report_dates;
  std::optional<Instant> delete_by;  // six months after the end unless told
  bool keep_formula = false;         // how the data were built is kept for later users
  bool operator==(const Duties&) const = default;
};

struct Decision {
  ApplicationId application;
  Outcome outcome = Outcome::refused;
  UserName decider;  // an account of the deciding node
  Instant at;
  std::string reason;  // Art. 68(9): a refusal is reasoned
  std::vector<Ground> grounds;
  Granted granted;
  Conditions conditions;
  std::optional<Fees> fees;
  std::optional<DataProtection> data_protection;
  std::vector<HolderAgreement> agreements;
  std::optional<privacy::Exception> opt_out_exception;
  Duties duties;
  bool operator==(const Decision&) const = default;
};

// Reads and writes "decision/2".
Result<Decision> decision_from_json(const Json& value, const std::string& path = "");
Json to_json(const Decision& decision);

// Returns the SHA-256, hex, of the canonical decision: what a permit is hash-linked to.
std::string digest(const Decision& decision);

enum class CaseState { submitted, granted, refused };
std::string_view code(CaseState state);

// Invariants: `application` holds datasets of `node` only; `decision` stands exactly when the case
// is granted or refused.
struct CountryCase {
  Application application;  // this country's part
  NodeId node;              // the holding node whose body decides
  CaseState state = CaseState::submitted;
  Instant since;  // of the state
  std::optional<Decision> decision;
  bool operator==(const CountryCase&) const = default;
};

// Opens the case of one node; refuses an application without a dataset of that node.
Result<CountryCase> open_case(const Application& application, const NodeId& node, Instant now);

// Closes an open case. Refuses a refusal or a partial grant without reason, a condition or a scope
// looser than what was asked, a partial grant that gives everything and a grant that does not, and
// a decider who is a person or the contact of the application (separation of duties).
Result<CountryCase> decide(const CountryCase& open, const Decision& decision);

}  // namespace passerelle::access

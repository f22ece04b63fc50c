// The case that one country's body decides, as a state machine without I/O:
// submitted → granted | refused | withdrawn. Each body decides for its own node (Art. 68(5)).
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/application.h"
#include "policies/access/terms.h"

namespace passerelle::access {

enum class Outcome { grant, refuse };
std::string_view code(Outcome outcome);
Result<Outcome> parse_outcome(std::string_view code);

// What a grant restricts beyond the application; each can only be stricter than what was asked.
struct Conditions {
  std::optional<std::int64_t> min_cell;  // on top of the node's own policy, the stricter wins
  std::optional<std::int64_t> runs_max;
  std::optional<Instant> valid_until;
  Review review = Review::automatic;
  std::vector<std::string> texts;  // for people to check, so they force human review
  bool operator==(const Conditions&) const = default;
};

struct Decision {
  ApplicationId application;
  Outcome outcome = Outcome::refuse;
  UserName decider;  // an account of the deciding node
  Instant at;
  std::string reason;  // Art. 68(9): a refusal is reasoned
  Conditions conditions;
  bool operator==(const Decision&) const = default;
};

// Reads and writes "decision/1".
Result<Decision> decision_from_json(const Json& value, const std::string& path = "");
Json to_json(const Decision& decision);

// Returns the SHA-256, hex, of the canonical decision: what a permit is hash-linked to.
std::string digest(const Decision& decision);

enum class CaseState { submitted, granted, refused, withdrawn };
std::string_view code(CaseState state);
Result<CaseState> parse_case_state(std::string_view code);

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

// Closes an open case. Refuses a refusal without reason, a condition looser than what was asked,
// and a decider who is a person or the contact of the application (separation of duties).
Result<CountryCase> decide(const CountryCase& open, const Decision& decision);

// The applicant's withdrawal of an open case.
Result<CountryCase> withdraw(const CountryCase& open, Instant now);

// Reads and writes "case/1", the form in which a node keeps a case.
Result<CountryCase> case_from_json(const Json& value);
Json to_json(const CountryCase& one);

}  // namespace passerelle::access

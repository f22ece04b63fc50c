// A permit: what one holding node's body allows one requesting node to have computed. The signed
// document "permit/1" (FORMAT.md) is the machine-readable twin of the legal title; the node
// enforces this typed form.
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
#include "policies/access/decision.h"
#include "policies/access/terms.h"
#include "policies/purposes/purpose.h"

namespace passerelle::access {

inline constexpr const char* kPermitType = "permit/1";

// Art. 61(4): results are published within 18 months.
inline constexpr std::int64_t kResultsDueMonths = 18;

struct PermittedDataset {
  DatasetId id;
  std::vector<std::string> variables;  // sorted
  bool operator==(const PermittedDataset&) const = default;
};

struct OutputRules {
  std::int64_t min_cell = 10;  // smallest allowed non-zero number of persons
  Review review = Review::automatic;
  bool operator==(const OutputRules&) const = default;
};

// The prohibitions of Art. 54 are no member: they stand in every permit, written and required by
// the JSON form.
struct Permit {
  PermitId id;
  std::int64_t version = 1;
  std::optional<PermitId> predecessor;
  PermitKind kind = PermitKind::request_approval;
  NodeId issuer;
  ApplicationId application;
  std::string decision_digest;  // SHA-256, hex
  NodeId requesting_node;
  Instant valid_from;   // included
  Instant valid_until;  // excluded
  std::string user_organisation;
  std::vector<Person> persons;
  std::vector<purposes::Purpose> purposes;
  std::vector<PermittedDataset> datasets;
  DataForm form = DataForm::anonymised_statistics;
  std::vector<std::string> study_digests;
  std::vector<NodeId> peers;
  std::int64_t runs_max = 1;
  OutputRules output;
  Texts acknowledgement;  // Art. 61(4): how users name the sources
  std::int64_t results_due_months = kResultsDueMonths;
  std::vector<std::string> conditions;  // for people to check

  bool operator==(const Permit&) const = default;
};

// Who issues, and what the node's own policy says at that time.
struct Issuer {
  NodeId node;
  std::string name;            // for the acknowledgement: "Findata"
  std::int64_t min_cell = 10;  // of the node's policy; the decision can only raise it
};

// Returns the permit that a granted case gives, the stricter of application, decision and policy
// in every field. Refuses a case that is not granted or is another node's.
Result<Permit> issue(const CountryCase& granted, const Issuer& issuer, PermitId id);

// Reads the body of a verified "permit/1". Refuses unknown fields, a missing prohibition, and a
// permit that allows nothing or that its form could not hold.
Result<Permit> permit_from_json(const Json& body);
Json to_json(const Permit& permit);

// Checks what holds for every permit, however it was made.
Result<void> validate(const Permit& permit);

}  // namespace passerelle::access

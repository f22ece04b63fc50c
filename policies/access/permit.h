// A permit: what one holding node's body allows one requesting node to have computed. The signed
// document "permit/2" (FORMAT.md) is the machine-readable twin of the legal title; the node
// enforces this typed form.
//
// Thread safety: values; any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/base/fields.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/application.h"
#include "policies/access/decision.h"
#include "policies/access/grant.h"
#include "policies/access/terms.h"
#include "policies/purposes/purpose.h"

namespace passerelle::access {

inline constexpr const char* kPermitType = "permit/2";

// Art. 61(4): results are published within 18 months.
inline constexpr std::int64_t kResultsDueMonths = 18;

// Art. 68(12): data are deleted within six months after the end.
inline constexpr std::chrono::months kDeletedWithin{6};

// What a node's answers and its result bundle are made of.
inline constexpr std::array<std::string_view, 5> kFileTypes{"csv", "html", "json", "r", "svg"};

// A natural person who may order, and how surely the requesting node must know who it is.
struct PermittedPerson {
  std::string id;  // "marie@fr"
  std::string name;
  bool is_principal_investigator = false;
  Assurance assurance = Assurance::low;
  bool operator==(const PermittedPerson&) const = default;
};

struct OutputRules {
  std::int64_t min_cell = 10;  // smallest allowed non-zero number of persons
  Review review = Review::automatic;
  std::optional<Dominance> dominance;    // beside the node's own, the stricter wins
  std::optional<std::int64_t> rounding;  // a person's to check: no program here rounds
  std::vector<std::string> file_types{kFileTypes.begin(), kFileTypes.end()};  // sorted
  bool operator==(const OutputRules&) const = default;
};

// Where the data lie and are processed (Art. 87, 88).
struct Place {
  std::string country;
  std::string environment;            // id of the secure processing environment (Art. 73)
  bool allows_third_country = false;  // whether a user outside the Union and the EEA gets answers
  bool operator==(const Place&) const = default;
};

// Art. 71: the state of the register by which persons are left out is that of the approval.
struct OptOut {
  Instant snapshot;
  std::optional<privacy::Exception> exception;  // none: opt-outs are applied
  bool operator==(const OptOut&) const = default;
};

// The prohibitions of Art. 54 are no member: they stand in every permit, written and required by
// the JSON form.
struct Permit {
  PermitId id;
  std::int64_t version = 1;
  std::optional<PermitId> predecessor;
  bool is_renewal = false;  // it, or one before it, was renewed: it is not renewed again
  PermitKind kind = PermitKind::request_approval;
  NodeId issuer;
  ApplicationId application;
  std::string decision_digest;  // SHA-256, hex
  NodeId requesting_node;
  Instant valid_from;   // included
  Instant valid_until;  // excluded
  std::string user_organisation;
  std::vector<PermittedPerson> persons;
  std::vector<purposes::Purpose> purposes;
  Texts purpose_text;  // what the purpose is, in words (Art. 68(10)(b))
  std::vector<PermittedDataset> datasets;
  DataForm form = DataForm::anonymised_statistics;
  std::vector<DatasetId> linkage;         // datasets that may be joined with one another
  std::vector<std::string> own_datasets;  // of the user, that may be joined too
  OptOut opt_out;
  std::vector<std::string> study_digests;
  std::vector<NodeId> peers;
  std::map<NodeId, std::vector<std::string>> pins;  // the only certificates of these nodes
  std::int64_t runs_max = 1;
  std::int64_t concurrency = 1;  // runs at once
  OutputRules output;
  Place place;
  std::optional<Fees> fees;
  std::optional<DataProtection> data_protection;
  std::vector<HolderAgreement> agreements;
  std::vector<Condition> conditions;
  Texts acknowledgement;  // Art. 61(4): how users name the sources
  std::int64_t results_due_months = kResultsDueMonths;
  std::vector<Instant> report_dates;
  Instant delete_by;  // Art. 68(12)
  bool keep_formula = false;

  bool operator==(const Permit&) const = default;
};

// Parts of a permit, for its own form and for amendments.
std::vector<PermittedPerson> read_permitted_persons(Fields& fields, std::string_view name);
OutputRules read_output_rules(Fields& fields, std::string_view name);
Json to_json(const std::vector<PermittedPerson>& persons);
Json to_json(const OutputRules& output);

// Who issues, and what the node's own policy says at that time.
struct Issuer {
  NodeId node;
  std::string name;            // for the acknowledgement: "Findata"
  std::int64_t min_cell = 10;  // of the node's policy; the decision can only raise it
  std::string country;         // where its data lie
};

// Returns the permit that a granted case gives, the stricter of application, decision and policy
// in every field. Refuses a case that is not granted or is another node's.
Result<Permit> issue(const CountryCase& granted, const Issuer& issuer, PermitId id);

// Reads the body of a verified "permit/2". Refuses unknown fields, a missing prohibition, and a
// permit that allows nothing or that its form could not hold.
Result<Permit> permit_from_json(const Json& body);
Json to_json(const Permit& permit);

// Checks what holds for every permit, however it was made.
Result<void> validate(const Permit& permit);

}  // namespace passerelle::access

// An application for access, as the applicant makes it and the requesting node sends it: one
// document for several countries (Art. 67(3)), of which each holding node gets its own part.
//
// As JSON: "application/2", described in FORMAT.md. A value of this type from `from_json` or
// `from_draft` is valid: nobody inside the house checks it again.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/answer.h"
#include "policies/access/terms.h"
#include "policies/purposes/applicant.h"
#include "policies/purposes/purpose.h"

namespace passerelle::access {

inline constexpr const char* kApplicationType = "application/2";

struct Applicant {
  std::string name;  // of the person or body that applies
  std::string organisation;
  purposes::ApplicantCategory category = purposes::ApplicantCategory::natural_person;
  bool is_public_body = false;
  std::optional<std::string> on_behalf_of;  // the public body whose mandate is carried out

  purposes::PublicMandate mandate() const;
  bool operator==(const Applicant&) const = default;
};

// Whom the bodies write to; an account of the requesting node.
struct Contact {
  std::string id;  // "marie@fr"
  std::string name;
  std::string email;
  bool operator==(const Contact&) const = default;
};

// A natural person who will have access (Art. 67(2)(a)), an account of the requesting node.
struct Person {
  std::string id;  // "marie@fr"
  std::string name;
  bool is_principal_investigator = false;
  bool operator==(const Person&) const = default;
};

struct RequestedDataset {
  DatasetId id;
  NodeId node;                         // that holds it
  std::vector<std::string> variables;  // source columns, the one that tells persons apart included
  bool operator==(const RequestedDataset&) const = default;
};

// What is told to the bodies of one country only.
struct CountryPart {
  std::vector<NodeId> nodes;  // of that country, among the peers
  Answers answers;            // to the questions that stand once per country
  bool operator==(const CountryPart&) const = default;
};

// An answer that the applicant asks to keep from the public, and with `only_for` also from the
// bodies of other countries.
struct ConfidentialAnswer {
  std::string field;
  std::string country;             // empty for an answer of the common part
  std::string reason;              // for the bodies that receive it
  std::set<std::string> only_for;  // countries; empty for all; of a common answer only
  bool operator==(const ConfidentialAnswer&) const = default;
};

struct Application {
  ApplicationId id;
  NodeId requesting_node;
  Instant submitted_at;
  Texts title;
  Applicant applicant;
  Contact contact;
  purposes::Purpose purpose = purposes::Purpose::research;
  Texts summary;  // for the public, at most 250 words
  PermitKind kind = PermitKind::request_approval;
  std::vector<Person> persons;
  std::string study_digest;  // SHA-256, hex
  std::string study_id;
  std::string study_version;
  std::vector<RequestedDataset> datasets;
  std::vector<DatasetId> linkage;  // datasets to be joined with one another, inside their node
  std::vector<NodeId> peers;       // every node that takes part
  Instant valid_from;
  Instant valid_until;
  std::int64_t runs_max = 1;
  std::string safeguards;
  std::string form;                              // whose questions the answers answer: "ehds-6"
  Answers answers;                               // of the common part, told to every body
  std::map<std::string, CountryPart> countries;  // "FI"; every holding node stands in one
  std::vector<ConfidentialAnswer> confidential;

  bool operator==(const Application&) const = default;

  // Returns the nodes that hold the datasets asked for, each once.
  std::set<NodeId> holding_nodes() const;

  std::vector<DatasetId> dataset_ids() const;

  // Returns the country in which a node stands, or nothing.
  std::optional<std::string> country_of(const NodeId& node) const;

  // Returns the application as one holding node gets it: the common part, its own datasets and the
  // part of its country; nothing of other countries, nor answers that are confidential to them.
  Result<Application> part_for(const NodeId& node) const;
};

// Reads and checks a complete application; refuses unknown fields with their path.
Result<Application> application_from_json(const Json& document);

// Reads what an applicant writes: the same document without `id`, `requesting_node` and
// `submitted_at`, which the requesting node stamps.
Result<Application> application_from_draft(const Json& draft,
                                           ApplicationId id,
                                           NodeId requesting_node,
                                           Instant now);

Json to_json(const Application& application);

// Checks what holds for every application: purpose open to the applicant (Art. 53(2)), a principal
// investigator, datasets of peers only, dates in order and at most ten years (Art. 68(12)), …
Result<void> validate(const Application& application);

// Returns the SHA-256, hex, of the canonical document.
std::string digest(const Application& application);

}  // namespace passerelle::access

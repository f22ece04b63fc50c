// What holds for every application, one rule per function.
#include <algorithm>
#include <string>

#include "policies/access/application.h"
#include "policies/access/duration.h"
#include "policies/access/errors.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

// Annex form of the central platform, section 2: the lay summary has at most 250 words.
constexpr std::size_t kSummaryWords = 250;
constexpr std::int64_t kMostRuns = 10'000;

bool is_iri(std::string_view text) {
  const auto colon = text.find(':');
  return text.size() <= 2048 && colon != std::string_view::npos && colon > 0 &&
         colon + 1 < text.size() &&
         text.find_first_of(" \t\r\n<>\"{}|\\^`") == std::string_view::npos;
}

// Returns the first text that stands twice, or nothing.
template <class List, class Name>
std::optional<std::string> repeated(const List& list, Name name) {
  std::set<std::string> seen;
  for (const auto& item : list) {
    if (!seen.insert(name(item)).second) return name(item);
  }
  return std::nullopt;
}

Result<void> check_identifiers(const Application& application) {
  const auto refuse = [](const char* what, const std::string& text) {
    return Error{ApplicationError::bad_identifier,
                 std::string(what) + " " + shown(text) +
                     ": letters, digits and -._:/ are expected, at most 128"};
  };
  if (!is_identifier(application.id.text())) return refuse("application", application.id.text());
  if (!is_identifier(application.requesting_node.text())) {
    return refuse("requesting node", application.requesting_node.text());
  }
  for (const auto& peer : application.peers) {
    if (!is_identifier(peer.text())) return refuse("peer", peer.text());
  }
  if (!is_digest(application.study_digest)) {
    return Error{ApplicationError::bad_digest,
                 "the study's digest is not 64 lower-case hex characters"};
  }
  return {};
}

Result<void> check_texts(const Application& application) {
  const auto refuse_long = [](const char* what) {
    return Error{ApplicationError::bad_text, std::string(what) + " is longer than " +
                                                 std::to_string(kMaximumTextBytes) + " bytes"};
  };
  for (const auto& [language, text] : application.title) {
    if (text.size() > kMaximumTextBytes) return refuse_long("the title");
  }
  for (const auto& [language, text] : application.summary) {
    if (text.size() > kMaximumTextBytes) return refuse_long("the summary");
    if (count_words(text) > kSummaryWords) {
      return Error{ApplicationError::bad_text, "the summary in " + shown(language) + " has " +
                                                   std::to_string(count_words(text)) +
                                                   " words, at most 250 are allowed"};
    }
  }
  if (application.safeguards.size() > kMaximumTextBytes) return refuse_long("the safeguards");
  for (const auto& claim : application.confidential) {
    if (claim.reason.size() > kMaximumTextBytes) return refuse_long("a reason for confidentiality");
  }
  return {};
}

Result<void> check_purpose(const Application& application) {
  auto open = purposes::check_purpose(application.purpose, application.applicant.category,
                                      application.applicant.mandate());
  if (!open) return Error{ApplicationError::purpose_not_open, open.error().detail};
  return {};
}

Result<void> check_persons(const Application& application) {
  const auto& node = application.requesting_node;
  const auto refuse_account = [&](const std::string& id) {
    return Error{ApplicationError::person_of_another_node,
                 shown(id) + " is no account of the requesting node; \"name@" + node.text() +
                     "\" is expected"};
  };
  if (!is_account_of(application.contact.id, node)) return refuse_account(application.contact.id);
  for (const auto& person : application.persons) {
    if (!is_account_of(person.id, node)) return refuse_account(person.id);
  }
  if (auto twice = repeated(application.persons, [](const auto& person) { return person.id; })) {
    return Error{ApplicationError::repeated_person, *twice + " stands twice"};
  }
  if (std::ranges::none_of(application.persons, &Person::is_principal_investigator)) {
    return Error{ApplicationError::no_principal_investigator,
                 "at least one person is the principal investigator (Art. 68(10)(d))"};
  }
  return {};
}

Result<void> check_variables(const RequestedDataset& dataset) {
  if (dataset.variables.empty()) {
    return Error{ApplicationError::no_variable,
                 dataset.id.text() + ": at least one variable is expected"};
  }
  if (auto twice = repeated(dataset.variables, [](const auto& name) { return name; })) {
    return Error{ApplicationError::repeated_variable,
                 dataset.id.text() + ": variable " + shown(*twice) + " stands twice"};
  }
  if (std::ranges::any_of(dataset.variables, &std::string::empty)) {
    return Error{ApplicationError::no_variable, dataset.id.text() + ": a variable has no name"};
  }
  return {};
}

bool is_peer(const Application& application, const NodeId& node) {
  return std::ranges::find(application.peers, node) != application.peers.end();
}

Result<void> check_datasets(const Application& application) {
  if (application.datasets.empty()) {
    return Error{ApplicationError::no_dataset, "at least one dataset is expected"};
  }
  if (auto twice = repeated(application.datasets, [](const auto& one) { return one.id.text(); })) {
    return Error{ApplicationError::repeated_dataset, *twice + " stands twice"};
  }
  if (auto twice = repeated(application.peers, [](const auto& peer) { return peer.text(); })) {
    return Error{ApplicationError::repeated_peer, "node " + shown(*twice) + " stands twice"};
  }
  for (const auto& dataset : application.datasets) {
    if (!is_iri(dataset.id.text())) {
      return Error{ApplicationError::bad_identifier,
                   "dataset " + shown(dataset.id.text()) + " is no absolute IRI"};
    }
    if (!is_peer(application, dataset.node)) {
      return Error{ApplicationError::dataset_outside_peers, dataset.id.text() + " is held by " +
                                                                shown(dataset.node.text()) +
                                                                ", which is not among the peers"};
    }
    if (auto checked = check_variables(dataset); !checked) return checked;
  }
  return {};
}

Result<void> check_linkage(const Application& application) {
  if (auto twice = repeated(application.linkage, [](const auto& id) { return id.text(); })) {
    return Error{ApplicationError::bad_linkage, *twice + " stands twice"};
  }
  for (const auto& id : application.linkage) {
    if (std::ranges::find(application.datasets, id, &RequestedDataset::id) ==
        application.datasets.end()) {
      return Error{ApplicationError::bad_linkage,
                   shown(id.text()) + " would be linked but is not asked for"};
    }
  }
  return {};
}

Result<void> check_period(const Application& application) {
  if (application.valid_until <= application.valid_from) {
    return Error{ApplicationError::bad_dates, "valid_until is not after valid_from"};
  }
  if (application.valid_until <= application.submitted_at) {
    return Error{ApplicationError::bad_dates, "valid_until is not after the submission"};
  }
  if (auto fault = fault_of_period(application.valid_from, application.valid_until, Renewed::no)) {
    return Error{ApplicationError::too_long, *std::move(fault)};
  }
  if (application.runs_max < 1 || application.runs_max > kMostRuns) {
    return Error{ApplicationError::bad_runs,
                 "runs_max is between 1 and " + std::to_string(kMostRuns)};
  }
  return {};
}

Result<void> check_countries(const Application& application) {
  std::set<NodeId> placed;
  for (const auto& [country, part] : application.countries) {
    if (!is_country(country)) {
      return Error{ApplicationError::bad_country,
                   shown(country) + " is no code of a country such as \"FI\""};
    }
    if (part.nodes.empty()) {
      return Error{ApplicationError::bad_country, country + " names no node"};
    }
    for (const auto& node : part.nodes) {
      if (!is_peer(application, node)) {
        return Error{ApplicationError::bad_country, country + " names node " + shown(node.text()) +
                                                        ", which is not among the peers"};
      }
      if (!placed.insert(node).second) {
        return Error{ApplicationError::node_without_country,
                     "node " + shown(node.text()) + " stands in more than one country"};
      }
    }
  }
  for (const auto& node : application.holding_nodes()) {
    if (!placed.contains(node)) {
      return Error{ApplicationError::node_without_country,
                   "node " + shown(node.text()) + " stands in no country"};
    }
  }
  return {};
}

// Returns the answers among which a claim looks for its own, or nothing.
const Answers* answers_for(const Application& application, const std::string& country) {
  if (country.empty()) return &application.answers;
  const auto part = application.countries.find(country);
  return part == application.countries.end() ? nullptr : &part->second.answers;
}

Result<void> check_claims(const Application& application) {
  const auto refuse = [](const ConfidentialAnswer& claim, const char* why) {
    return Error{ApplicationError::bad_claim,
                 "the claim of confidentiality on " + shown(claim.field) + " " + why};
  };
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& claim : application.confidential) {
    const auto* answers = answers_for(application, claim.country);
    if (answers == nullptr || !answers->contains(claim.field)) {
      return refuse(claim, "is about no answer");
    }
    if (!seen.insert({claim.country, claim.field}).second) return refuse(claim, "stands twice");
    if (!claim.country.empty() && !claim.only_for.empty()) {
      return refuse(claim, "names countries, but its answer goes to one country only");
    }
    for (const auto& country : claim.only_for) {
      if (!application.countries.contains(country)) {
        return refuse(claim, "names a country without a part");
      }
    }
  }
  return {};
}

}  // namespace

Result<void> validate(const Application& application) {
  for (const auto check :
       {check_identifiers, check_texts, check_purpose, check_persons, check_datasets, check_linkage,
        check_countries, check_claims, check_period}) {
    if (auto checked = check(application); !checked) return checked;
  }
  return {};
}

std::vector<DatasetId> Application::dataset_ids() const {
  std::vector<DatasetId> ids;
  for (const auto& dataset : datasets) ids.push_back(dataset.id);
  return ids;
}

std::set<NodeId> Application::holding_nodes() const {
  std::set<NodeId> nodes;
  for (const auto& dataset : datasets) nodes.insert(dataset.node);
  return nodes;
}

std::optional<std::string> Application::country_of(const NodeId& node) const {
  for (const auto& [country, part] : countries) {
    if (std::ranges::find(part.nodes, node) != part.nodes.end()) return country;
  }
  return std::nullopt;
}

Result<Application> Application::part_for(const NodeId& node) const {
  Application part = *this;
  std::erase_if(part.datasets, [&](const auto& dataset) { return dataset.node != node; });
  std::erase_if(part.linkage, [&](const auto& one) {
    return std::ranges::find(part.datasets, one, &RequestedDataset::id) == part.datasets.end();
  });
  const auto country = country_of(node);
  if (part.datasets.empty() || !country) {
    return Error{ApplicationError::not_concerned,
                 "the application asks for no dataset of node \"" + node.text() + "\""};
  }
  std::erase_if(part.countries, [&](const auto& entry) { return entry.first != *country; });
  part.confidential.clear();
  for (auto claim : confidential) {
    if (!claim.country.empty() && claim.country != *country) continue;
    if (!claim.only_for.empty()) {
      if (!claim.only_for.contains(*country)) {
        part.answers.erase(claim.field);
        continue;
      }
      claim.only_for = {*country};
    }
    part.confidential.push_back(std::move(claim));
  }
  return part;
}

}  // namespace passerelle::access

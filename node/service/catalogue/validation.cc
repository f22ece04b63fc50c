#include "node/service/catalogue/validation.h"

#include <nlohmann/json.hpp>
#include <set>

#include "metadata/rdf/vocabulary.h"
#include "metadata/shacl/report_json.h"
#include "node/base/fields.h"
#include "node/catalogue/records.h"
#include "node/catalogue/reports.h"
#include "node/service/callers.h"
#include "node/service/catalogue/quality.h"
#include "node/service/errors.h"

namespace passerelle::service {
namespace {

using catalogue_store::Record;

std::string first_violation(const Json& report) {
  for (const auto& result : report.at("results")) {
    if (result.at("severity") != "Violation") continue;
    const auto& path = result.at("path");
    return (path.is_null() ? std::string() : path.get<std::string>() + ": ") +
           result.at("message").get<std::string>();
  }
  return {};
}

Result<Assessment> assess_with(const profiles::Profile& profile,
                               const rdf::Graph& description,
                               const IsDataset& is_dataset) {
  const auto report =
      profile.validate_part(profile.adopt(description), named_datasets(description, is_dataset));
  if (!report) return report.error();
  const auto json = shacl::to_json(*report);
  return Assessment{profile.info().name,
                    profile.info().release,
                    static_cast<std::int64_t>(report->counts().violations),
                    static_cast<std::int64_t>(report->counts().warnings),
                    first_violation(json),
                    canonical_text(json)};
}

Json to_json(const profiles::ProfileInfo& info) {
  return {{"profile", info.name},
          {"release", info.release},
          {"digest", info.digest},
          {"built_in", info.is_built_in},
          {"conforms_to", info.applies_to.conforms_to},
          {"access_rights", info.applies_to.access_rights}};
}

// Whether the profile that a record means is another one, or has changed, since it was validated.
bool is_affected(const std::optional<profiles::Profile>& meant,
                 const std::vector<catalogue_store::Validation>& validations,
                 const std::string& changed) {
  if (meant && meant->info().name == changed) return true;
  return !validations.empty() && validations.front().profile == changed;
}

// Validates one record again when the profile that came or went concerns it.
Result<bool> validate_again(Node& node, const Record& record, const std::string& changed) {
  auto validations = std::vector<catalogue_store::Validation>();
  const auto description = node.database.read([&](store::Reader& reader) -> Result<rdf::Graph> {
    auto known = catalogue_store::validations_of(reader, record.dataset);
    if (!known) return known.error();
    validations = *std::move(known);
    return catalogue_store::description(reader, record.dataset, record.version);
  });
  // A description that nobody can read is in no export either.
  if (!description) return false;
  const auto meant = node.profiles.meant_by(*description);
  if (!meant) return meant.error();
  if (!is_affected(*meant, validations, changed)) return false;
  const auto assessment = assess(
      node, *description, [&](const DatasetId& dataset) { return is_in_catalogue(node, dataset); });
  if (!assessment) return assessment.error();
  const catalogue_store::Change version{record.dataset, catalogue_store::ChangeKind::unchanged,
                                        record.version, record.digest};
  const bool was_accepted = !validations.empty() && validations.front().is_accepted;
  const auto kept = node.database.write([&](store::Transaction& tx) {
    return keep_assessment(tx, version, *assessment, was_accepted, node.now());
  });
  if (!kept) return kept.error();
  return true;
}

Result<std::int64_t> validate_records_again(Node& node, const std::string& changed) {
  std::int64_t count = 0;
  catalogue_store::Filter filter;
  filter.now = node.now();
  for (;; ++filter.page) {
    const auto page = node.database.read(
        [&](store::Reader& reader) { return catalogue_store::list(reader, filter); });
    if (!page) return page.error();
    if (page->items.empty()) return count;
    for (const auto& record : page->items) {
      if (record.withdrawn) continue;
      const auto done = validate_again(node, record, changed);
      if (!done) return done.error();
      count += *done ? 1 : 0;
    }
  }
}

Result<std::int64_t> validate_all_again(Node& node, const std::string& changed) {
  auto count = validate_records_again(node, changed);
  // Shapes are published, and records name the profile that they conform to.
  node.renderings.forget();
  return count;
}

}  // namespace

bool is_in_catalogue(store::Reader& reader, const DatasetId& dataset) {
  const auto record = catalogue_store::find(reader, dataset);
  return record && *record && !(*record)->withdrawn;
}

bool is_in_catalogue(const Node& node, const DatasetId& dataset) {
  const auto found = node.database.read(
      [&](store::Reader& reader) -> Result<bool> { return is_in_catalogue(reader, dataset); });
  return found && *found;
}

std::vector<rdf::Iri> named_datasets(const rdf::Graph& description, const IsDataset& is_dataset) {
  std::set<rdf::Iri> asked;
  std::vector<rdf::Iri> named;
  for (const auto& triple : description.triples()) {
    const auto* iri = std::get_if<rdf::Iri>(&triple.object);
    if (iri == nullptr || triple.predicate.text == rdf::kRdfType || !asked.insert(*iri).second) {
      continue;
    }
    if (description.about(*iri).empty() && is_dataset(DatasetId(iri->text))) named.push_back(*iri);
  }
  return named;
}

Result<std::optional<Assessment>> assess(Node& node,
                                         const rdf::Graph& description,
                                         const IsDataset& is_dataset,
                                         const std::string& profile) {
  auto meant = std::optional<profiles::Profile>();
  if (profile.empty()) {
    auto chosen = node.profiles.meant_by(description);
    if (!chosen) return chosen.error();
    meant = *std::move(chosen);
  } else {
    auto named = node.profiles.load(profile);
    if (!named) return named.error();
    meant = *std::move(named);
  }
  if (!meant) return std::optional<Assessment>();
  auto assessment = assess_with(*meant, description, is_dataset);
  if (!assessment) return assessment.error();
  return std::optional(*std::move(assessment));
}

Result<void> keep_assessment(store::Transaction& tx,
                             const catalogue_store::Change& version,
                             const std::optional<Assessment>& assessment,
                             bool is_accepted,
                             Instant now) {
  std::optional<bool> conforms;
  if (assessment) {
    conforms = assessment->violations == 0;
    if (auto kept = catalogue_store::keep_validation(
            tx,
            {version.dataset, version.version, assessment->profile, assessment->release,
             assessment->violations, assessment->warnings, is_accepted, assessment->report, now});
        !kept) {
      return kept;
    }
  }
  return measure_version(tx, version, conforms, now);
}

Result<Json> show_validation(Node& node, const DatasetId& dataset) {
  const auto validations = node.database.read(
      [&](store::Reader& reader) -> Result<std::vector<catalogue_store::Validation>> {
        if (auto record = catalogue_store::get(reader, dataset); !record) return record.error();
        return catalogue_store::validations_of(reader, dataset);
      });
  if (!validations) return validations.error();
  if (validations->empty()) {
    return Error{ServiceError::not_found,
                 dataset.text() + " was never validated: no profile applies"};
  }
  const auto& newest = validations->front();
  const auto report = parse_json(newest.report);
  if (!report) return report.error();
  return Json{{"profile", newest.profile},      {"release", newest.release},
              {"version", newest.version},      {"validated", to_text(newest.validated)},
              {"accepted", newest.is_accepted}, {"report", *report}};
}

Result<Json> list_profiles(Node& node) {
  const auto infos = node.profiles.list();
  if (!infos) return infos.error();
  Json list = Json::array();
  for (const auto& info : *infos) list.push_back(to_json(info));
  return Json{{"profiles", list}};
}

Result<Json> add_profile(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const auto folder = f.text("folder");
  if (auto read = f.done(); !read) return read.error();
  const auto info = node.profiles.add(folder);
  if (!info) return info.error();
  if (auto noted =
          node.note(audit::Event::policy_changed,
                    {{"act", "profile added"}, {"profile", info->name}, {"digest", info->digest}});
      !noted) {
    return noted.error();
  }
  const auto count = validate_all_again(node, info->name);
  if (!count) return count.error();
  auto answer = to_json(*info);
  answer["validated"] = *count;
  return answer;
}

Result<Json> remove_profile(Node& node, const identity::Caller& caller, const std::string& name) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  if (auto removed = node.profiles.remove(name); !removed) return removed.error();
  if (auto noted =
          node.note(audit::Event::policy_changed, {{"act", "profile removed"}, {"profile", name}});
      !noted) {
    return noted.error();
  }
  const auto count = validate_all_again(node, name);
  if (!count) return count.error();
  return Json{{"removed", name}, {"validated", *count}};
}

}  // namespace passerelle::service

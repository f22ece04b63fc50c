#include "policies/access/application.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

Applicant read_applicant(Fields& fields) {
  Fields f(fields.object("applicant"), fields.path_of("applicant"));
  Applicant applicant;
  applicant.name = f.text("name");
  applicant.organisation = f.text("organisation");
  applicant.category = read_code(f, "category", purposes::parse_applicant_category);
  applicant.is_public_body = f.boolean_or("public_body", false);
  if (f.has("on_behalf_of")) applicant.on_behalf_of = f.text("on_behalf_of");
  else f.find("on_behalf_of");
  if (auto read = f.done(); !read) fields.fail(read.error());
  return applicant;
}

Contact read_contact(Fields& fields) {
  Fields f(fields.object("contact"), fields.path_of("contact"));
  Contact contact{f.text("id"), f.text("name"), f.text("email")};
  if (auto read = f.done(); !read) fields.fail(read.error());
  return contact;
}

void read_study(Fields& fields, Application& application) {
  Fields f(fields.object("study"), fields.path_of("study"));
  application.study_id = f.text("id");
  application.study_version = f.text("version");
  application.study_digest = f.text("digest");
  if (auto read = f.done(); !read) fields.fail(read.error());
}

std::vector<RequestedDataset> read_datasets(Fields& fields) {
  std::vector<RequestedDataset> datasets;
  read_each(fields, "datasets", [&](const Json& item, const std::string& path) {
    Fields f(item, path);
    RequestedDataset dataset;
    dataset.id = DatasetId(f.text("id"));
    dataset.node = NodeId(f.text("node"));
    dataset.variables = f.texts("variables");
    if (auto read = f.done(); !read) return fields.fail(read.error());
    datasets.push_back(std::move(dataset));
  });
  return datasets;
}

Answers read_answers(Fields& fields) {
  Answers answers;
  const std::string path = fields.path_of("answers");
  for (const auto& [field, value] : fields.object("answers").items()) {
    auto answer = answer_from_json(value, path + "/" + pointer_step(field));
    if (!answer) {
      fields.fail(answer.error());
      break;
    }
    answers.emplace(field, *std::move(answer));
  }
  return answers;
}

std::map<std::string, CountryPart> read_countries(Fields& fields) {
  std::map<std::string, CountryPart> countries;
  const std::string path = fields.path_of("countries");
  for (const auto& [country, value] : fields.object("countries").items()) {
    Fields f(value, path + "/" + pointer_step(country));
    CountryPart part;
    part.nodes = read_nodes(f, "nodes");
    part.answers = read_answers(f);
    if (auto read = f.done(); !read) fields.fail(read.error());
    countries.emplace(country, std::move(part));
  }
  return countries;
}

std::vector<ConfidentialAnswer> read_confidential(Fields& fields) {
  std::vector<ConfidentialAnswer> claims;
  read_each(fields, "confidential", [&](const Json& item, const std::string& path) {
    Fields f(item, path);
    ConfidentialAnswer claim;
    claim.field = f.text("field");
    claim.country = f.text_or("country", {});
    claim.reason = f.text("reason");
    for (auto& country : f.texts_or_none("only_for")) claim.only_for.insert(std::move(country));
    if (auto read = f.done(); !read) return fields.fail(read.error());
    claims.push_back(std::move(claim));
  });
  return claims;
}

Json countries_to_json(const std::map<std::string, CountryPart>& countries) {
  Json object = Json::object();
  for (const auto& [country, part] : countries) {
    object[country] = {{"nodes", to_json(part.nodes)}, {"answers", to_json(part.answers)}};
  }
  return object;
}

Json confidential_to_json(const std::vector<ConfidentialAnswer>& claims) {
  Json list = Json::array();
  for (const auto& claim : claims) {
    Json item{{"field", claim.field}, {"reason", claim.reason}};
    if (!claim.country.empty()) item["country"] = claim.country;
    if (!claim.only_for.empty()) item["only_for"] = claim.only_for;
    list.push_back(std::move(item));
  }
  return list;
}

}  // namespace

purposes::PublicMandate Applicant::mandate() const {
  if (is_public_body || purposes::is_public_body(category)) return purposes::PublicMandate::own;
  return on_behalf_of ? purposes::PublicMandate::on_behalf : purposes::PublicMandate::none;
}

Result<Application> application_from_json(const Json& document) {
  Fields f(document, "");
  Application application;
  if (f.text("passerelle") != kApplicationType) {
    f.fail("passerelle", std::string("\"") + kApplicationType + "\" is expected");
  }
  application.id = ApplicationId(f.text("id"));
  application.requesting_node = NodeId(f.text("requesting_node"));
  application.submitted_at = f.instant("submitted_at");
  application.title = read_texts(f, "title");
  application.applicant = read_applicant(f);
  application.contact = read_contact(f);
  application.purpose = read_code(f, "purpose", purposes::parse_purpose);
  application.summary = read_texts(f, "summary");
  application.kind = read_code(f, "kind", parse_permit_kind);
  application.persons = read_persons(f, "persons");
  read_study(f, application);
  application.datasets = read_datasets(f);
  for (auto& id : f.texts_or_none("linkage")) application.linkage.emplace_back(std::move(id));
  application.peers = read_nodes(f, "peers");
  application.valid_from = f.instant("valid_from");
  application.valid_until = f.instant("valid_until");
  application.runs_max = f.integer("runs_max");
  application.safeguards = f.text("safeguards");
  application.form = f.text("form");
  application.answers = read_answers(f);
  application.countries = read_countries(f);
  application.confidential = read_confidential(f);
  if (auto read = f.done(); !read) return read.error();
  if (auto valid = validate(application); !valid) return valid.error();
  return application;
}

Result<Application> application_from_draft(const Json& draft,
                                           ApplicationId id,
                                           NodeId requesting_node,
                                           Instant now) {
  if (!draft.is_object()) return Error{BaseError::malformed, "/: an object is expected"};
  for (const char* stamped : {"id", "requesting_node", "submitted_at"}) {
    if (draft.contains(stamped)) {
      return Error{BaseError::malformed,
                   std::string("/") + stamped + ": is given by the node, not by the applicant"};
    }
  }
  Json document = draft;
  document["id"] = id.text();
  document["requesting_node"] = requesting_node.text();
  document["submitted_at"] = to_text(now);
  return application_from_json(document);
}

Json to_json(const Application& application) {
  const auto& applicant = application.applicant;
  Json who{{"name", applicant.name},
           {"organisation", applicant.organisation},
           {"category", purposes::code(applicant.category)},
           {"public_body", applicant.is_public_body}};
  if (applicant.on_behalf_of) who["on_behalf_of"] = *applicant.on_behalf_of;

  Json datasets = Json::array();
  for (const auto& dataset : application.datasets) {
    datasets.push_back({{"id", dataset.id.text()},
                        {"node", dataset.node.text()},
                        {"variables", dataset.variables}});
  }
  Json document{{"passerelle", kApplicationType},
                {"id", application.id.text()},
                {"requesting_node", application.requesting_node.text()},
                {"submitted_at", to_text(application.submitted_at)},
                {"title", to_json(application.title)},
                {"applicant", who},
                {"contact",
                 {{"id", application.contact.id},
                  {"name", application.contact.name},
                  {"email", application.contact.email}}},
                {"purpose", purposes::code(application.purpose)},
                {"summary", to_json(application.summary)},
                {"kind", code(application.kind)},
                {"persons", to_json(application.persons)},
                {"study",
                 {{"id", application.study_id},
                  {"version", application.study_version},
                  {"digest", application.study_digest}}},
                {"datasets", datasets},
                {"peers", to_json(application.peers)},
                {"valid_from", to_text(application.valid_from)},
                {"valid_until", to_text(application.valid_until)},
                {"runs_max", application.runs_max},
                {"safeguards", application.safeguards},
                {"form", application.form},
                {"answers", to_json(application.answers)},
                {"countries", countries_to_json(application.countries)},
                {"confidential", confidential_to_json(application.confidential)}};
  for (const auto& id : application.linkage) document["linkage"].push_back(id.text());
  return document;
}

std::string digest(const Application& application) {
  return crypto::sha256_hex(canonical_text(to_json(application)));
}

}  // namespace passerelle::access

#include "policies/access/permit.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "policies/access/errors.h"
#include "policies/access/reading.h"
#include "policies/purposes/prohibition.h"

namespace passerelle::access {
namespace {

std::vector<purposes::Purpose> read_purposes(Fields& fields) {
  std::vector<purposes::Purpose> list;
  for (const auto& text : fields.texts("purposes")) {
    const auto purpose = purposes::parse_purpose(text);
    if (purpose) list.push_back(*purpose);
    else fields.fail("purposes", purpose.error().detail);
  }
  return list;
}

std::vector<PermittedDataset> read_datasets(Fields& fields) {
  std::vector<PermittedDataset> datasets;
  read_each(fields, "datasets", [&](const Json& item, const std::string& path) {
    Fields f(item, path);
    PermittedDataset dataset;
    dataset.id = DatasetId(f.text("id"));
    dataset.variables = f.texts("variables");
    if (auto read = f.done(); !read) return fields.fail(read.error());
    datasets.push_back(std::move(dataset));
  });
  return datasets;
}

OutputRules read_output(Fields& fields) {
  Fields f(fields.object("output"), fields.path_of("output"));
  OutputRules output;
  output.min_cell = f.integer("min_cell");
  output.review = read_code(f, "review", parse_review);
  if (auto read = f.done(); !read) fields.fail(read.error());
  return output;
}

// Art. 54 is no choice: a document that leaves one out is no permit.
void require_prohibitions(Fields& fields) {
  if (fields.texts("prohibitions") != purposes::prohibition_codes()) {
    fields.fail("prohibitions",
                "every prohibited use of Art. 54 is expected, in order: 54-a to 54-e");
  }
}

Error invalid(std::string why) { return {AccessError::invalid, std::move(why)}; }

Result<void> check_scope(const Permit& permit) {
  if (permit.purposes.empty()) return invalid("a permit names a purpose");
  if (permit.datasets.empty()) return invalid("a permit names a dataset");
  if (permit.study_digests.empty()) return invalid("a permit names a study");
  if (permit.peers.empty()) return invalid("a permit names the nodes that take part");
  for (const auto& dataset : permit.datasets) {
    if (dataset.variables.empty()) return invalid(dataset.id.text() + ": no variable is named");
    // Also refuses repetition: a strictly increasing list has none.
    if (std::ranges::adjacent_find(dataset.variables, std::greater_equal<>()) !=
        dataset.variables.end()) {
      return invalid(dataset.id.text() + ": the variables are not in order, each once");
    }
    const auto same_id = [&](const auto& other) { return other.id == dataset.id; };
    if (std::ranges::count_if(permit.datasets, same_id) != 1) {
      return invalid(dataset.id.text() + " stands twice");
    }
  }
  if (!std::ranges::all_of(permit.study_digests, is_digest)) {
    return invalid("a study's digest is not 64 lower-case hex characters");
  }
  return {};
}

Result<void> check_persons(const Permit& permit) {
  for (const auto& person : permit.persons) {
    if (!is_account_of(person.id, permit.requesting_node)) {
      return invalid(shown(person.id) + " is no account of the requesting node \"" +
                     permit.requesting_node.text() + "\"");
    }
  }
  if (std::ranges::none_of(permit.persons, &Person::is_principal_investigator)) {
    return invalid("a permit names the principal investigator (Art. 68(10)(d))");
  }
  return {};
}

Result<void> check_limits(const Permit& permit) {
  if (permit.valid_until <= permit.valid_from)
    return invalid("valid_until is not after valid_from");
  if (permit.version < 1) return invalid("the version is at least 1");
  if (permit.runs_max < 1) return invalid("runs_max is at least 1");
  if (permit.output.min_cell < 2) return invalid("output.min_cell is at least 2");
  if (permit.results_due_months < 1 || permit.results_due_months > kResultsDueMonths) {
    return invalid("results are due within 1 to 18 months (Art. 61(4))");
  }
  if (!permit.conditions.empty() && permit.output.review != Review::human) {
    return invalid("conditions in words need human review");
  }
  if (permit.kind == PermitKind::request_approval &&
      permit.form != DataForm::anonymised_statistics) {
    return invalid("a request is answered in anonymised statistics only (Art. 69)");
  }
  return {};
}

}  // namespace

Result<void> validate(const Permit& permit) {
  if (!is_identifier(permit.id.text())) return invalid("the permit's id cannot be one");
  if (!is_identifier(permit.issuer.text())) return invalid("the issuer's id cannot be one");
  if (!is_digest(permit.decision_digest)) {
    return invalid("the decision's digest is not 64 lower-case hex characters");
  }
  for (const auto check : {check_scope, check_persons, check_limits}) {
    if (auto checked = check(permit); !checked) return checked;
  }
  return {};
}

Result<Permit> permit_from_json(const Json& body) {
  Fields f(body, "");
  Permit permit;
  permit.id = PermitId(f.text("id"));
  permit.version = f.integer("version");
  if (f.find("predecessor") != nullptr) permit.predecessor = PermitId(f.text("predecessor"));
  permit.kind = read_code(f, "kind", parse_permit_kind);
  permit.issuer = NodeId(f.text("issuer"));
  permit.application = ApplicationId(f.text("application"));
  permit.decision_digest = f.text("decision_digest");
  permit.requesting_node = NodeId(f.text("requesting_node"));
  permit.valid_from = f.instant("valid_from");
  permit.valid_until = f.instant("valid_until");
  permit.user_organisation = f.text("user_organisation");
  permit.persons = read_persons(f, "persons");
  permit.purposes = read_purposes(f);
  require_prohibitions(f);
  permit.datasets = read_datasets(f);
  permit.form = read_code(f, "form", parse_data_form);
  permit.study_digests = f.texts("study_digests");
  permit.peers = read_nodes(f, "peers");
  permit.runs_max = f.integer("runs_max");
  permit.output = read_output(f);
  permit.acknowledgement = read_texts(f, "acknowledgement");
  permit.results_due_months = f.integer("results_due_months");
  permit.conditions = f.texts("conditions");
  if (auto read = f.done(); !read) return read.error();
  if (auto valid = validate(permit); !valid) return valid.error();
  return permit;
}

Json to_json(const Permit& permit) {
  Json allowed_purposes = Json::array();
  for (const auto purpose : permit.purposes) allowed_purposes.push_back(purposes::code(purpose));
  Json datasets = Json::array();
  for (const auto& dataset : permit.datasets) {
    datasets.push_back({{"id", dataset.id.text()}, {"variables", dataset.variables}});
  }
  Json body{
      {"id", permit.id.text()},
      {"version", permit.version},
      {"kind", code(permit.kind)},
      {"issuer", permit.issuer.text()},
      {"application", permit.application.text()},
      {"decision_digest", permit.decision_digest},
      {"requesting_node", permit.requesting_node.text()},
      {"valid_from", to_text(permit.valid_from)},
      {"valid_until", to_text(permit.valid_until)},
      {"user_organisation", permit.user_organisation},
      {"persons", to_json(permit.persons)},
      {"purposes", allowed_purposes},
      {"prohibitions", purposes::prohibition_codes()},
      {"datasets", datasets},
      {"form", code(permit.form)},
      {"study_digests", permit.study_digests},
      {"peers", to_json(permit.peers)},
      {"runs_max", permit.runs_max},
      {"output", {{"min_cell", permit.output.min_cell}, {"review", code(permit.output.review)}}},
      {"acknowledgement", to_json(permit.acknowledgement)},
      {"results_due_months", permit.results_due_months},
      {"conditions", permit.conditions}};
  if (permit.predecessor) body["predecessor"] = permit.predecessor->text();
  return body;
}

}  // namespace passerelle::access

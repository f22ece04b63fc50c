// The JSON form of a permit, "permit/2": see FORMAT.md.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "policies/access/permit.h"
#include "policies/access/reading.h"
#include "policies/purposes/prohibition.h"

namespace passerelle::access {
namespace {

std::vector<purposes::Purpose> read_purposes(Fields& fields, std::string_view name) {
  std::vector<purposes::Purpose> list;
  for (const auto& text : fields.texts(name)) {
    const auto purpose = purposes::parse_purpose(text);
    if (purpose) list.push_back(*purpose);
    else fields.fail(name, purpose.error().detail);
  }
  return list;
}

Place read_place(Fields& fields, std::string_view name) {
  Fields f(fields.object(name), fields.path_of(name));
  Place place{f.text("country"), f.text("environment"), f.boolean("third_country")};
  if (auto read = f.done(); !read) fields.fail(read.error());
  return place;
}

OptOut read_opt_out(Fields& fields, std::string_view name) {
  Fields f(fields.object(name), fields.path_of(name));
  OptOut opt_out{f.instant("snapshot"), read_opt_out_exception(f, "exception")};
  // Told twice, so that nobody who reads the document takes silence for an answer.
  if (f.boolean("applied") == opt_out.exception.has_value()) {
    f.fail("applied", "opt-outs are applied exactly when there is no exception");
  }
  if (auto read = f.done(); !read) fields.fail(read.error());
  return opt_out;
}

// Art. 54 is no choice: a document that leaves one out is no permit.
void require_prohibitions(Fields& fields) {
  if (fields.texts("prohibitions") != purposes::prohibition_codes()) {
    fields.fail("prohibitions",
                "every prohibited use of Art. 54 is expected, in order: 54-a to 54-e");
  }
}

void read_duties(Fields& fields, Permit& permit) {
  Fields f(fields.object("duties"), fields.path_of("duties"));
  permit.acknowledgement = read_texts(f, "acknowledgement");
  permit.results_due_months = f.integer("results_due_months");
  permit.report_dates = read_instants(f, "report_dates");
  permit.delete_by = f.instant("delete_by");
  permit.keep_formula = f.boolean("keep_formula");
  if (auto read = f.done(); !read) fields.fail(read.error());
}

Json to_json(const OptOut& opt_out) {
  Json object{{"applied", !opt_out.exception}, {"snapshot", to_text(opt_out.snapshot)}};
  if (opt_out.exception) object["exception"] = privacy::to_json(*opt_out.exception);
  return object;
}

Json duties_of(const Permit& permit) {
  return {{"acknowledgement", access::to_json(permit.acknowledgement)},
          {"results_due_months", permit.results_due_months},
          {"report_dates", access::to_json(permit.report_dates)},
          {"delete_by", to_text(permit.delete_by)},
          {"keep_formula", permit.keep_formula}};
}

}  // namespace

std::vector<PermittedPerson> read_permitted_persons(Fields& fields, std::string_view name) {
  std::vector<PermittedPerson> persons;
  read_each(fields, name, [&](const Json& item, const std::string& path) {
    Fields f(item, path);
    PermittedPerson person;
    person.id = f.text("id");
    person.name = f.text("name");
    person.is_principal_investigator = f.boolean("principal_investigator");
    person.assurance = read_code(f, "assurance", parse_assurance);
    if (auto read = f.done(); !read) return fields.fail(read.error());
    persons.push_back(std::move(person));
  });
  return persons;
}

OutputRules read_output_rules(Fields& fields, std::string_view name) {
  Fields f(fields.object(name), fields.path_of(name));
  OutputRules output;
  output.min_cell = f.integer("min_cell");
  output.review = read_code(f, "review", parse_review);
  output.dominance = read_dominance(f, "dominance");
  if (f.find("rounding") != nullptr) output.rounding = f.integer("rounding");
  output.file_types = f.texts("file_types");
  if (auto read = f.done(); !read) fields.fail(read.error());
  return output;
}

Json to_json(const std::vector<PermittedPerson>& persons) {
  Json list = Json::array();
  for (const auto& person : persons) {
    list.push_back({{"id", person.id},
                    {"name", person.name},
                    {"principal_investigator", person.is_principal_investigator},
                    {"assurance", code(person.assurance)}});
  }
  return list;
}

Json to_json(const OutputRules& output) {
  Json object{{"min_cell", output.min_cell},
              {"review", code(output.review)},
              {"file_types", output.file_types}};
  if (output.dominance) object["dominance"] = to_json(*output.dominance);
  if (output.rounding) object["rounding"] = *output.rounding;
  return object;
}

Result<Permit> permit_from_json(const Json& body) {
  Fields f(body, "");
  Permit permit;
  permit.id = PermitId(f.text("id"));
  permit.version = f.integer("version");
  if (f.find("predecessor") != nullptr) permit.predecessor = PermitId(f.text("predecessor"));
  permit.is_renewal = f.boolean_or("renewal", false);
  permit.kind = read_code(f, "kind", parse_permit_kind);
  permit.issuer = NodeId(f.text("issuer"));
  permit.application = ApplicationId(f.text("application"));
  permit.decision_digest = f.text("decision_digest");
  permit.requesting_node = NodeId(f.text("requesting_node"));
  permit.valid_from = f.instant("valid_from");
  permit.valid_until = f.instant("valid_until");
  permit.user_organisation = f.text("user_organisation");
  permit.persons = read_permitted_persons(f, "persons");
  permit.purposes = read_purposes(f, "purposes");
  permit.purpose_text = read_texts(f, "purpose_text");
  require_prohibitions(f);
  permit.datasets = read_permitted_datasets(f, "datasets");
  permit.form = read_code(f, "form", parse_data_form);
  for (auto& id : f.texts("linkage")) permit.linkage.emplace_back(std::move(id));
  permit.own_datasets = f.texts("own_datasets");
  permit.opt_out = read_opt_out(f, "opt_out");
  permit.study_digests = f.texts("study_digests");
  permit.peers = read_nodes(f, "peers");
  if (f.find("pins") != nullptr) permit.pins = read_pins(f, "pins");
  permit.runs_max = f.integer("runs_max");
  permit.concurrency = f.integer("concurrency");
  permit.output = read_output_rules(f, "output");
  permit.place = read_place(f, "place");
  permit.fees = read_fees(f, "fees");
  permit.data_protection = read_data_protection(f, "data_protection");
  permit.agreements = read_agreements(f, "agreements");
  permit.conditions = read_conditions(f, "conditions");
  read_duties(f, permit);
  if (auto read = f.done(); !read) return read.error();
  if (auto valid = validate(permit); !valid) return valid.error();
  return permit;
}

Json to_json(const Permit& permit) {
  Json allowed_purposes = Json::array();
  for (const auto purpose : permit.purposes) allowed_purposes.push_back(purposes::code(purpose));
  Json linkage = Json::array();
  for (const auto& id : permit.linkage) linkage.push_back(id.text());
  Json body{{"id", permit.id.text()},
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
            {"purpose_text", to_json(permit.purpose_text)},
            {"prohibitions", purposes::prohibition_codes()},
            {"datasets", to_json(permit.datasets)},
            {"form", code(permit.form)},
            {"linkage", linkage},
            {"own_datasets", permit.own_datasets},
            {"opt_out", to_json(permit.opt_out)},
            {"study_digests", permit.study_digests},
            {"peers", to_json(permit.peers)},
            {"runs_max", permit.runs_max},
            {"concurrency", permit.concurrency},
            {"output", to_json(permit.output)},
            {"place",
             {{"country", permit.place.country},
              {"environment", permit.place.environment},
              {"third_country", permit.place.allows_third_country}}},
            {"conditions", to_json(permit.conditions)},
            {"duties", duties_of(permit)}};
  if (permit.predecessor) body["predecessor"] = permit.predecessor->text();
  if (permit.is_renewal) body["renewal"] = true;
  if (!permit.pins.empty()) body["pins"] = to_json(permit.pins);
  if (permit.fees) body["fees"] = to_json(*permit.fees);
  if (permit.data_protection) body["data_protection"] = to_json(*permit.data_protection);
  if (!permit.agreements.empty()) body["agreements"] = to_json(permit.agreements);
  return body;
}

}  // namespace passerelle::access

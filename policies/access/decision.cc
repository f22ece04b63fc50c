#include "policies/access/decision.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/base/error.h"
#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

constexpr std::array<std::string_view, 12> kGrounds{"68-1-a", "68-1-b", "68-1-c", "68-1-d",
                                                    "68-1-e", "68-1-f", "68-1-g", "68-1-h",
                                                    "68-2-a", "68-2-b", "52",     "91"};

std::optional<std::int64_t> read_integer(Fields& f, std::string_view name) {
  if (f.find(name) == nullptr) return std::nullopt;
  return f.integer(name);
}

std::optional<Instant> read_instant(Fields& f, std::string_view name) {
  if (f.find(name) == nullptr) return std::nullopt;
  return f.instant(name);
}

// Reads the object `name`, when there is one, with `read(fields)`.
template <class T>
T read_object(Fields& fields, std::string_view name, T (*read)(Fields&)) {
  if (fields.find(name) == nullptr) return T{};
  Fields f(fields.object(name), fields.path_of(name));
  T value = read(f);
  if (auto done = f.done(); !done) fields.fail(done.error());
  return value;
}

Conditions read_limits(Fields& f) {
  Conditions conditions;
  conditions.min_cell = read_integer(f, "min_cell");
  conditions.runs_max = read_integer(f, "runs_max");
  conditions.concurrency = read_integer(f, "concurrency");
  conditions.valid_until = read_instant(f, "valid_until");
  if (f.find("review") != nullptr) conditions.review = read_code(f, "review", parse_review);
  conditions.dominance = read_dominance(f, "dominance");
  conditions.rounding = read_integer(f, "rounding");
  if (f.find("file_types") != nullptr) conditions.file_types = f.texts("file_types");
  if (f.find("assurance") != nullptr) {
    conditions.assurance = read_code(f, "assurance", parse_assurance);
  }
  if (f.find("pins") != nullptr) conditions.pins = read_pins(f, "pins");
  if (f.find("items") != nullptr) conditions.items = read_conditions(f, "items");
  return conditions;
}

Granted read_granted(Fields& f) {
  Granted granted;
  if (f.find("datasets") != nullptr) granted.datasets = read_permitted_datasets(f, "datasets");
  if (f.find("form") != nullptr) granted.form = read_code(f, "form", parse_data_form);
  if (f.find("linkage") != nullptr) {
    granted.linkage.emplace();
    for (auto& id : f.texts("linkage")) granted.linkage->emplace_back(std::move(id));
  }
  granted.own_datasets = f.texts_or_none("own_datasets");
  granted.allows_third_country = f.boolean_or("third_country", false);
  return granted;
}

Duties read_duties(Fields& f) {
  Duties duties;
  if (f.find("report_dates") != nullptr) duties.report_dates = read_instants(f, "report_dates");
  duties.delete_by = read_instant(f, "delete_by");
  duties.keep_formula = f.boolean_or("keep_formula", false);
  return duties;
}

std::vector<Ground> read_grounds(Fields& f) {
  std::vector<Ground> grounds;
  for (const auto& text : f.texts_or_none("grounds")) {
    const auto ground = parse_ground(text);
    if (ground) grounds.push_back(*ground);
    else f.fail("grounds", ground.error().detail);
  }
  return grounds;
}

Json to_json(const Conditions& conditions) {
  Json object{{"review", code(conditions.review)}, {"assurance", code(conditions.assurance)}};
  if (conditions.min_cell) object["min_cell"] = *conditions.min_cell;
  if (conditions.runs_max) object["runs_max"] = *conditions.runs_max;
  if (conditions.concurrency) object["concurrency"] = *conditions.concurrency;
  if (conditions.valid_until) object["valid_until"] = to_text(*conditions.valid_until);
  if (conditions.dominance) object["dominance"] = to_json(*conditions.dominance);
  if (conditions.rounding) object["rounding"] = *conditions.rounding;
  if (conditions.file_types) object["file_types"] = *conditions.file_types;
  if (!conditions.pins.empty()) object["pins"] = access::to_json(conditions.pins);
  if (!conditions.items.empty()) object["items"] = to_json(conditions.items);
  return object;
}

Json to_json(const Granted& granted) {
  Json object = Json::object();
  if (granted.datasets) object["datasets"] = to_json(*granted.datasets);
  if (granted.form) object["form"] = code(*granted.form);
  if (granted.linkage) object["linkage"] = Json::array();
  for (const auto& id : granted.linkage.value_or(std::vector<DatasetId>())) {
    object["linkage"].push_back(id.text());
  }
  if (!granted.own_datasets.empty()) object["own_datasets"] = granted.own_datasets;
  if (granted.allows_third_country) object["third_country"] = true;
  return object;
}

Json to_json(const Duties& duties) {
  Json object = Json::object();
  for (const auto date : duties.report_dates) object["report_dates"].push_back(to_text(date));
  if (duties.delete_by) object["delete_by"] = to_text(*duties.delete_by);
  if (duties.keep_formula) object["keep_formula"] = true;
  return object;
}

}  // namespace

std::vector<DatasetId> linkage_of(const Application& asked, const Granted& granted) {
  if (granted.linkage) return *granted.linkage;
  return granted.datasets ? std::vector<DatasetId>() : asked.linkage;
}

std::string_view code(Ground ground) { return kGrounds.at(static_cast<std::size_t>(ground)); }
Result<Ground> parse_ground(std::string_view code) { return parse_code<Ground>(kGrounds, code); }

Result<Decision> decision_from_json(const Json& value, const std::string& path) {
  Fields f(value, path);
  Decision decision;
  decision.application = ApplicationId(f.text("application"));
  decision.outcome = read_code(f, "outcome", parse_outcome);
  decision.decider = UserName(f.text("decider"));
  decision.at = f.instant("at");
  decision.reason = f.text_or("reason", "");
  if (decision.reason.size() > kMaximumTextBytes) f.fail("reason", "is too long");
  decision.grounds = read_grounds(f);
  decision.granted = read_object(f, "granted", read_granted);
  decision.conditions = read_object(f, "conditions", read_limits);
  decision.fees = read_fees(f, "fees");
  decision.data_protection = read_data_protection(f, "data_protection");
  decision.agreements = read_agreements(f, "agreements");
  decision.opt_out_exception = read_opt_out_exception(f, "opt_out_exception");
  decision.duties = read_object(f, "duties", read_duties);
  if (auto read = f.done(); !read) return read.error();
  return decision;
}

Json to_json(const Decision& decision) {
  Json object{{"application", decision.application.text()},
              {"outcome", code(decision.outcome)},
              {"decider", decision.decider.text()},
              {"at", to_text(decision.at)},
              {"conditions", to_json(decision.conditions)}};
  if (!decision.reason.empty()) object["reason"] = decision.reason;
  for (const auto ground : decision.grounds) object["grounds"].push_back(code(ground));
  if (auto granted = to_json(decision.granted); !granted.empty()) object["granted"] = granted;
  if (decision.fees) object["fees"] = to_json(*decision.fees);
  if (decision.data_protection) object["data_protection"] = to_json(*decision.data_protection);
  if (!decision.agreements.empty()) object["agreements"] = to_json(decision.agreements);
  if (decision.opt_out_exception) {
    object["opt_out_exception"] = privacy::to_json(*decision.opt_out_exception);
  }
  if (auto duties = to_json(decision.duties); !duties.empty()) object["duties"] = duties;
  return object;
}

std::string digest(const Decision& decision) {
  return crypto::sha256_hex(canonical_text(to_json(decision)));
}

}  // namespace passerelle::access

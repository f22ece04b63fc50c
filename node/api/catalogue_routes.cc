#include "node/api/catalogue_routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/api/route_words.h"
#include "node/catalogue/records.h"
#include "node/service/catalogue/checks.h"
#include "node/service/catalogue/history.h"
#include "node/service/catalogue/import.h"
#include "node/service/catalogue/quality.h"
#include "node/service/catalogue/validation.h"
#include "node/service/errors.h"

namespace passerelle::api {
namespace {

using http::Method;
using service::ServiceError;

constexpr std::size_t kRecordsPerPage = 1000;

DatasetId dataset_of(const Call& call) { return DatasetId(call.place("id")); }

Result<Answer> get_records(const Call& call) {
  catalogue_store::Filter filter;
  filter.now = call.node.now();
  const auto page = call.number(call.query("page", "0"));
  if (!page) return page.error();
  const auto size = call.number(call.query("size", "100"));
  if (!size) return size.error();
  filter.page = static_cast<std::size_t>(*page);
  filter.size = std::min(static_cast<std::size_t>(*size), kRecordsPerPage);
  if (call.request.query.contains("source")) filter.source = call.query("source");
  if (const auto text = call.query("status"); !text.empty()) {
    filter.status = catalogue::parse_status(text);
    if (!filter.status) {
      return Error{ServiceError::bad_request, "status: announced, in_force or withdrawn"};
    }
  }
  if (const auto text = call.query("modified_since"); !text.empty()) {
    const auto since = parse_instant(text);
    if (!since) return since.error();
    filter.modified_since = *since;
  }
  return json_answer(service::list_records(call.node, filter));
}

// A version number of the address; none when it is not given.
Result<std::optional<std::int64_t>> version_of(const Call& call, std::string_view name) {
  const auto text = call.query(name);
  if (text.empty()) return std::optional<std::int64_t>();
  const auto number = call.number(text);
  if (!number) return number.error();
  return std::optional(*number);
}

Result<Answer> get_difference(const Call& call) {
  const auto from = version_of(call, "from");
  if (!from) return from.error();
  const auto to = version_of(call, "to");
  if (!to) return to.error();
  return json_answer(
      service::record_difference(call.node, dataset_of(call), *from, *to, language_of(call)));
}

Result<Answer> get_description(const Call& call) {
  const auto version = version_of(call, "version");
  if (!version) return version.error();
  auto text = service::record_description(call.node, dataset_of(call), *version);
  if (!text) return text.error();
  return Answer{200, *std::move(text), "application/n-triples"};
}

}  // namespace

std::vector<Route> catalogue_routes() {
  return {
      {Method::post, "/api/v1/catalogue", kPeople, "Import descriptions",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::import_catalogue(call.node, call.caller, body);
         });
       }},
      {Method::post, "/api/v1/catalogue/draft", kPeople, "Draft a description of a table",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::draft_description(call.node, call.caller, body);
         });
       }},
      {Method::get, "/api/v1/catalogue/records", kPeople, "Records of the catalogue", get_records},
      {Method::get, "/api/v1/catalogue/records/{id}", kPeople, "One record",
       [](const Call& call) {
         return json_answer(service::show_record(call.node, dataset_of(call), language_of(call)));
       }},
      {Method::get, "/api/v1/catalogue/records/{id}/description", kPeople,
       "What a version of a description says", get_description},
      {Method::get, "/api/v1/catalogue/records/{id}/validation", kPeople,
       "The newest validation report of a dataset",
       [](const Call& call) {
         return json_answer(service::show_validation(call.node, dataset_of(call)));
       }},
      {Method::get, "/api/v1/profiles", kPeople, "Profiles that descriptions are validated with",
       [](const Call& call) { return json_answer(service::list_profiles(call.node)); }},
      // The folder is one of this machine.
      {Method::post, "/api/v1/profiles", kLocal, "Install a profile pack",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::add_profile(call.node, call.caller, body);
         });
       }},
      {Method::post, "/api/v1/profiles/{name}/removal", kPeople, "Remove a profile pack",
       [](const Call& call) {
         return json_answer(service::remove_profile(call.node, call.caller, call.place("name")));
       }},
      {Method::get, "/api/v1/catalogue/records/{id}/history", kPeople,
       "Versions, validations and quality of a dataset",
       [](const Call& call) {
         return json_answer(service::record_history(call.node, dataset_of(call)));
       }},
      {Method::get, "/api/v1/catalogue/records/{id}/diff", kPeople,
       "What changed between two versions", get_difference},
      {Method::get, "/api/v1/catalogue/records/{id}/quality", kPeople,
       "Score of the metadata and quality label of the data",
       [](const Call& call) {
         return json_answer(service::show_quality(call.node, dataset_of(call), language_of(call)));
       }},
      {Method::get,
       "/api/v1/catalogue/checks",
       kPeople,
       "Descriptions whose yearly check is due or late",
       [](const Call& call) {
         return json_answer(service::list_checks(
             call.node, call.query("all") == "true" ? service::Checks::all : service::Checks::due));
       },
       nullptr,
       nullptr,
       false,
       {"all"}},
      {Method::post, "/api/v1/catalogue/records/{id}/check", kPeople,
       "Say that the holder has checked a description",
       [](const Call& call) {
         return json_answer(service::note_check(call.node, call.caller, dataset_of(call)));
       }},
      {Method::post, "/api/v1/catalogue/records/{id}/label", kPeople,
       "Give a data quality and utility label",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::label_dataset(call.node, call.caller, dataset_of(call), body);
         });
       }},
      {Method::post, "/api/v1/catalogue/records/{id}/label/revocation", kPeople, "Revoke the label",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::revoke_label(call.node, call.caller, dataset_of(call), body);
         });
       }},
      {Method::post, "/api/v1/catalogue/records/{id}/withdraw", kPeople,
       "Take a dataset out of the catalogue",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::withdraw_dataset(call.node, call.caller, dataset_of(call), body);
         });
       }},
  };
}

}  // namespace passerelle::api

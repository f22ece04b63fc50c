#include "node/api/register_routes.h"

#include <array>
#include <nlohmann/json.hpp>

#include "node/api/route_words.h"
#include "node/http/media_type.h"
#include "node/service/access/activity_report.h"
#include "node/service/access/register.h"
#include "node/service/errors.h"
#include "node/service/studies/left_numbers.h"

namespace passerelle::api {
namespace {

using http::Method;
using service::ServiceError;

constexpr std::array<std::string_view, 3> kTypes{"application/json", "text/csv", "text/turtle"};

// "?format=" comes before what the client accepts.
Result<std::string> type_of(const Call& call) {
  const auto format = call.query("format");
  if (format == "json") return std::string(kTypes[0]);
  if (format == "csv") return std::string(kTypes[1]);
  if (format == "turtle") return std::string(kTypes[2]);
  if (!format.empty()) {
    return Error{ServiceError::bad_request, "format: json, csv or turtle is expected"};
  }
  const auto type = http::best_of(call.request.header("Accept"), kTypes);
  if (!type) {
    return Error{ServiceError::not_acceptable, "the register is JSON, CSV or Turtle"};
  }
  return *type;
}

Result<Answer> get_register(const Call& call) {
  const auto type = type_of(call);
  if (!type) return type.error();
  const service::RegisterWish wish{call.query("state"),   call.query("country"),
                                   call.query("purpose"), call.query("dataset"),
                                   call.query("q"),       call.query("page")};
  if (*type == kTypes[0]) return json_answer(service::list_register(call.node, wish));
  auto text = *type == kTypes[1] ? service::register_csv(call.node, wish)
                                 : service::register_turtle(call.node, wish);
  if (!text) return text.error();
  return Answer{200, *std::move(text), *type + "; charset=utf-8"};
}

}  // namespace

std::vector<Route> register_routes() {
  Route list{Method::get, "/register", kReaders,
             "The public register; ?format=csv and turtle are the whole of it", get_register};
  list.parameters = {"format", "state", "country", "purpose", "dataset", "q", "page"};
  Route report{Method::get, "/api/v1/reports/biennial", kPeople,
               "The activity report of Art. 59(1), from a day to the day before another",
               [](const Call& call) {
                 return json_answer(service::report_biennially(
                     call.node, call.caller, call.query("from"), call.query("until")));
               }};
  report.parameters = {"from", "until"};
  Route numbers{Method::get, "/register/{id}/numbers", kReaders,
                "Every number that left this node for an application, in words",
                [](const Call& call) {
                  return json_answer(service::list_left_numbers(
                      call.node, ApplicationId(call.place("id")), call.query("page")));
                }};
  numbers.parameters = {"page"};
  return {
      list,
      // Before the entries, or "information" would be taken for the id of one.
      {Method::get, "/register/information", kReaders, "What Art. 58(1) tells everybody",
       [](const Call& call) { return json_answer(service::register_information(call.node)); }},
      {Method::get, "/register/statistics", kReaders, "How long access takes, who is waited for",
       [](const Call& call) { return json_answer(service::case_statistics(call.node)); }},
      {Method::get, "/register/{id}", kReaders, "One application in the public register",
       [](const Call& call) {
         return json_answer(
             service::show_register_entry(call.node, ApplicationId(call.place("id"))));
       }},
      numbers,
      {Method::get, "/api/v1/reports/activities", kPeople,
       "What the body recorded for its activity report",
       [](const Call& call) {
         return json_answer(service::list_activities(call.node, call.caller));
       }},
      {Method::post, "/api/v1/reports/activities", kPeople,
       "Record what no case tells: an audit, a fine, a publication",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::record_activity(call.node, call.caller, body);
         });
       }},
      report};
}

}  // namespace passerelle::api

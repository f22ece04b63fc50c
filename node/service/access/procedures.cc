#include "node/service/access/procedures.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/service/errors.h"
#include "policies/calendar/calendar.h"
#include "policies/procedure/countries.h"
#include "policies/procedure/simulate.h"

namespace passerelle::service {
namespace {

constexpr std::size_t kDayLetters = 10;  // "2029-04-11"

Result<procedure::Procedure> procedure_of(const std::string& country) {
  const auto known = procedure::known_countries();
  if (std::find(known.begin(), known.end(), country) == known.end()) {
    return Error{ServiceError::not_found, "there is no procedure of " + country};
  }
  return procedure::procedure_of_country(country);
}

// The day before a limit, which is excluded, at the body: how a person reads it.
std::string last_day(const calendar::Calendar& calendar, Instant limit) {
  const auto day = calendar.day_of(limit) - std::chrono::days(1);
  return to_text(Instant(day.time_since_epoch())).substr(0, kDayLetters);
}

Json to_json(const procedure::SimulatedStep& step, const calendar::Calendar& calendar) {
  Json value = {{"id", step.id},
                {"what", step.name},
                {"waits_for", procedure::code(step.waits_for)},
                {"force", procedure::code(step.force)},
                {"has_time", step.has_time},
                {"earliest", to_text(step.earliest)},
                {"earliest_day", last_day(calendar, step.earliest)},
                {"latest", to_text(step.latest)},
                {"latest_day", last_day(calendar, step.latest)}};
  if (step.is_over_legal_time) value["over_legal_time"] = true;
  return value;
}

// Reads a text of a wish through its closed list; an empty one is the default.
template <class Value, class Parse>
Result<Value> wished(const std::string& text, const char* name, Value otherwise, Parse parse) {
  if (text.empty()) return otherwise;
  Result<Value> value = parse(text);
  if (!value) {
    return Error{ServiceError::bad_request, std::string(name) + ": " + value.error().detail};
  }
  return value;
}

}  // namespace

Result<Json> list_procedures() {
  Json list = Json::array();
  for (const auto country : procedure::known_countries()) {
    const auto one = procedure::procedure_of_country(country);
    if (!one) return one.error();
    const auto& text = one->text();
    Json bodies = Json::array();
    for (const auto& body : text.bodies) bodies.push_back(body.name);
    list.push_back({{"country", country},
                    {"version", text.version},
                    {"uncertain", text.uncertain},
                    {"bodies", bodies}});
  }
  return Json{{"procedures", list}};
}

Result<Json> show_procedure(const std::string& country) {
  const auto one = procedure_of(country);
  if (!one) return one.error();
  Json warnings = Json::array();
  for (const auto& warning : one->warnings()) {
    warnings.push_back({{"path", warning.path}, {"text", warning.sentence}});
  }
  return Json{{"procedure", procedure::to_json(one->text())}, {"warnings", warnings}};
}

Result<Json> simulate_case(const Node& node, const SimulationWish& wish) {
  using access::PermitKind;
  using procedure::Route;
  const auto country = wish.country.empty() ? node.config.country : wish.country;
  const auto one = procedure_of(country);
  if (!one) return one.error();
  const auto kind =
      wished(wish.kind, "kind", PermitKind::request_approval, access::parse_permit_kind);
  if (!kind) return kind.error();
  const auto route = wished(wish.route, "route", Route::ordinary, procedure::parse<Route>);
  if (!route) return route.error();
  const auto start = wished(wish.start, "start", node.now(), parse_instant);
  if (!start) return start.error();
  if (kind == PermitKind::request_approval && route != Route::ordinary) {
    return Error{ServiceError::bad_request,
                 "route: a health data request (Art. 69) has only the ordinary one"};
  }
  Json steps = Json::array();
  for (const auto& step : procedure::simulate(*one, *kind, *route, *start)) {
    steps.push_back(to_json(step, one->calendar()));
  }
  return Json{{"country", country},
              {"kind", access::code(*kind)},
              {"route", procedure::code(*route)},
              {"start", to_text(*start)},
              {"uncertain", one->text().uncertain},
              {"steps", steps}};
}

}  // namespace passerelle::service

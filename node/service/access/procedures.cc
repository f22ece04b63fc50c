#include "node/service/access/procedures.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/service/access/case_store.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "policies/calendar/calendar.h"
#include "policies/procedure/countries.h"
#include "policies/procedure/simulate.h"

namespace passerelle::service {
namespace {

// A body's own country is decided by what the body has installed.
Result<procedure::Procedure> procedure_of(const Node& node, const std::string& country) {
  if (country == node.config.country) {
    return node.database.read(
        [&](store::Reader& reader) { return procedure_in_force(node, reader); });
  }
  const auto known = procedure::known_countries();
  if (std::find(known.begin(), known.end(), country) == known.end()) {
    return Error{ServiceError::not_found, "there is no procedure of " + country};
  }
  return procedure::procedure_of_country(country);
}

Json to_json(const procedure::SimulatedStep& step, const calendar::Calendar& calendar) {
  Json value = {{"id", step.id},
                {"what", step.name},
                {"waits_for", procedure::code(step.waits_for)},
                {"force", procedure::code(step.force)},
                {"has_time", step.has_time},
                {"earliest", to_text(step.earliest)},
                {"earliest_day", calendar.last_day_before(step.earliest)},
                {"latest", to_text(step.latest)},
                {"latest_day", calendar.last_day_before(step.latest)}};
  if (step.is_over_legal_time) value["over_legal_time"] = true;
  return value;
}

Json warnings_of(const procedure::Procedure& procedure) {
  Json list = Json::array();
  for (const auto& warning : procedure.warnings()) {
    list.push_back({{"path", warning.path}, {"text", warning.sentence}});
  }
  return list;
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

Result<Json> list_procedures(const Node& node) {
  Json list = Json::array();
  for (const auto country : procedure::known_countries()) {
    const auto one = procedure_of(node, std::string(country));
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

Result<Json> show_procedure(const Node& node, const std::string& country) {
  const auto one = procedure_of(node, country);
  if (!one) return one.error();
  return Json{{"procedure", procedure::to_json(one->text())}, {"warnings", warnings_of(*one)}};
}

Result<Json> put_procedure(Node& node, const identity::Caller& caller, const Json& document) {
  const auto user = require_role(caller, identity::Role::decider);
  if (!user) return user.error();
  const auto loaded = procedure::load(document);
  if (!loaded) return loaded.error();
  if (loaded->text().country != node.config.country) {
    return Error{ServiceError::bad_request, "/country: the procedure is of " +
                                                loaded->text().country + ", this node is of " +
                                                node.config.country};
  }
  return node.commit([&](store::Transaction& tx) -> Result<Json> {
    const auto digest = install_procedure(node, tx, *loaded);
    if (!digest) return digest.error();
    const auto logged =
        node.log.append(tx, node.entry(audit::Event::procedure_installed,
                                       {{"digest", *digest}, {"user", user->name().text()}}));
    if (!logged) return logged.error();
    return Json{{"digest", *digest},
                {"country", loaded->text().country},
                {"version", loaded->text().version},
                {"warnings", warnings_of(*loaded)}};
  });
}

Result<Json> simulate_case(const Node& node, const SimulationWish& wish) {
  using access::PermitKind;
  using procedure::Route;
  const auto country = wish.country.empty() ? node.config.country : wish.country;
  const auto one = procedure_of(node, country);
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

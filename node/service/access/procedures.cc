#include "node/service/access/procedures.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/service/errors.h"
#include "policies/calendar/calendar.h"
#include "policies/procedure/procedure.h"
#include "policies/procedure/simulate.h"

namespace passerelle::service {
namespace {

constexpr std::size_t kDayLetters = 10;  // "2029-04-11"

Result<procedure::Procedure> procedure_of(const std::string& country) {
  const auto known = procedure::built_in_countries();
  if (std::find(known.begin(), known.end(), country) == known.end()) {
    return Error{ServiceError::not_found, "there is no procedure of " + country};
  }
  return procedure::built_in(country);
}

Json to_json(const procedure::Stage& stage, const calendar::Calendar& calendar) {
  Json value = {{"what", stage.what},
                {"waited_for", stage.waited_for},
                {"begins", to_text(stage.begins)},
                {"force", procedure::code(stage.force)},
                {"basis", stage.basis}};
  if (stage.due) {
    value["due"] = to_text(*stage.due);
    const auto last = calendar.day_of(*stage.due) - std::chrono::days(1);
    value["last_day"] = to_text(Instant(last.time_since_epoch())).substr(0, kDayLetters);
  }
  return value;
}

}  // namespace

Result<Json> list_procedures() {
  Json list = Json::array();
  for (const auto country : procedure::built_in_countries()) {
    const auto one = procedure::built_in(country);
    if (!one) return one.error();
    Json bodies = Json::array();
    for (const auto& body : one->bodies) bodies.push_back(body.name);
    list.push_back({{"country", country},
                    {"version", one->version},
                    {"standing", procedure::code(one->standing)},
                    {"bodies", bodies}});
  }
  return Json{{"procedures", list}};
}

Result<Json> show_procedure(const std::string& country) {
  const auto one = procedure_of(country);
  if (!one) return one.error();
  Json warnings = Json::array();
  for (const auto& warning : procedure::warnings(*one)) {
    warnings.push_back({{"path", warning.path}, {"text", warning.text}});
  }
  return Json{{"procedure", procedure::to_json(*one)}, {"warnings", warnings}};
}

Result<Json> simulate_case(const Node& node, const SimulationWish& wish) {
  const auto country = wish.country.empty() ? node.config.country : wish.country;
  const auto one = procedure_of(country);
  if (!one) return one.error();
  const auto calendar = calendar::Calendar::of_country(country);
  if (!calendar) return calendar.error();
  const auto kind = wish.kind.empty()
                        ? Result<access::PermitKind>(access::PermitKind::request_approval)
                        : access::parse_permit_kind(wish.kind);
  if (!kind) return Error{ServiceError::bad_request, "kind: " + kind.error().detail};
  const auto start = wish.start.empty() ? Result<Instant>(node.now()) : parse_instant(wish.start);
  if (!start) return Error{ServiceError::bad_request, "start: " + start.error().detail};
  Json stages = Json::array();
  for (const auto& stage : procedure::simulate(*one, *calendar, *kind, *start)) {
    stages.push_back(to_json(stage, *calendar));
  }
  return Json{{"country", country},          {"kind", access::code(*kind)},
              {"start", to_text(*start)},    {"standing", procedure::code(one->standing)},
              {"uncertain", one->uncertain}, {"stages", stages}};
}

}  // namespace passerelle::service

#include "policies/form/view.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"

namespace passerelle::form {
namespace {

// A value as a condition compares it; a list is compared item by item.
std::vector<std::string> codes_of(const Json& value) {
  if (value.is_boolean()) return {value.get<bool>() ? "yes" : "no"};
  if (value.is_string()) return {value.get<std::string>()};
  std::vector<std::string> codes;
  if (!value.is_array()) return codes;
  for (const auto& item : value) {
    if (item.is_string()) codes.push_back(item.get<std::string>());
  }
  return codes;
}

}  // namespace

const Json* member(const Json* object, std::string_view name) {
  if (object == nullptr || !object->is_object()) return nullptr;
  const auto found = object->find(name);
  return found == object->end() || found->is_null() ? nullptr : &*found;
}

std::string pointer_to(const Field& field, std::string_view country) {
  if (field.binds) return *field.binds;
  const std::string answer = "/answers/" + pointer_step(field.id);
  return country.empty() ? answer : "/countries/" + pointer_step(country) + answer;
}

const Json* View::value(const Field& field, std::string_view country) const {
  const Json* place = &document_;
  std::string_view rest;
  const std::string pointer = pointer_to(field, country);
  for (rest = pointer; place != nullptr && !rest.empty();) {
    rest.remove_prefix(1);
    const auto end = std::min(rest.find('/'), rest.size());
    place = member(place, rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return place;
}

bool View::is_asked(const Field& field, std::string_view country) const {
  const Json* kind = member(&document_, "kind");
  if (kind != nullptr && kind->is_string()) {
    const auto path = access::parse_permit_kind(kind->get_ref<const std::string&>());
    if (path && !field.paths.contains(*path)) return false;
  }
  return std::ranges::all_of(field.shown_when,
                             [&](const auto& condition) { return holds(condition, country); });
}

bool View::holds(const Condition& condition, std::string_view country) const {
  const Field* other = definition_.field(condition.field);
  const std::string_view place = other->is_per_country ? country : std::string_view{};
  if (!is_asked(*other, place)) return false;
  const Json* answer = value(*other, place);
  if (answer == nullptr) return false;
  const auto codes = codes_of(*answer);
  const bool is_among = std::ranges::any_of(codes, [&](const auto& code) {
    return std::ranges::find(condition.values, code) != condition.values.end();
  });
  return condition.match == Condition::Match::is ? is_among : !is_among && !codes.empty();
}

std::vector<std::string> View::countries() const {
  std::vector<std::string> codes;
  const Json* countries = member(&document_, "countries");
  if (countries == nullptr || !countries->is_object()) return codes;
  for (const auto& [country, part] : countries->items()) codes.push_back(country);
  return codes;
}

std::vector<std::string> View::places(const Field& field) const {
  return field.is_per_country ? countries() : std::vector<std::string>{""};
}

}  // namespace passerelle::form

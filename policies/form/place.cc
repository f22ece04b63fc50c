#include "policies/form/place.h"

#include <nlohmann/json.hpp>

#include "policies/access/reading.h"
#include "policies/form/errors.h"
#include "policies/form/values.h"
#include "policies/form/view.h"

namespace passerelle::form {
namespace {

// Empties a place without leaving traces of the way to it.
void erase_at(Json& document, const Json::json_pointer& pointer) {
  if (!document.contains(pointer)) return;
  auto parent = pointer;
  const std::string name = parent.back();
  parent.pop_back();
  document[parent].erase(name);
}

}  // namespace

Result<const Field*> field_at(const Definition& definition, const FieldPlace& place) {
  const Field* field = definition.field(place.field);
  if (field == nullptr) {
    return Error{FormError::unknown_field,
                 "the form " + definition.id + " has no field " + access::shown(place.field)};
  }
  if (field->is_per_country == place.country.empty()) {
    return Error{FormError::misplaced,
                 "field " + access::shown(place.field) +
                     (field->is_per_country ? " stands once per country" : " stands once for all")};
  }
  return field;
}

Result<void> put(const Definition& definition,
                 Json& application,
                 const FieldPlace& place,
                 const Json& value) {
  const auto field = field_at(definition, place);
  if (!field) return field.error();
  const Json* countries = member(&application, "countries");
  if (!place.country.empty() && member(countries, place.country) == nullptr) {
    return Error{FormError::misplaced,
                 "the application has no country " + access::shown(place.country)};
  }
  const Json::json_pointer pointer(pointer_to(**field, place.country));
  if (value.is_null()) {
    erase_at(application, pointer);
    return {};
  }
  if (const auto wrong = wrong_with(**field, value)) {
    return Error{FormError::bad_value,
                 "field " + access::shown(place.field) + ": " + wrong->sentence.en};
  }
  application[pointer] = value;
  return {};
}

}  // namespace passerelle::form

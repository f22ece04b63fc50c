#include "policies/form/public_part.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "policies/form/view.h"

namespace passerelle::form {
namespace {

bool is_claimed(const access::Application& application,
                const Field& field,
                const std::string& country) {
  return std::ranges::any_of(application.confidential, [&](const auto& claim) {
    return claim.field == field.id && claim.country == country;
  });
}

}  // namespace

Json public_part(const Definition& definition, const access::Application& application) {
  const Json document = access::to_json(application);
  const View view(definition, document);
  Json shown{{"application", application.id.text()},
             {"requesting_node", application.requesting_node.text()},
             {"submitted_at", to_text(application.submitted_at)},
             {"form", definition.id},
             {"answers", Json::object()},
             {"countries", Json::object()},
             {"withheld", Json::array()}};
  for (const auto& country : view.countries()) shown["countries"][country] = Json::object();
  for (const auto& section : definition.sections) {
    for (const auto& field : section.fields) {
      if (field.visibility != Visibility::open) continue;
      for (const auto& country : view.places(field)) {
        const Json* value = view.value(field, country);
        if (value == nullptr || !view.is_asked(field, country)) continue;
        if (is_claimed(application, field, country)) {
          Json withheld{{"field", field.id}};
          if (!country.empty()) withheld["country"] = country;
          shown["withheld"].push_back(std::move(withheld));
        } else {
          (country.empty() ? shown["answers"] : shown["countries"][country])[field.id] = *value;
        }
      }
    }
  }
  return shown;
}

}  // namespace passerelle::form

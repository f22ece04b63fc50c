#include "policies/privacy/treatment.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"

namespace passerelle::privacy {

Result<Treatment> treatment_from_json(const Json& value, const std::string& path) {
  Fields fields(value, path);
  Treatment treatment;
  if (const auto rule = parse_rule(fields.text("rule"))) treatment.rule = *rule;
  else fields.fail("rule", rule.error().detail);
  treatment.as_of = fields.instant("as_of");
  if (const auto* written = fields.find("exception"); written != nullptr) {
    auto exception = exception_from_json(*written, fields.path_of("exception"));
    if (!exception) return exception.error();
    treatment.exception = *std::move(exception);
  }
  if (auto read = fields.done(); !read) return read.error();
  return treatment;
}

Json to_json(const Treatment& treatment) {
  Json json{{"rule", code(treatment.rule)}, {"as_of", to_text(treatment.as_of)}};
  if (treatment.exception) json["exception"] = to_json(*treatment.exception);
  return json;
}

}  // namespace passerelle::privacy

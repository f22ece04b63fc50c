#include "policies/disclosure/outputs/check.h"

#include "policies/disclosure/outputs/documents.h"
#include "policies/disclosure/outputs/output.h"

namespace passerelle::disclosure::outputs {
namespace {

Result<Json> check_one(Fields& fields) {
  const auto kind = fields.text("kind");
  const auto* given = fields.find("settings");
  const auto* input = fields.find("input");
  if (fields.failed()) return Json();
  const auto output =
      read_output(kind, input == nullptr ? Json() : *input, fields.path_of("input"));
  if (!output) return output.error();
  // What is of no known kind is refused whatever its settings are.
  if (given == nullptr || std::holds_alternative<UnknownKind>(*output)) {
    return to_json(decide(*output, Settings{}));
  }
  const auto settings = read_settings(*given, fields.path_of("settings"));
  if (!settings) return settings.error();
  return to_json(decide(*output, *settings));
}

}  // namespace

Result<Json> check(const Json& document) { return answer_all(document, "cases", check_one); }

}  // namespace passerelle::disclosure::outputs

#include <nlohmann/json.hpp>

#include "policies/access/reading.h"
#include "policies/procedure/embedded.h"
#include "policies/procedure/errors.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

std::span<const std::string_view> built_in_countries() { return embedded_countries(); }

Result<Procedure> built_in(std::string_view country) {
  const auto* text = embedded_text(country);
  if (text == nullptr) {
    return Error{ProcedureError::unknown_country,
                 "no procedure is built in for " + access::shown(country)};
  }
  const auto json = parse_json(*text);
  if (!json) return json.error();
  return procedure_from_json(*json);
}

}  // namespace passerelle::procedure

#include "policies/procedure/countries.h"

#include <cassert>
#include <nlohmann/json.hpp>

#include "policies/access/reading.h"
#include "policies/procedure/embedded.h"
#include "policies/procedure/errors.h"

namespace passerelle::procedure {
namespace {

constexpr std::string_view kRegulation = "EU";

}  // namespace

std::span<const std::string_view> known_countries() { return embedded_names(); }

Result<Procedure> procedure_of_country(std::string_view code) {
  const auto* text = embedded_text(code);
  if (text == nullptr) {
    return Error{ProcedureError::unknown_country,
                 "no procedure of " + access::shown(code) + " comes with the program"};
  }
  const auto json = parse_json(*text);
  assert(json);  // the files of this room are tested
  return load(*json);
}

Result<Procedure> procedure_or_regulation(std::string_view code) {
  return procedure_of_country(embedded_text(code) == nullptr ? kRegulation : code);
}

}  // namespace passerelle::procedure

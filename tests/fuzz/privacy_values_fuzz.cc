// Numbers of differential privacy: whatever the input, an answer is finite and of 0 or more, and a
// probability is none above 1.
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/noise/accounting/privacy_file.h"
#include "tests/fuzz/target.h"

namespace {

using passerelle::Json;

bool is_right(const Json& number, double greatest) {
  return number.is_number() && std::isfinite(number.get<double>()) && number.get<double>() >= 0 &&
         number.get<double>() <= greatest;
}

bool is_law(const Json& law) {
  for (const auto& probability : law.at("pmf_0_to_5")) {
    if (!is_right(probability, 1)) return false;
  }
  return is_right(law.at("variance"), HUGE_VAL);
}

}  // namespace

PASSERELLE_FUZZ_TARGET(privacy_values, text) {
  using namespace passerelle;
  const auto json = parse_json(text, 1 << 11);
  if (!json) return;
  const auto answer = noise::accounting::privacy_values(*json);
  if (!answer) return;
  for (const auto& result : answer->at("results")) {
    const auto& value = result.at("value");
    const auto kind = result.at("kind").get<std::string>();
    const bool is_probability =
        kind.find("delta") != std::string::npos || kind == "randomised_response_mass";
    if (value.is_object() ? !is_law(value) : !is_right(value, is_probability ? 1 : HUGE_VAL)) {
      std::abort();
    }
  }
}

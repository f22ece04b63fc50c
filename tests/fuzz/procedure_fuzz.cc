// A national procedure from a file: what is accepted lengthens no legal maximum, has one decision
// that every step leads to, and is the same after a journey as JSON.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/procedure/procedure.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = parse_json(text, 1 << 16);
  if (!json) return 0;
  const auto read = procedure::procedure_from_json(*json);
  if (!read) return 0;
  const auto decisions =
      std::ranges::count(read->steps, procedure::StepType::decision, &procedure::Step::type);
  const auto& decision = read->deadlines.decision;
  const bool is_longer = decision.unit == calendar::Period::Unit::months && decision.count > 3;
  if (decisions != 1 || is_longer || !procedure::validate(*read)) std::abort();
  const auto again = procedure::procedure_from_json(procedure::to_json(*read));
  if (!again || !(*again == *read)) std::abort();
  return 0;
}

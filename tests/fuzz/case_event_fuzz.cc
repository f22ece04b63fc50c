// Events of a case from anybody: what is read is the same after a journey as JSON, and a case takes
// or refuses it without harm.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "node/base/json.h"
#include "policies/procedure/countries.h"
#include "policies/procedure/kernel.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;

// One event, or a list of events that are told in turn.
std::vector<procedure::CaseEvent> events(const Json& json) {
  std::vector<procedure::CaseEvent> found;
  const Json& list = json.is_array() ? json : Json::array({json});
  for (const auto& one : list) {
    auto event = procedure::event_from_json(one);
    if (!event) continue;
    const auto again = procedure::event_from_json(procedure::to_json(*event));
    if (!again || !(*again == *event)) std::abort();
    found.push_back(*std::move(event));
  }
  return found;
}

}  // namespace

PASSERELLE_FUZZ_TARGET(case_event, text) {
  static const auto kProcedure = procedure::procedure_of_country("FR").value();
  const auto json = parse_json(text, 1 << 16);
  if (!json) return;
  procedure::CaseFile file;
  for (const auto& event : events(*json)) {
    if (auto next = procedure::apply(file, event, kProcedure)) file = *std::move(next);
  }
  std::vector<procedure::CaseEvent> taken;
  for (const auto& entry : file.history) taken.push_back(entry.event);
  const auto again = procedure::fold(taken, kProcedure);
  if (!again || !(*again == file)) std::abort();
}

// What another body says of its case: read or refused, never a crash.

#include <nlohmann/json.hpp>

#include "policies/procedure/case_view.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(case_view, text) {
  using namespace passerelle;
  const auto value = parse_json(text);
  if (!value) return;
  [[maybe_unused]] const auto view = procedure::case_view_from_json(*value);
}

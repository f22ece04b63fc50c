// A national procedure from anybody: what loads is the same after a journey as JSON, and its steps
// can be told to the end.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "node/base/json.h"
#include "policies/procedure/simulate.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(procedure, text) {
  using namespace passerelle;
  const auto json = parse_json(text, 1 << 16);
  if (!json) return;
  const auto loaded = procedure::load(*json);
  if (!loaded) return;
  const auto again = procedure::load(procedure::to_json(loaded->text()));
  if (!again || !(again->text() == loaded->text())) std::abort();
  const auto start = parse_instant("2026-06-01T08:00:00Z").value();
  for (const auto kind : {access::PermitKind::request_approval, access::PermitKind::data_permit}) {
    if (procedure::simulate(*loaded, kind, procedure::Route::ordinary, start).empty()) std::abort();
  }
}

// A partial from another node: any bytes. What is read must be written and read again the same.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/analysis/partial.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(partial, text) {
  const auto json = passerelle::parse_json(text);
  if (!json) return;
  const auto partial = passerelle::analysis::partial_from_json(*json, "");
  if (!partial) return;
  const auto again =
      passerelle::analysis::partial_from_json(passerelle::analysis::to_json(*partial), "");
  if (!again || !(*again == *partial)) std::abort();
}

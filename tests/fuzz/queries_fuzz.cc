// Sequences of queries, and the microdata that they are asked of: a line of the input with nothing
// on it parts one from the other. What is refused is not answered.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "node/base/json.h"
#include "policies/ledger/queries/replay.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(queries, text) {
  using namespace passerelle;
  const auto end = text.find("\n\n");
  const auto json = parse_json(text.substr(0, end), 1 << 14);
  if (!json) return;
  const std::string csv(end == std::string_view::npos ? "" : text.substr(end + 2));
  const auto answer = ledger::queries::replay(
      *json, [&](const std::string&) -> Result<std::string> { return csv; });
  if (!answer) return;
  for (const auto& result : answer->at("results")) {
    for (const auto& step : result.at("steps")) {
      if (step.contains("answer") != step.at("reasons").empty()) std::abort();
    }
  }
}

// Study documents come from researchers and from other nodes: compiling one never crashes, and what
// compiles has a digest and analyses on known rows.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/analysis/plan.h"
#include "node/base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document =
      passerelle::parse_json(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!document) return 0;
  const auto plan = passerelle::analysis::compile_study(*document);
  if (!plan) return 0;
  if (plan->digest.size() != 64 || !plan->base().columns.contains(plan->base().person))
    std::abort();
  for (const auto& analysis : plan->analyses) {
    if (!plan->row_sets.contains(analysis.row_set)) std::abort();
  }
  return 0;
}

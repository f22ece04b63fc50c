// Cells with keys, and secure sums: no published count is negative, and the masks of all nodes
// together are nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "node/base/json.h"
#include "policies/perturbation/cell_key_file.h"
#include "policies/perturbation/secure_sum_file.h"
#include "tests/fuzz/target.h"

namespace {

using passerelle::Json;

std::int64_t sum_of_inputs(const Json& nodes, std::size_t place) {
  std::int64_t sum = 0;
  for (const auto& node : nodes) sum += node.at("input")[place].get<std::int64_t>();
  return sum;
}

}  // namespace

PASSERELLE_FUZZ_TARGET(perturbation, text) {
  using namespace passerelle;
  const auto json = parse_json(text, 1 << 14);
  if (!json) return;
  if (const auto answer = perturbation::cell_keys(*json)) {
    for (const auto& result : answer->at("results")) {
      for (const auto& cell : result.at("cells")) {
        if (cell.at("published").get<std::int64_t>() < 0) std::abort();
      }
    }
  }
  const auto answer = perturbation::secure_sums(*json);
  if (!answer || !json->is_object()) return;
  const auto& sum = answer->at("results").at(0).at("sum");
  for (std::size_t place = 0; place < sum.size(); ++place) {
    if (sum[place] != sum_of_inputs(json->at("nodes"), place)) std::abort();
  }
}

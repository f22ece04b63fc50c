// Tables with hidden cells, and tables to protect: ends over whole counts lie between those over
// numbers, and what is hidden holds every primary cell.
#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/disclosure/outputs/intervals.h"
#include "policies/disclosure/outputs/suppress.h"
#include "tests/fuzz/target.h"

namespace {

using passerelle::Json;

void check_ends(const Json& cell) {
  constexpr double kRounding = 1e-6;  // of one
  const auto& real = cell.at("lp");
  const auto& whole = cell.at("int");
  if (real[1].is_null() != whole[1].is_null()) std::abort();
  const double least = real[0].get<double>();
  if (whole[0].get<double>() < least - kRounding * (1 + least)) std::abort();
  if (real[1].is_null()) return;
  const double greatest = real[1].get<double>();
  if (whole[1].get<double>() > greatest + kRounding * (1 + greatest)) std::abort();
}

}  // namespace

PASSERELLE_FUZZ_TARGET(hidden_cells, text) {
  using namespace passerelle;
  const auto json = parse_json(text, 1 << 11);
  if (!json) return;
  if (const auto answer = disclosure::outputs::intervals(*json)) {
    for (const auto& result : answer->at("results")) {
      for (const auto& [name, cell] : result.at("intervals").items()) check_ends(cell);
    }
  }
  const auto answer = disclosure::outputs::suppress(*json);
  const bool is_one = json->is_object() && !json->contains("tables");
  if (!answer || !is_one || !json->contains("primary")) return;
  const auto& hidden = answer->at("results").at(0).at("hidden");
  for (const auto& name : json->at("primary")) {
    if (std::find(hidden.begin(), hidden.end(), name) == hidden.end()) std::abort();
  }
}

// Cohorts from a worker: any bytes, the members behind the first line end. In what is read nobody
// stands twice, cells name atoms that are there, and it is the same after one more journey.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "node/analysis/cohorts.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(cohorts, text) {
  using namespace passerelle;
  const auto end = std::min(text.find('\n'), text.size());
  const auto json = parse_json(text.substr(0, end));
  if (!json) return;
  const auto behind = text.substr(std::min(end + 1, text.size()));
  const auto cohorts = analysis::cohorts_from_pipe_json(*json, behind, "");
  if (!cohorts) return;
  std::set<std::uint64_t> everybody;
  for (const auto& atom : cohorts->atoms) {
    if (atom.empty()) std::abort();
    for (const auto member : atom) {
      if (!everybody.insert(member).second) std::abort();
    }
  }
  for (const auto& [key, atoms] : cohorts->of) {
    if (atoms.empty() || atoms.back() >= cohorts->atoms.size()) std::abort();
  }
  std::string members;
  const auto written = analysis::to_pipe_json(*cohorts, members);
  const auto again = analysis::cohorts_from_pipe_json(written, members, "");
  if (!again || !(*again == *cohorts)) std::abort();
}

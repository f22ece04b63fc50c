// What one body tells another, and what it decides on a change of a permit: what is read is the
// same after a journey as JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/access/notices.h"
#include "policies/access/successor.h"

namespace {

using namespace passerelle;

template <class Read>
void check(const Json& json, Read read) {
  const auto document = read(json);
  if (!document) return;
  const auto again = read(access::to_json(*document));
  if (!again || !(*again == *document)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = parse_json(text, 1 << 16);
  if (!json) return 0;
  check(*json, access::decision_notice_from_json);
  check(*json, access::enforcement_notice_from_json);
  check(*json, access::change_decision_from_json);
  return 0;
}

// What one body tells another, and what it decides on a change of a permit: what is read is the
// same after a journey as JSON.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/access/notices.h"
#include "policies/access/successor.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;

template <class Read>
void check_document(const Json& json, Read read) {
  const auto document = read(json);
  if (!document) return;
  const auto again = read(access::to_json(*document));
  if (!again || !(*again == *document)) std::abort();
}

}  // namespace

PASSERELLE_FUZZ_TARGET(notice, text) {
  const auto json = parse_json(text, 1 << 16);
  if (!json) return;
  check_document(*json, access::decision_notice_from_json);
  check_document(*json, access::enforcement_notice_from_json);
  check_document(*json, access::change_decision_from_json);
}

#include "node/audit/log_fixture_test.h"

#include <nlohmann/json.hpp>

namespace passerelle::audit {

AuditEntry numbered_entry(int number) {
  return AuditEntry(Event::order_received, kStart + std::chrono::seconds(number),
                    Json{{"run", "run-" + std::to_string(number)}});
}

}  // namespace passerelle::audit

#include "node/service/logbook.h"

#include <nlohmann/json.hpp>

#include "node/audit/receipt.h"
#include "node/audit/verifier.h"
#include "node/service/callers.h"
#include "node/service/errors.h"

namespace passerelle::service {
Result<Json> verify_log(Node& node, const identity::Caller& caller) {
  if (auto allowed = require_auditor(caller); !allowed) return allowed.error();
  const auto report = audit::verify_log(node.database, node.log.key(), node.home.log_head());
  if (!report) return report.error();
  return Json{{"whole", report->is_whole()},          {"entries", report->entries},
              {"signed_heads", report->signed_heads}, {"published", report->published},
              {"log", node.log.key().text()},         {"findings", report->findings}};
}

Result<Json> export_log(Node& node,
                        const identity::Caller& caller,
                        std::uint64_t first,
                        std::size_t most) {
  if (auto allowed = require_auditor(caller); !allowed) return allowed.error();
  const auto entries = node.log.entries(first, most);
  if (!entries) return entries.error();
  Json list = Json::array();
  for (const auto& entry : *entries) {
    auto value = parse_json(entry.text);
    if (!value) return value.error();
    list.push_back({{"index", entry.index}, {"entry", *value}});
  }
  const auto head = node.log.head();
  if (!head) return head.error();
  return Json{{"entries", list}, {"head", head->note}};
}

Result<std::string> log_head(Node& node) {
  auto head = node.log.head();
  if (!head) return head.error();
  return std::move(head->note);
}

Result<Json> prove_entry(Node& node, const identity::Caller& caller, std::uint64_t index) {
  if (auto allowed = require_auditor(caller); !allowed) return allowed.error();
  const auto receipt = node.log.prove(index);
  if (!receipt) return receipt.error();
  return audit::to_json(*receipt);
}

}  // namespace passerelle::service

#include "node/service/catalogue/checks.h"

#include <nlohmann/json.hpp>

#include "node/catalogue/checks.h"
#include "node/catalogue/errors.h"
#include "node/service/callers.h"

namespace passerelle::service {
namespace {

using catalogue_store::CheckStanding;

Json to_json(const catalogue_store::DescriptionCheck& check, Instant now) {
  return {{"dataset", check.dataset.text()},
          {"last", passerelle::to_text(check.last)},
          {"due", passerelle::to_text(check.due)},
          {"standing", catalogue_store::code(check.standing(now))}};
}

}  // namespace

Result<Json> list_checks(Node& node, Checks which) {
  const auto checks =
      node.database.read([](store::Reader& reader) { return catalogue_store::checks(reader); });
  if (!checks) return checks.error();
  Json list = Json::array();
  for (const auto& check : *checks) {
    const bool is_quiet = check.standing(node.now()) == CheckStanding::checked;
    if (which == Checks::all || !is_quiet) list.push_back(to_json(check, node.now()));
  }
  return Json{{"checks", list}};
}

Result<Json> note_check(Node& node, const identity::Caller& caller, const DatasetId& dataset) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  const auto saved = node.commit(
      audit::Event::catalogue_checked, {{"dataset", dataset.text()}},
      [&](store::Transaction& tx) { return catalogue_store::keep_check(tx, dataset, node.now()); });
  if (!saved) return saved.error();
  return node.database.read([&](store::Reader& reader) { return check_of(node, reader, dataset); });
}

Result<Json> check_of(const Node& node, store::Reader& reader, const DatasetId& dataset) {
  const auto check = catalogue_store::check_of(reader, dataset);
  if (check) return to_json(*check, node.now());
  if (check.error().code == make_error_code(catalogue_store::RecordError::unknown)) return Json();
  return check.error();
}

}  // namespace passerelle::service

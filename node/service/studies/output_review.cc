#include "node/service/studies/output_review.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/service/access/case_acts.h"
#include "node/service/access/permits.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "node/service/studies/order_execution.h"
#include "node/service/studies/orders.h"

namespace passerelle::service {
namespace {

// Checks that the caller may check what leaves under the permit (Art. 55(3)).
Result<void> require_checker_of(const Node& node,
                                store::Reader& reader,
                                const identity::Caller& caller,
                                const PermitId& permit) {
  const auto record = find_permit(reader, permit);
  if (!record) return record.error();
  const auto checker = output_checker_of(node, reader, caller, record->permit.application);
  return checker ? Result<void>() : checker.error();
}

}  // namespace

Result<Json> list_held_outputs(Node& node, const identity::Caller& caller) {
  if (auto user = require_role(caller, identity::Role::output_checker); !user) return user.error();
  const auto rows = node.database.read([](store::Reader& reader) {
    return reader.query(
        "select run, round, requesting_node, permit, person, received from orders"
        " where state = 'review' order by received, run, round");
  });
  if (!rows) return rows.error();
  Json list = Json::array();
  for (const auto& row : *rows) {
    list.push_back({{"run", row.text(0)},
                    {"round", row.integer(1)},
                    {"requesting_node", row.text(2)},
                    {"permit", row.text(3)},
                    {"person", row.text(4)},
                    {"received", row.text(5)}});
  }
  return Json{{"outputs", list}};
}

Result<Json> show_held_output(Node& node,
                              const identity::Caller& caller,
                              const RunId& run,
                              int round) {
  if (auto user = require_role(caller, identity::Role::output_checker); !user) return user.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto row = reader.query_one(
        "select envelope, held, permit from orders"
        " where run = ? and round = ? and state = 'review'",
        run, round);
    if (!row) return row.error();
    if (!*row) return Error{ServiceError::not_found, "no output waits for that run and round"};
    if (auto may = require_checker_of(node, reader, caller, PermitId((*row)->text(2))); !may) {
      return may.error();
    }
    const auto envelope = parse_json((*row)->text(0));
    const auto held = parse_json((*row)->text(1));
    if (!envelope) return envelope.error();
    if (!held) return held.error();
    return Json{{"study", envelope->at("body").at("study")}, {"would_leave", *held}};
  });
}

Result<Json> check_output(Node& node,
                          const identity::Caller& caller,
                          const RunId& run,
                          int round,
                          const Json& request) {
  const auto user = require_role(caller, identity::Role::output_checker);
  if (!user) return user.error();
  Fields f(request, "");
  const auto act = f.text("act");
  const auto reason = f.text("reason");
  if (act != "release" && act != "refuse") f.fail("act", "release or refuse is expected");
  if (auto read = f.done(); !read) return read.error();
  auto stored =
      node.database.read([&](store::Reader& reader) { return find_order(reader, run, round); });
  if (!stored) return stored.error();
  if (!*stored || (*stored)->state != "review") {
    return Error{ServiceError::not_found, "no output waits for that run and round"};
  }
  auto& order = **stored;
  if (auto may = node.database.read([&](store::Reader& reader) {
        return require_checker_of(node, reader, caller, order.order.permit);
      });
      !may) {
    return may.error();
  }
  auto subject = subject_of(order.order, order.requesting_node);
  subject["user"] = user->name().text();
  subject["act"] = act;
  subject["reason"] = reason;
  const auto saved = node.commit(
      audit::Event::output_checked, subject, [&](store::Transaction& tx) -> Result<void> {
        if (act == "release") {
          return tx.run(
              "update orders set state = 'running', approved_by = ?, held = ''"
              " where run = ? and round = ?",
              user->name(), run, round);
        }
        return tx.run(
            "update orders set state = 'failed', held = '', error_code = ?,"
            " error_detail = ? where run = ? and round = ?",
            "service.output_refused", "an output checker did not let it leave", run, round);
      });
  if (!saved) return saved.error();
  if (act == "release") {
    order.approved_by = user->name().text();
    start_order(node, std::move(order));
  } else {
    node.changes.notify(thing_of(run, round));
  }
  return Json{{"run", run.text()}, {"round", round}, {"act", act}};
}

}  // namespace passerelle::service

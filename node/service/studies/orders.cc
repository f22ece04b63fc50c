#include "node/service/studies/orders.h"

#include <nlohmann/json.hpp>

#include "node/audit/receipt.h"
#include "node/crypto/digest.h"
#include "node/gate/sealed_answer.h"
#include "node/service/access/permits.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "node/service/studies/analysis_sets.h"
#include "node/service/studies/datasets.h"
#include "node/service/studies/order_execution.h"

namespace passerelle::service {
namespace {

using federation::Order;

// Our own answer in the transcript is the one we gave.
Result<void> check_own_answer(Node& node, store::Reader& reader, const Order& order) {
  if (order.round == 0) return {};
  const auto own = std::find(order.nodes.begin(), order.nodes.end(), node.id());
  const auto before = find_order(reader, order.run, order.round - 1);
  if (!before) return before.error();
  if (!*before || (*before)->state != "answered" || (*before)->order.nodes != order.nodes ||
      (*before)->order.study != order.study || (*before)->order.permit != order.permit ||
      (*before)->order.person != order.person) {
    return Error{ServiceError::conflict,
                 "the order does not go on with the round before of the same run"};
  }
  if (order.transcript[static_cast<std::size_t>(own - order.nodes.begin())] != (*before)->answer) {
    return Error{ServiceError::conflict, "the transcript holds another answer than this node gave"};
  }
  return {};
}

// Everything that must hold before a row is touched.
Result<analysis::StudyPlan> check_order(Node& node,
                                        store::Reader& reader,
                                        const identity::TrustList& list,
                                        const Order& order,
                                        const NodeId& requesting_node) {
  // A permit that is not the caller's is unknown, whatever else is wrong with the order.
  const auto record = find_permit(reader, order.permit);
  if (!record) return record.error();
  if (record->permit.requesting_node != requesting_node) {
    return access::unknown_permit(order.permit);
  }
  if (std::find(order.nodes.begin(), order.nodes.end(), node.id()) == order.nodes.end()) {
    return Error{ServiceError::bad_request, "the order does not count this node among its nodes"};
  }
  if (node.now() >= order.deadline) {
    return Error{ServiceError::conflict, "the deadline of the order has passed"};
  }
  auto plan = plan_of(order);
  if (!plan) return plan.error();
  auto held = as_held(reader, *plan, order.round == 0 ? Begun::no : Begun::yes);
  // Whether a dataset can be read, and what is published with it, is told only to somebody whose
  // permit covers the study.
  if (auto covered = check_permit(node, reader, list, order, requesting_node, held ? *held : *plan,
                                  Moment::arrival);
      !covered) {
    return covered.error();
  }
  if (!held) return held.error();
  plan = std::move(held);
  if (auto enough = analysis::check_quorum(*plan, order.nodes.size()); !enough) {
    return enough.error();
  }
  if (auto tables = tables_for(reader, *plan); !tables) return tables.error();
  if (auto own = check_own_answer(node, reader, order); !own) return own.error();
  if (auto replayed = replay(node, reader, list, order, requesting_node); !replayed) {
    return replayed.error();
  }
  return plan;
}

}  // namespace

std::string thing_of(const RunId& run, int round) {
  return "order/" + run.text() + "/" + std::to_string(round);
}

Result<Json> accept_order(Node& node, const identity::Caller& caller, const Json& envelope) {
  const auto peer = require_peer(caller);
  if (!peer) return peer.error();
  const auto body =
      crypto::SignedDocument::open(envelope, federation::kOrderType, peer->entry().seal_key);
  if (!body) return body.error();
  const auto order = federation::order_from_json(*body);
  if (!order) return order.error();
  const auto text = canonical_text(envelope);
  const Json accepted = {{"run", order->run.text()}, {"round", order->round}};

  const auto digest = crypto::sha256_hex(text);
  const auto known = [&]() -> Result<bool> {
    const auto stored = node.database.read(
        [&](store::Reader& reader) { return find_order(reader, order->run, order->round); });
    if (!stored) return stored.error();
    if (!*stored) return false;
    if ((*stored)->digest == digest) return true;
    return Error{ServiceError::conflict, "another order for that run and round is here already"};
  };
  const auto is_known = known();
  if (!is_known) return is_known.error();
  if (*is_known) return accepted;

  const auto list = node.trust.current(node.now());
  if (!list) return list.error();
  const auto plan = node.database.read(
      [&](store::Reader& reader) { return check_order(node, reader, **list, *order, peer->id()); });
  auto subject = subject_of(*order, peer->id());
  if (!plan) {
    subject["reason"] = plan.error().name();
    subject["detail"] = plan.error().detail;
    if (auto noted = node.note(audit::Event::order_refused, subject); !noted) {
      return noted.error();
    }
    return plan.error();
  }
  subject["study"] = plan->digest;
  const auto saved = node.commit(
      audit::Event::order_received, subject, [&](store::Transaction& tx) -> Result<void> {
        // Two orders at once may both have seen the last free run.
        if (auto covered =
                check_permit(node, tx, **list, *order, peer->id(), *plan, Moment::arrival);
            !covered) {
          return covered;
        }
        return insert_order(tx, *order, peer->id(), plan->digest, text, node.now());
      });
  if (!saved) {
    // The same order came twice at once, and the other one was first.
    const auto is_known_now = known();
    if (is_known_now && *is_known_now) return accepted;
    return saved.error();
  }
  start_order(node, StoredOrder{*order, peer->id(), digest, "running", {}, {}, {}, {}, {}});
  return accepted;
}

Result<OrderAnswer> order_answer(Node& node,
                                 const identity::Caller& caller,
                                 const RunId& run,
                                 int round) {
  const auto peer = require_peer(caller);
  if (!peer) return peer.error();
  const auto stored =
      node.database.read([&](store::Reader& reader) { return find_order(reader, run, round); });
  if (!stored) return stored.error();
  if (!*stored || (*stored)->requesting_node != peer->id()) {
    return Error{ServiceError::not_found, "there is no order for that run and round"};
  }
  const auto& order = **stored;
  if (order.state == "failed") {
    // The word for the requester; the rest is in this node's log.
    return Error{ServiceError::order_failed, order.error_code + ": " + order.error_detail};
  }
  if (order.state != "answered")
    return OrderAnswer{false, canonical_text(Json{{"state", order.state}})};
  // Sealed is not yet sent: the permit may have ended since.
  const auto in_force = node.database.read([&](store::Reader& reader) -> Result<void> {
    const auto record = find_permit(reader, order.order.permit);
    return record ? access::in_force(*record, node.now()) : record.error();
  });
  if (!in_force) return in_force.error();
  const auto receipt = node.log.prove(static_cast<std::uint64_t>(*order.log_index));
  if (!receipt) return receipt.error();
  const auto answer = gate::SealedAnswer::from_store(order.answer, node.seal_key.public_key());
  if (!answer) return answer.error();
  const Json body = {{"answer", Json::parse(answer->envelope())},
                     {"receipt", audit::to_json(*receipt)}};
  return OrderAnswer{true, canonical_text(body)};
}

Result<void> resume_orders(Node& node) {
  const auto rows = node.database.read([](store::Reader& reader) {
    return reader.query("select run, round from orders where state = 'running'");
  });
  if (!rows) return rows.error();
  for (const auto& row : *rows) {
    auto stored = node.database.read([&](store::Reader& reader) {
      return find_order(reader, RunId(row.text(0)), static_cast<int>(row.integer(1)));
    });
    if (!stored) return stored.error();
    if (*stored) start_order(node, **std::move(stored));
  }
  return {};
}

}  // namespace passerelle::service

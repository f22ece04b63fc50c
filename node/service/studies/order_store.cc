#include "node/service/studies/order_store.h"

#include <nlohmann/json.hpp>

#include "node/crypto/digest.h"

namespace passerelle::service {

using federation::Order;

namespace {

constexpr const char* kSelectOrder =
    "select envelope, requesting_node, state, answer, log_index, error_code, error_detail,"
    " approved_by from orders where run = ? and round = ?";

}  // namespace

Result<std::optional<StoredOrder>> find_order(store::Reader& reader, const RunId& run, int round) {
  const auto row = reader.query_one(kSelectOrder, run, round);
  if (!row) return row.error();
  if (!*row) return std::optional<StoredOrder>();
  const auto envelope = parse_json((*row)->text(0));
  if (!envelope) return envelope.error();
  auto order = federation::order_from_json(envelope->at("body"));
  if (!order) return order.error();
  return std::optional<StoredOrder>(
      StoredOrder{*std::move(order), NodeId((*row)->text(1)), crypto::sha256_hex((*row)->text(0)),
                  (*row)->text(2), (*row)->text(3), (*row)->optional_integer(4), (*row)->text(5),
                  (*row)->text(6), (*row)->text(7)});
}

Result<void> insert_order(store::Transaction& tx,
                          const Order& order,
                          const NodeId& requesting_node,
                          const std::string& digest,
                          const std::string& envelope,
                          Instant now) {
  return tx.run(
      "insert into orders (run, round, requesting_node, permit, person, study_digest, envelope,"
      " state, received, opt_outs_known) values (?, ?, ?, ?, ?, ?, ?, 'running', ?,"
      " (select coalesce(max(number), 0) from opt_outs))",
      order.run, order.round, requesting_node, order.permit, order.person, digest, envelope, now);
}

Result<OtherRuns> other_runs(store::Reader& reader, const Order& order) {
  const auto row = reader.query_one(
      "select count(distinct run), count(distinct iif(state in ('running', 'review'), run, null))"
      " from orders where run != ?2 and permit in (select id from permits where application ="
      " (select application from permits where id = ?1))",
      order.permit, order.run);
  if (!row) return row.error();
  return OtherRuns{(*row)->integer(0), (*row)->integer(1)};
}

Json subject_of(const Order& order, const NodeId& requesting_node) {
  return {{"run", order.run.text()},
          {"round", order.round},
          {"permit", order.permit.text()},
          {"requesting_node", requesting_node.text()},
          {"person", order.person}};
}

}  // namespace passerelle::service

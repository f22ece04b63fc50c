#include "node/service/studies/order_execution.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "node/crypto/digest.h"
#include "node/gate/gate.h"
#include "node/identity/errors.h"
#include "node/service/access/cases.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "node/service/studies/datasets.h"
#include "node/service/studies/orders.h"

namespace passerelle::service {

using federation::Order;

Result<analysis::StudyPlan> plan_of(const Order& order) {
  const auto study = parse_json(order.study);
  if (!study) return study.error();
  return analysis::compile_study(*study);
}

Result<void> check_permit(Node& node,
                          store::Reader& reader,
                          const Order& order,
                          const NodeId& requesting_node,
                          const analysis::StudyPlan& plan) {
  const auto record = find_permit(reader, order.permit);
  if (!record) return record.error();
  const auto purpose = purposes::parse_purpose(plan.purpose);
  if (!purpose) return purpose.error();
  const auto datasets = held_datasets(reader, plan);
  if (!datasets) return datasets.error();
  const auto runs = other_runs(reader, order);
  if (!runs) return runs.error();
  access::Needs needs;
  needs.requesting_node = requesting_node;
  needs.executing_node = node.id();
  needs.peers = order.nodes;
  needs.person = order.person;
  needs.purpose = *purpose;
  for (const auto& dataset : *datasets) needs.variables[dataset] = plan.columns;
  needs.study_digest = plan.digest;
  needs.runs_so_far = *runs;
  if (auto covered = access::covers(*record, needs, node.now()); !covered) return covered;
  return require_orderable(node, reader, *datasets);
}

Result<Execution> replay(const Node& node,
                         store::Reader& reader,
                         const identity::TrustList& list,
                         const Order& order,
                         const NodeId& requesting_node) {
  auto plan = plan_of(order);
  if (!plan) return plan.error();
  std::map<NodeId, crypto::PublicKey> keys;
  for (const auto& id : order.nodes) {
    const auto* entry = list.find(id);
    if (entry == nullptr) {
      return Error{identity::IdentityError::unknown_node,
                   "the trust list names no node " + id.text()};
    }
    keys.emplace(id, entry->seal_key);
  }
  gate::Transcript transcript(
      {order.run, requesting_node, plan->digest, {{node.id(), order.permit}}}, keys);
  Execution execution{*std::move(plan), {}, std::move(transcript), {}};
  execution.state = analysis::start(execution.plan);
  for (int round = 1; round <= order.round; ++round) {
    std::vector<std::string> envelopes = order.transcript;
    if (round < order.round) {
      const auto earlier = find_order(reader, order.run, round);
      if (!earlier) return earlier.error();
      if (!*earlier) {
        return Error{ServiceError::conflict,
                     "round " + std::to_string(round) + " of this run was never ordered here"};
      }
      envelopes = (*earlier)->order.transcript;
    }
    auto partials = execution.transcript.add_round(envelopes);
    if (!partials) return partials.error();
    auto next = analysis::advance(execution.plan, std::move(execution.state), *partials);
    if (!next) return next.error();
    execution.state = *std::move(next);
    execution.partials.push_back(*std::move(partials));
  }
  if (execution.state.phase == analysis::Phase::finished) {
    return Error{ServiceError::conflict, "the study has no further round"};
  }
  return execution;
}

namespace {

disclosure::Rules rules_for(const Node& node,
                            const access::Permit& permit,
                            const analysis::StudyPlan& plan) {
  auto rules = node.rules;
  rules.min_cell =
      std::max({rules.min_cell, permit.output.min_cell, plan.min_cell.value_or(rules.min_cell)});
  return rules;
}

void keep_failed_order(Node& node, const StoredOrder& stored, const Error& error) {
  const auto& order = stored.order;
  spdlog::warn("order_failed: run {} round {}: {}", order.run.text(), order.round, error.text());
  auto subject = subject_of(order, stored.requesting_node);
  subject["reason"] = error.name();
  const auto saved = node.commit(audit::Event::order_failed, subject, [&](store::Transaction& tx) {
    return tx.run(
        "update orders set state = 'failed', error_code = ?, error_detail = ?"
        " where run = ? and round = ?",
        error.name(), error.detail, order.run, order.round);
  });
  if (!saved) spdlog::error("order_not_kept: {}", saved.error().text());
}

// Holds a released partial back until a person has looked at it.
Result<void> hold(Node& node, const StoredOrder& stored, const analysis::Partial& partial) {
  const auto& order = stored.order;
  return node.database.write([&](store::Transaction& tx) {
    return tx.run("update orders set state = 'review', held = ? where run = ? and round = ?",
                  canonical_text(analysis::to_json(partial)), order.run, order.round);
  });
}

// Approval of a round carries to the iterations after it.
Result<bool> is_approved(store::Reader& reader, const Order& order, const analysis::State& state) {
  const int round = state.phase == analysis::Phase::iterate ? -1 : order.round;
  const auto row = reader.query_one(
      "select count(*) from orders where run = ? and approved_by != ''"
      " and (round = ?2 or (?2 = -1 and round < ?3))",
      order.run, round, order.round);
  if (!row) return row.error();
  return (*row)->integer(0) > 0;
}

Result<void> execute(Node& node, const StoredOrder& stored) {
  const auto& order = stored.order;
  struct Ground {
    Execution execution;
    std::vector<AttachedDataset> datasets;
    access::PermitRecord permit;
    bool is_approved;
  };
  const auto list = node.trust.current(node.now());
  if (!list) return list.error();
  auto ground = node.database.read([&](store::Reader& reader) -> Result<Ground> {
    auto execution = replay(node, reader, **list, order, stored.requesting_node);
    if (!execution) return execution.error();
    auto datasets = datasets_for(reader, execution->plan);
    if (!datasets) return datasets.error();
    auto permit = find_permit(reader, order.permit);
    if (!permit) return permit.error();
    const auto approved = is_approved(reader, order, execution->state);
    if (!approved) return approved.error();
    return Ground{*std::move(execution), *std::move(datasets), *std::move(permit), *approved};
  });
  if (!ground) return ground.error();
  const auto& [plan, state, transcript, partials] = ground->execution;

  std::vector<query::Binding> bindings;
  gate::AnswerContext context{
      order.run,   order.round,  stored.requesting_node,
      node.id(),   order.permit, static_cast<int>(ground->permit.permit.version),
      plan.digest, {},           transcript.digest(),
      {}};
  for (const auto& dataset : ground->datasets) {
    bindings.push_back(dataset.tables.at(plan.alias));
    context.dataset_versions.emplace_back(dataset.id, dataset.version);
  }
  const auto study = parse_json(order.study);
  if (!study) return study.error();
  auto output = node.workers.step(order.run, *study, bindings, partials);
  if (!output) return output.error();

  const gate::DisclosureGate gate(rules_for(node, ground->permit.permit, plan));
  auto released = gate.release(plan, state, *std::move(output));
  if (!released) return released.error();
  for (const auto& reason : released->receipt().reasons) {
    spdlog::info("withheld: run {} round {}: {}", order.run.text(), order.round, reason);
  }
  if (ground->permit.permit.output.review == access::Review::human && !ground->is_approved) {
    return hold(node, stored, released->value());
  }
  context.rules = released->receipt().rules;

  auto subject = subject_of(order, stored.requesting_node);
  subject["study"] = plan.digest;
  subject["rules"] = gate::rules_digest(context.rules);
  subject["partial"] = crypto::sha256_hex(canonical_text(analysis::to_json(released->value())));
  const auto sealed = node.database.write([&](store::Transaction& tx) -> Result<void> {
    // The permit may have ended while the worker computed.
    if (auto covered = check_permit(node, tx, order, stored.requesting_node, plan); !covered) {
      return covered;
    }
    const auto logged = node.log.append(tx, node.entry(audit::Event::release, subject));
    if (!logged) return logged.error();
    const auto answer = gate::seal(*released, context, *logged, node.seal_key);
    return tx.run(
        "update orders set state = 'answered', answer = ?, log_index = ?, held = ''"
        " where run = ? and round = ?",
        answer.envelope(), logged->index(), order.run, order.round);
  });
  node.publish_head();
  return sealed;
}

}  // namespace

void start_order(Node& node, StoredOrder stored) {
  if (node.jobs() == nullptr) return;
  node.jobs()->add([&node, stored = std::move(stored)] {
    const auto done = execute(node, stored);
    // An order that our own stop interrupted goes on after the next start.
    if (!done && done.error().code == make_error_code(worker::WorkerError::stopping)) return;
    if (!done) keep_failed_order(node, stored, done.error());
    node.changes.notify(thing_of(stored.order.run, stored.order.round));
  });
}

}  // namespace passerelle::service

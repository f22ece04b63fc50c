#include "node/service/studies/order_execution.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "node/analysis/published_set.h"
#include "node/crypto/digest.h"
#include "node/explanation/rounds.h"
#include "node/identity/errors.h"
#include "node/service/access/permits.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "node/service/studies/analysis_sets.h"
#include "node/service/studies/dataset_needs.h"
#include "node/service/studies/datasets.h"
#include "node/service/studies/opt_out_snapshot.h"
#include "node/service/studies/order_release.h"
#include "node/service/studies/orders.h"

namespace passerelle::service {

using federation::Order;

Result<analysis::StudyPlan> plan_of(const Order& order) {
  const auto study = parse_json(order.study);
  if (!study) return study.error();
  return analysis::compile_study(*study);
}

namespace {

// The keys of the certificates that the trust list binds to a node now.
std::set<std::string> pins_of(const identity::TrustList& list, const NodeId& id, Instant now) {
  std::set<std::string> pins;
  const auto* entry = list.find(id);
  if (entry == nullptr) return pins;
  for (const auto& pin : entry->pins) {
    if (pin.holds(now)) pins.insert(pin.sha256);
  }
  return pins;
}

// Who takes part in an order, and from where.
void tell_nodes(const Node& node,
                const identity::TrustList& list,
                const Order& order,
                access::Needs& needs) {
  const auto* asking = list.find(needs.requesting_node);
  if (asking != nullptr) needs.requesting_country = asking->country;
  needs.executing_node = node.id();
  needs.storage_country = node.config.country;
  needs.peers = order.nodes;
  for (const auto& peer : order.nodes) needs.pins[peer] = pins_of(list, peer, node.now());
  needs.pins[needs.requesting_node] = pins_of(list, needs.requesting_node, node.now());
}

}  // namespace

Result<void> check_permit(Node& node,
                          store::Reader& reader,
                          const identity::TrustList& list,
                          const Order& order,
                          const NodeId& requesting_node,
                          const analysis::StudyPlan& plan,
                          Moment moment) {
  const auto record = find_permit(reader, order.permit);
  if (!record) return record.error();
  const auto purpose = purposes::parse_purpose(plan.purpose);
  if (!purpose) return purpose.error();
  const auto study = parse_json(order.study);
  if (!study) return study.error();
  const auto versions = held_versions(reader, plan);
  if (!versions) return versions.error();
  const auto runs = other_runs(reader, order);
  if (!runs) return runs.error();
  access::Needs needs;
  needs.requesting_node = requesting_node;
  tell_nodes(node, list, order, needs);
  needs.person = order.person;
  needs.purpose = *purpose;
  std::vector<DatasetId> datasets;
  for (const auto& [dataset, version] : *versions) datasets.push_back(dataset);
  needs.datasets = dataset_needs(plan, *study, *versions);
  needs.linked = linked_datasets(plan, datasets);
  needs.study_digest = plan.digest;
  needs.runs_so_far = runs->begun;
  const bool begins = moment == Moment::arrival && order.round == 0;
  needs.runs_under_way = begins ? runs->under_way : 0;
  if (auto covered = access::covers(*record, needs, node.now()); !covered) return covered;
  return require_orderable(node, reader, datasets);
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

void keep_failed_order(Node& node, const StoredOrder& stored, const Error& error) {
  const auto& order = stored.order;
  spdlog::warn("order_failed: run {} round {}: {}", order.run.text(), order.round, error.text());
  auto subject = subject_of(order, stored.requesting_node);
  subject["reason"] = error.name();
  const auto saved = node.commit([&](store::Transaction& tx) -> Result<void> {
    auto kept = tx.run(
        "update orders set state = 'failed', held = '', error_code = ?, error_detail = ?"
        " where run = ? and round = ? and state in ('running', 'review')",
        error.name(), error.detail, order.run, order.round);
    // The end of a title is seen by whoever computes under it and by whoever looks for it.
    if (!kept || tx.changed_rows() == 0) return kept;
    const auto logged = node.log.append(tx, node.entry(audit::Event::order_failed, subject));
    return logged ? kept : logged.error();
  });
  if (!saved) spdlog::error("order_not_kept: {}", saved.error().text());
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
    std::vector<AttachedTable> tables;
    access::PermitRecord permit;
    OptOutSnapshot opt_outs;
    bool is_approved;
  };
  const auto list = node.trust.current(node.now());
  if (!list) return list.error();
  auto ground = node.database.read([&](store::Reader& reader) -> Result<Ground> {
    auto execution = replay(node, reader, **list, order, stored.requesting_node);
    if (!execution) return execution.error();
    auto held = as_held(reader, std::move(execution->plan), Begun::yes);
    if (!held) return held.error();
    execution->plan = *std::move(held);
    auto tables = tables_for(reader, execution->plan);
    if (!tables) return tables.error();
    auto permit = find_permit(reader, order.permit);
    if (!permit) return permit.error();
    // The order may have waited for a worker, or for the next start of the node.
    auto covered = check_permit(node, reader, **list, order, stored.requesting_node,
                                execution->plan, Moment::later);
    if (!covered) return covered.error();
    const auto spaces = person_spaces(*tables, execution->plan);
    if (auto known = ledger_store::check_columns(reader, spaces.columns); !known) {
      return known.error();
    }
    auto opt_outs = opt_out_snapshot(node, reader, order, permit->permit);
    if (!opt_outs) return opt_outs.error();
    const auto approved = is_approved(reader, order, execution->state);
    if (!approved) return approved.error();
    return Ground{*std::move(execution), *std::move(tables), *std::move(permit),
                  *std::move(opt_outs), *approved};
  });
  if (!ground) return ground.error();
  const auto& [plan, state, transcript, partials] = ground->execution;

  gate::AnswerContext context{order.run,
                              order.round,
                              stored.requesting_node,
                              node.id(),
                              order.permit,
                              static_cast<int>(ground->permit.permit.version),
                              plan.digest,
                              {},
                              transcript.digest(),
                              {},
                              ground->opt_outs.treatment};
  std::map<DatasetId, std::string> versions;
  for (const auto& table : ground->tables) {
    const bool is_new = versions.emplace(table.dataset, table.version).second;
    if (is_new) context.dataset_versions.emplace_back(table.dataset, table.version);
  }
  const auto analysis_set = definition_of(plan);
  if (analysis_set) {
    context.analysis_set = {plan.named_set->name,
                            analysis::definition_sha256(plan.named_set->definition)};
  }
  const auto study = parse_json(order.study);
  if (!study) return study.error();
  const auto spaces = person_spaces(ground->tables, plan);
  const auto tell_persons = [&] {
    return persons_to_tell(node, ground->opt_outs, ground->tables, plan);
  };
  // At the end of its title a worker is ended, in the midst of its work.
  const auto& title = ground->permit;
  auto output =
      node.workers.step(order.run, {*study, analysis_set ? &*analysis_set : nullptr},
                        study_tables(ground->tables), tell_persons, partials,
                        std::min<std::chrono::milliseconds>(node.config.worker_step,
                                                            title.permit.valid_until - node.now()));
  if (!output) {
    const bool is_stopped = output.error().code == make_error_code(worker::WorkerError::stopping);
    const auto in_force = access::in_force(title, node.now());
    return is_stopped || in_force ? output.error() : in_force.error();
  }
  auto released = release_order(node, **list,
                                {stored, plan, state, *output, std::move(context),
                                 ground->permit.permit, spaces.columns, ground->is_approved});
  // Rows rest in memory no longer than a further round may ask for them.
  const bool is_last = order.round + 1 >= explanation::rounds_expected(plan).at_most;
  if (released && is_last) node.workers.forget(order.run);
  return released;
}

}  // namespace

void start_order(Node& node, StoredOrder stored) {
  if (node.jobs() == nullptr) return;
  node.jobs()->add([&node, stored = std::move(stored)] {
    const auto done = execute(node, stored);
    // An order that our own stop interrupted goes on after the next start; one whose permit ended
    // has failed already (stop_orders).
    if (!done && done.error().code == make_error_code(worker::WorkerError::stopping)) return;
    if (!done) keep_failed_order(node, stored, done.error());
    node.changes.notify(thing_of(stored.order.run, stored.order.round));
  });
}

void stop_orders(Node& node, const PermitId& permit) {
  struct Stopped {
    StoredOrder stored;
    Error why;
  };
  const auto stopped =
      node.database.read([&](store::Reader& reader) -> Result<std::vector<Stopped>> {
        std::vector<Stopped> orders;
        const auto record = find_permit(reader, permit);
        if (!record) return record.error();
        const auto in_force = access::in_force(*record, node.now());
        if (in_force) return orders;
        const auto rows = reader.query(
            "select run, round from orders where permit = ? and state in ('running', 'review')",
            permit);
        if (!rows) return rows.error();
        for (const auto& row : *rows) {
          auto stored = find_order(reader, RunId(row.text(0)), static_cast<int>(row.integer(1)));
          if (!stored) return stored.error();
          if (*stored) orders.push_back({**std::move(stored), in_force.error()});
        }
        return orders;
      });
  if (!stopped) {
    spdlog::error("orders_not_stopped: permit {}: {}", permit.text(), stopped.error().text());
    return;
  }
  for (const auto& [stored, why] : *stopped) {
    keep_failed_order(node, stored, why);
    node.workers.forget(stored.order.run);
    node.changes.notify(thing_of(stored.order.run, stored.order.round));
  }
}

void stop_ended_orders(Node& node) {
  const auto rows = node.database.read([](store::Reader& reader) {
    return reader.query("select distinct permit from orders where state in ('running', 'review')");
  });
  if (!rows) return spdlog::error("orders_not_looked_at: {}", rows.error().text());
  for (const auto& row : *rows) stop_orders(node, PermitId(row.text(0)));
}

}  // namespace passerelle::service

#include "node/service/orders.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "node/audit/receipt.h"
#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "node/federation/order.h"
#include "node/gate/gate.h"
#include "node/gate/transcript.h"
#include "node/identity/errors.h"
#include "node/service/callers.h"
#include "node/service/cases.h"
#include "node/service/datasets.h"
#include "node/service/errors.h"
#include "node/service/records.h"

namespace passerelle::service {
namespace {

using federation::Order;

struct StoredOrder {
  Order order;
  NodeId requesting_node;
  std::string digest;  // of the envelope
  std::string state;   // "running", "review", "answered", "failed"
  std::string answer;
  std::optional<std::int64_t> log_index;
  std::string error_code, error_detail;
  std::string approved_by;
};

// Rounds 0 to k of one run, and the fold up to round k.
struct Execution {
  analysis::StudyPlan plan;
  analysis::State state;
  gate::Transcript transcript;
  worker::Transcript partials;
};

constexpr const char* kSelectOrder =
    "select envelope, requesting_node, state, answer, log_index, error_code, error_detail,"
    " approved_by from orders where run = ? and round = ?";

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

Json subject_of(const Order& order, const NodeId& requesting_node) {
  return {{"run", order.run.text()},
          {"round", order.round},
          {"permit", order.permit.text()},
          {"requesting_node", requesting_node.text()},
          {"person", order.person}};
}

Result<analysis::StudyPlan> plan_of(const Order& order) {
  const auto study = parse_json(order.study);
  if (!study) return study.error();
  return analysis::compile_study(*study);
}

// The other runs under a permit; a run counts from its first round on.
Result<std::int64_t> other_runs(store::Reader& reader, const Order& order) {
  const auto row =
      reader.query_one("select count(*) from orders where permit = ? and round = 0 and run != ?",
                       order.permit, order.run);
  if (!row) return row.error();
  return (*row)->integer(0);
}

// The line that lets a study run or refuses it: the node's own permit covers everything the order
// would use and the catalogue has the datasets in force, or nothing is computed.
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

// Opens the transcript of a run up to the round of `order`, from the orders kept so far.
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
  context.rules_digest = released->receipt().rules_digest;

  auto subject = subject_of(order, stored.requesting_node);
  subject["study"] = plan.digest;
  subject["rules"] = context.rules_digest;
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

Result<void> insert_order(store::Transaction& tx,
                          const Order& order,
                          const NodeId& requesting_node,
                          const std::string& digest,
                          const std::string& envelope,
                          Instant now) {
  return tx.run(
      "insert into orders (run, round, requesting_node, permit, person, study_digest, envelope,"
      " state, received) values (?, ?, ?, ?, ?, ?, ?, 'running', ?)",
      order.run, order.round, requesting_node, order.permit, order.person, digest, envelope, now);
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
  // Whether a dataset can be read is told only to somebody whose permit covers the study.
  if (auto covered = check_permit(node, reader, order, requesting_node, *plan); !covered) {
    return covered.error();
  }
  if (auto datasets = datasets_for(reader, *plan); !datasets) return datasets.error();
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
  const auto document = crypto::SignedDocument::parse(envelope, federation::kOrderType);
  if (!document) return document.error();
  const auto body = document->verify(peer->entry().seal_key);
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
        if (auto covered = check_permit(node, tx, *order, peer->id(), *plan); !covered) {
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
  const auto receipt = node.log.prove(static_cast<std::uint64_t>(*order.log_index));
  if (!receipt) return receipt.error();
  const auto answer = gate::SealedAnswer::from_store(order.answer, node.seal_key.public_key());
  if (!answer) return answer.error();
  const Json body = {{"answer", Json::parse(answer->envelope())},
                     {"receipt", audit::to_json(*receipt)}};
  return OrderAnswer{true, canonical_text(body)};
}

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
  const auto row = node.database.read([&](store::Reader& reader) {
    return reader.query_one(
        "select envelope, held from orders where run = ? and round = ? and state = 'review'", run,
        round);
  });
  if (!row) return row.error();
  if (!*row) return Error{ServiceError::not_found, "no output waits for that run and round"};
  const auto envelope = parse_json((*row)->text(0));
  const auto held = parse_json((*row)->text(1));
  if (!envelope) return envelope.error();
  if (!held) return held.error();
  return Json{{"study", envelope->at("body").at("study")}, {"would_leave", *held}};
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
  if (act == "release") start_order(node, std::move(order));
  else node.changes.notify(thing_of(run, round));
  return Json{{"run", run.text()}, {"round", round}, {"act", act}};
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

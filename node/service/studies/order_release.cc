#include "node/service/studies/order_release.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "node/crypto/digest.h"
#include "node/gate/gate.h"
#include "node/gate/sealed_answer.h"
#include "node/ledger/archive.h"
#include "node/service/access/case_consequences.h"
#include "node/service/dataset_rules.h"
#include "node/service/studies/ledger.h"
#include "node/service/studies/order_execution.h"
#include "policies/ledger/errors.h"

namespace passerelle::service {
namespace {

// Each attempt judges anew after another release was recorded first.
constexpr int kMostAttempts = 50;

// The strictest of node, datasets, permit and study.
disclosure::Rules rules_for(const disclosure::Rules& of_data,
                            const access::Permit& permit,
                            const analysis::StudyPlan& plan) {
  auto asked = of_data;
  asked.min_cell = std::max(permit.output.min_cell, plan.min_cell.value_or(of_data.min_cell));
  if (const auto& dominance = permit.output.dominance) {
    asked.dominance_n = static_cast<int>(dominance->n);
    asked.dominance_k = static_cast<double>(dominance->percent) / 100;
  }
  return disclosure::stricter(of_data, asked);
}

// What the ledger knows of the persons.
struct Known {
  std::shared_ptr<const ledger_store::Met> met;
  std::int64_t version = 0;
};

// What the gate decided, and the ledger that it decided by.
struct Judged {
  gate::Released<analysis::Partial> released;
  Known known;
};

Result<Known> meet(Node& node, const Computed& computed) {
  const auto& evidence = computed.output.evidence;
  const auto& run = computed.stored.order.run;
  return node.database.read([&](store::Reader& reader) -> Result<Known> {
    const auto version = ledger_store::version(reader);
    if (!version) return version.error();
    if (evidence.are_cohorts_as_before) {
      if (auto met = node.kept_persons.find(run, *version)) return Known{std::move(met), *version};
    }
    auto met = ledger_store::meet_persons(reader, node.ledger_key, *evidence.cohorts);
    if (!met) return met.error();
    auto shared = std::make_shared<const ledger_store::Met>(*std::move(met));
    node.kept_persons.keep(run, *version, shared);
    return Known{std::move(shared), *version};
  });
}

// The strictest of node, profiles, datasets, permit and study.
Result<disclosure::Rules> rules_of(store::Reader& reader,
                                   const Node& node,
                                   const Computed& computed) {
  const auto of_data = rules_with(reader, node.rules, computed.plan.datasets());
  if (!of_data) return of_data.error();
  return rules_for(*of_data, computed.permit, computed.plan);
}

Result<Judged> judge(Node& node, const Computed& computed) {
  const auto& cohorts = *computed.output.evidence.cohorts;
  auto known = meet(node, computed);
  if (!known) return known.error();
  const ledger_store::DatabaseArchive archive(node.database, node.ledger_key);
  ledger::Judge judge({known->met->atoms, cohorts.population}, archive);
  const auto rules =
      node.database.read([&](store::Reader& reader) { return rules_of(reader, node, computed); });
  if (!rules) return rules.error();
  const gate::DisclosureGate gate(*rules);
  auto released = gate.release(computed.plan, computed.state, computed.output, judge);
  if (!released) return released.error();
  return Judged{*std::move(released), *std::move(known)};
}

// Holds a released partial back until a person has looked at it.
Result<void> hold(Node& node,
                  const identity::TrustList& list,
                  const Computed& computed,
                  const analysis::Partial& partial) {
  const auto& order = computed.stored.order;
  return node.database.write([&](store::Transaction& tx) -> Result<void> {
    if (auto covered = check_permit(node, tx, list, order, computed.stored.requesting_node,
                                    computed.plan, Moment::later);
        !covered) {
      return covered;
    }
    return tx.run("update orders set state = 'review', held = ? where run = ? and round = ?",
                  canonical_text(analysis::to_json(partial)), order.run, order.round);
  });
}

Result<void> check_version(store::Reader& reader, std::int64_t judged) {
  const auto now = ledger_store::version(reader);
  if (!now) return now.error();
  if (*now == judged) return {};
  return Error{ledger::LedgerError::moved_on, "other releases came first, again and again"};
}

Result<void> log_refusals(Node& node,
                          store::Transaction& tx,
                          Json subject,
                          const std::vector<ledger::Refusal>& refusals) {
  if (refusals.empty()) return {};
  subject["refused"] = to_json(refusals);
  const auto logged = node.log.append(tx, node.entry(audit::Event::ledger_refused, subject));
  if (!logged) return logged.error();
  return {};
}

// Whether an output checker is to look at it first: the permit says so, or the ledger has refused
// as much of the data as the rules allow.
Result<bool> needs_check(store::Reader& reader,
                         const Computed& computed,
                         const gate::GateReceipt& receipt) {
  if (computed.is_approved) return false;
  if (access::needs_person(computed.permit.output.review)) return true;
  if (!receipt.rules.refusals_before_check) return false;
  const auto before = ledger_store::refusals_since_check(reader, computed.plan.datasets());
  if (!before) return before.error();
  return *before + receipt.refused_numbers >= *receipt.rules.refusals_before_check;
}

Result<void> commit(Node& node,
                    const identity::TrustList& list,
                    const Computed& computed,
                    const Judged& judged) {
  const auto& stored = computed.stored;
  const auto& order = stored.order;
  const auto& receipt = judged.released.receipt();
  auto context = computed.context;
  context.rules = receipt.rules;
  auto subject = subject_of(order, stored.requesting_node);
  subject["study"] = computed.plan.digest;
  const auto about = subject;
  subject["rules"] = gate::rules_digest(context.rules);
  subject["partial"] =
      crypto::sha256_hex(canonical_text(analysis::to_json(judged.released.value())));
  return node.commit([&](store::Transaction& tx) -> Result<void> {
    // The permit may have ended while the worker computed.
    if (auto covered = check_permit(node, tx, list, order, stored.requesting_node, computed.plan,
                                    Moment::later);
        !covered) {
      return covered;
    }
    if (auto current = check_version(tx, judged.known.version); !current) return current;
    const auto rules = rules_of(tx, node, computed);
    if (!rules) return rules.error();
    if (*rules != receipt.rules) {
      return Error{ledger::LedgerError::moved_on, "the rules changed meanwhile, again and again"};
    }
    if (auto fits = ledger_store::check_columns(tx, computed.columns); !fits) return fits;
    auto recorded =
        ledger_store::record(tx, node.ledger_key,
                             {order.run, order.round, order.permit, stored.requesting_node,
                              computed.plan.digest, node.now()},
                             computed.columns, *judged.known.met,
                             {receipt.new_cohorts, receipt.known_cohorts, receipt.population});
    if (!recorded) return recorded;
    if (auto told = log_refusals(node, tx, about, receipt.refusals); !told) return told;
    const auto check = needs_check(tx, computed, receipt);
    if (!check) return check.error();
    if (*check) {
      return Error{ledger::LedgerError::moved_on, "others were refused as much meanwhile"};
    }
    const auto datasets = computed.plan.datasets();
    auto counted = computed.is_approved
                       ? ledger_store::forget_refusals(tx, datasets)
                       : ledger_store::add_refusals(tx, datasets, receipt.refused_numbers);
    if (!counted) return counted;
    auto noted = note_use(node, tx, computed.permit.application,
                          {order.run, subject["partial"].get<std::string>()}, stored.approved_by);
    if (!noted) return noted;
    const auto logged = node.log.append(tx, node.entry(audit::Event::release, subject));
    if (!logged) return logged.error();
    const auto answer = gate::seal(judged.released, context, *logged, node.seal_key);
    return tx.run(
        "update orders set state = 'answered', answer = ?, log_index = ?, held = ''"
        " where run = ? and round = ?",
        answer.envelope(), logged->index(), order.run, order.round);
  });
}

}  // namespace

Result<void> release_order(Node& node, const identity::TrustList& list, Computed computed) {
  const auto& order = computed.stored.order;
  for (int attempt = 1;; ++attempt) {
    const auto judged = judge(node, computed);
    if (!judged) return judged.error();
    const auto waits = node.database.read([&](store::Reader& reader) {
      return needs_check(reader, computed, judged->released.receipt());
    });
    if (!waits) return waits.error();
    auto done = *waits ? hold(node, list, computed, judged->released.value())
                       : commit(node, list, computed, *judged);
    if (!done && done.error().code == make_error_code(ledger::LedgerError::moved_on) &&
        attempt < kMostAttempts) {
      continue;
    }
    if (!done) return done;
    for (const auto& reason : judged->released.receipt().reasons) {
      spdlog::info("withheld: run {} round {}: {}", order.run.text(), order.round, reason);
    }
    return done;
  }
}

}  // namespace passerelle::service

#include "node/service/studies/rehearsal.h"

#include <array>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/random.h"
#include "node/gate/gate.h"
#include "node/ledger/archive.h"
#include "node/ledger/releases.h"
#include "node/service/callers.h"
#include "node/service/dataset_rules.h"
#include "node/service/studies/analysis_sets.h"
#include "node/service/studies/datasets.h"
#include "node/service/studies/ledger.h"
#include "node/service/studies/opt_out_snapshot.h"

namespace passerelle::service {
namespace {

// Of what is on this node now.
struct Ground {
  analysis::StudyPlan plan;
  std::vector<AttachedTable> tables;
  OptOutSnapshot opt_outs;
  disclosure::Rules rules;  // the strictest of node, datasets and study
};

Result<Ground> look(const Node& node, store::Reader& reader, const analysis::StudyPlan& plan) {
  auto held = as_held(reader, plan, Begun::no);
  if (!held) return held.error();
  auto tables = tables_for(reader, *held);
  if (!tables) return tables.error();
  auto opt_outs = opt_outs_now(node, reader);
  if (!opt_outs) return opt_outs.error();
  auto rules = rules_with(reader, node.rules, held->datasets());
  if (!rules) return rules.error();
  rules->min_cell = std::max(rules->min_cell, plan.min_cell.value_or(0));
  return Ground{*std::move(held), *std::move(tables), *std::move(opt_outs), *rules};
}

std::string_view name_of(analysis::Phase phase) {
  switch (phase) {
    case analysis::Phase::checks: return "checks";
    case analysis::Phase::groupings: return "groupings";
    case analysis::Phase::levels: return "levels";
    default: return "counts";
  }
}

Json told(const gate::GateReceipt& receipt, analysis::Phase phase) {
  return {{"phase", name_of(phase)},
          {"cells", receipt.cells},
          {"withheld_cells", receipt.withheld_cells},
          {"sums", receipt.items},
          {"withheld_sums", receipt.withheld_items},
          {"reasons", receipt.reasons},
          {"too_close", to_json(receipt.refusals)}};
}

// One study on the rows of this node, as if it were the only one that takes part.
class Rehearsal {
 public:
  Rehearsal(Node& node, const Json& study, Ground ground)
      : node_(node),
        study_(study),
        ground_(std::move(ground)),
        analysis_set_(definition_of(ground_.plan)),
        run_("rehearsal-" + crypto::random_id()),
        state_(analysis::start(ground_.plan)) {}
  Rehearsal(const Rehearsal&) = delete;
  Rehearsal& operator=(const Rehearsal&) = delete;
  ~Rehearsal() { node_.workers.forget(run_); }

  // Up to the round in which counts would leave.
  Result<Json> rounds() {
    Json list = Json::array();
    for (bool is_last = false; !is_last && state_.phase != analysis::Phase::finished;) {
      is_last = state_.phase == analysis::Phase::first;
      auto round = next_round();
      if (!round) return round;
      list.push_back(*std::move(round));
    }
    return list;
  }
  const std::string& failed_check() const { return state_.failed_check; }

 private:
  Result<Json> next_round() {
    const auto& plan = ground_.plan;
    const auto output = node_.workers.step(
        run_, {study_, analysis_set_ ? &*analysis_set_ : nullptr}, study_tables(ground_.tables),
        [&] { return persons_to_tell(node_, ground_.opt_outs, ground_.tables, plan); },
        transcript_);
    if (!output) return output.error();
    const auto met = node_.database.read([&](store::Reader& reader) {
      return ledger_store::meet_persons(reader, node_.ledger_key, *output->evidence.cohorts);
    });
    if (!met) return met.error();
    const ledger_store::DatabaseArchive archive(node_.database, node_.ledger_key);
    ledger::Judge judge({met->atoms, output->evidence.cohorts->population}, archive);
    const auto released = gate::DisclosureGate(ground_.rules).release(plan, state_, *output, judge);
    if (!released) return released.error();
    auto round = told(released->receipt(), state_.phase);
    transcript_.push_back({{node_.id(), released->value()}});
    auto next = analysis::advance(plan, std::move(state_), transcript_.back());
    if (!next) return next.error();
    state_ = *std::move(next);
    return round;
  }

  Node& node_;
  const Json& study_;
  const Ground ground_;
  const std::optional<Json> analysis_set_;
  const RunId run_;
  analysis::State state_;
  worker::Transcript transcript_;
};

}  // namespace

Result<Json> rehearse_study(Node& node, const identity::Caller& caller, const Json& request) {
  const auto user = require_staff(caller);
  if (!user) return user.error();
  Fields f(request, "");
  const auto& study = f.object("study");
  if (auto read = f.done(); !read) return read.error();
  const auto plan = analysis::compile_study(study);
  if (!plan) return plan.error();
  auto ground =
      node.database.read([&](store::Reader& reader) { return look(node, reader, *plan); });
  if (!ground) return ground.error();
  Json datasets = Json::array();
  for (const auto& table : ground->tables) datasets.push_back(table.dataset.text());
  const auto noted = node.note(audit::Event::study_rehearsed,
                               {{"study", plan->digest}, {"user", user->name().text()}});
  if (!noted) return noted.error();

  const auto min_cell = ground->rules.min_cell;
  Rehearsal rehearsal(node, study, *std::move(ground));
  auto rounds = rehearsal.rounds();
  if (!rounds) return rounds.error();
  Json answer{{"digest", plan->digest},
              {"datasets", std::move(datasets)},
              {"min_cell", min_cell},
              {"rounds", *std::move(rounds)}};
  if (!rehearsal.failed_check().empty()) answer["stopped_by"] = rehearsal.failed_check();
  return answer;
}

}  // namespace passerelle::service

// What a worker computed for an order, on its way out: gate with the ledger of releases, log, seal.
//
// Thread safety: any thread. Two releases at once never both pass that are too close to each other:
// what was judged is recorded only where no other release was recorded in between.
#pragma once

#include "node/analysis/fold.h"
#include "node/gate/answer_context.h"
#include "node/ledger/releases.h"
#include "node/service/studies/order_store.h"
#include "policies/access/permit.h"

namespace passerelle::service {

struct Computed {
  const StoredOrder& stored;
  const analysis::StudyPlan& plan;
  const analysis::State& state;
  const analysis::StepOutput& output;
  gate::AnswerContext context;  // its rules are the gate's to say
  const access::Permit& permit;
  const ledger_store::PersonColumns& columns;
  bool is_approved = false;  // a person has looked at it
};

// Lets leave what the rules allow, or holds it back for a person to look at. Of what does not leave
// nothing is kept.
Result<void> release_order(Node& node, const identity::TrustList& list, Computed computed);

}  // namespace passerelle::service

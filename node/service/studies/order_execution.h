// Carrying out an order that was accepted: worker, gate, log, seal.
#pragma once

#include <map>

#include "node/analysis/fold.h"
#include "node/analysis/plan.h"
#include "node/gate/transcript.h"
#include "node/service/studies/order_store.h"

namespace passerelle::service {

// Rounds 0 to k of one run, and the fold up to round k.
struct Execution {
  analysis::StudyPlan plan;
  analysis::State state;
  gate::Transcript transcript;
  worker::Transcript partials;
};

// Opens the transcript of a run up to the round of `order`, from the orders kept so far.
Result<Execution> replay(const Node& node,
                         store::Reader& reader,
                         const identity::TrustList& list,
                         const federation::Order& order,
                         const NodeId& requesting_node);

Result<analysis::StudyPlan> plan_of(const federation::Order& order);

// When an order is held against its permit. How many runs go on at once is asked when a run comes
// in; one that was let in is not turned away because others came after it.
enum class Moment { arrival, later };

// The line that lets a study run or refuses it: the node's own permit covers everything the order
// would use and the catalogue has the datasets in force, or nothing is computed and nothing leaves.
Result<void> check_permit(Node& node,
                          store::Reader& reader,
                          const identity::TrustList& list,
                          const federation::Order& order,
                          const NodeId& requesting_node,
                          const analysis::StudyPlan& plan,
                          Moment moment);

// Ends what is computed or held back under a permit that is no longer in force, at once: workers
// are killed, nothing of it leaves. Does nothing for a permit in force. What an error kept from
// being stopped is still refused where its answer would be sealed.
void stop_orders(Node& node, const PermitId& permit);

// The same for every permit under which something is computed or held back: time alone may have
// ended it.
void stop_ended_orders(Node& node);

// Has a job thread carry the order out; nothing happens before the node is connected.
void start_order(Node& node, StoredOrder stored);

}  // namespace passerelle::service

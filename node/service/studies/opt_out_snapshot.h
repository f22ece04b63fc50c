// Whose rows a run does not read: the register of opt-outs (Art. 71) as one run sees it.
//
// Invariants: (1) every round of a run sees the same persons, whatever enters the register between
// them: what counts is what the register held when the order of the first round came in; (2) rows
// of a dataset are read only when everybody who opted out can be told in them, or the data identify
// nobody at all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "node/service/studies/datasets.h"
#include "node/service/studies/order_store.h"
#include "node/worker/worker.h"
#include "policies/access/permit.h"
#include "policies/privacy/treatment.h"

namespace passerelle::service {

struct OptOutSnapshot {
  privacy::Treatment treatment;
  std::int64_t known = 0;  // the last statement of the register that counts
};

// Returns what counts for the run of an order that was accepted.
Result<OptOutSnapshot> opt_out_snapshot(const Node& node,
                                        store::Reader& reader,
                                        const federation::Order& order,
                                        const access::Permit& permit);

// Returns what would count for a run that began now, under a title approved now.
Result<OptOutSnapshot> opt_outs_now(const Node& node, store::Reader& reader);

// Returns what a worker is told of persons before it reads the tables of a study.
// Errors: as `who_opted_out`.
Result<worker::Persons> persons_to_tell(Node& node,
                                        const OptOutSnapshot& snapshot,
                                        const std::vector<AttachedTable>& tables,
                                        const analysis::StudyPlan& plan);

// Returns the persons who may not be read, table by table. Where tables are linked, who opted out
// of one of their datasets is read in none: without some of the rows somebody would look like a
// person to whom nothing happened. Errors: `opt_out.no_person_column` when persons opted out of a
// dataset whose holder never said which column identifies persons.
Result<std::vector<std::vector<std::string>>> who_opted_out(
    store::Reader& reader,
    const OptOutSnapshot& snapshot,
    const std::vector<AttachedTable>& tables,
    bool are_linked);

// Returns the statements on a dataset, those on every dataset among them, up to a number.
Result<std::vector<privacy::Statement>> statements_on(store::Reader& reader,
                                                      const DatasetId& dataset,
                                                      std::int64_t known);

}  // namespace passerelle::service

// What follows from an event of a case: its permit, data that are queried in place, what the
// applicant's node and other bodies are told, what runs and has to stop; and what follows from time
// alone.
//
// Thread safety: inside the transaction given; `tell_silences` and `stop_what_ended` on any thread
// but the I/O one, outside of any transaction.
#pragma once

#include "node/service/access/case_store.h"
#include "node/service/node.h"

namespace passerelle::service {

// Takes an event and what follows from it.
Result<void> take_with_consequences(Node& node,
                                    store::Transaction& tx,
                                    Case& one,
                                    const procedure::CaseEvent& event);

// Sends the case's view to the node that applied, as what its newest event is.
Result<void> tell_applicant(Node& node, store::Transaction& tx, const Case& one);

// What runs under a title that has ended, or was replaced by another, is stopped.
void stop_what_ended(Node& node, const Case& one);

// A run under the case's title had an answer released: told once for each run (Art. 73(2)), as the
// act of the output checker who let it leave, or of the node where none is asked for.
Result<void> note_use(Node& node,
                      store::Transaction& tx,
                      const ApplicationId& id,
                      const procedure::Used& use,
                      const std::string& checker);

// Tells every silence that has taken effect, in all cases.
void tell_silences(Node& node);

}  // namespace passerelle::service

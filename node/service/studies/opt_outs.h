// The register of opt-outs (Art. 71): what enters it, how full it is, and who stood in it when a
// permit was approved.
//
// Identifiers of persons enter here and leave here for nobody but the worker and whoever may ask
// who was opted out; no error, log entry or count tells one.
#pragma once

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// Adds statements: {"dataset": IRI} or {"all": true}, for every dataset of this node that
// identifies persons; and {"register": CSV} (policies/privacy/register_file.h) or {"choice": "out"
// | "in", "persons": one a line}. All are added or none; a statement that is there already is not
// added again. For the operator.
Result<Json> record_opt_outs(Node& node, const identity::Caller& caller, const Json& request);

// Returns by dataset how many statements there are and how many persons are opted out now. For
// operators and auditors.
Result<Json> count_opt_outs(Node& node, const identity::Caller& caller);

// Returns who was opted out of each dataset of a permit when it was approved. For operators and
// auditors; the log tells who asked.
Result<Json> opt_outs_on(Node& node, const identity::Caller& caller, const PermitId& permit);

}  // namespace passerelle::service

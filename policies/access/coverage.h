// Whether a permit covers an order: the line that lets a study run or refuses it. Deny by default;
// one order names one permit, and permits are never added up.
//
// The permit comes from the node's own store, never from the caller; `Needs` come from the study
// that the node compiled itself and from the identity of the connection.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/permit.h"
#include "policies/access/row_filter.h"
#include "policies/purposes/purpose.h"

namespace passerelle::access {

// What of one dataset an order would read.
struct DatasetNeed {
  std::set<std::string> variables;  // source columns
  std::string version;              // that is attached now
  // The conditions made wherever rows are selected: by each cohort, or by each kind of events of a
  // linked source (conditions_of_cohorts, conditions_of_events).
  std::vector<std::set<RowCondition>> selections = {};
};

// What one order would use. Nothing is covered by being left out.
struct Needs {
  NodeId requesting_node;                        // who the trust list says is calling
  std::string requesting_country;                // of that node
  NodeId executing_node;                         // this node
  std::string storage_country;                   // where its data lie
  std::vector<NodeId> peers;                     // every node that takes part
  std::map<NodeId, std::set<std::string>> pins;  // their certificates, by the trust list, and the
                                                 // requesting node's
  std::string person;                            // "marie@fr", as the requesting node asserts
  Assurance assurance = Assurance::low;          // how surely, as far as this node knows
  purposes::Purpose purpose = purposes::Purpose::research;
  std::map<DatasetId, DatasetNeed> datasets;
  std::set<DatasetId> linked;          // datasets that are joined with one another
  std::set<std::string> own_datasets;  // of the user, that are joined too
  std::string study_digest;
  std::int64_t runs_so_far = 0;     // other runs under this permit and those before it
  std::int64_t runs_under_way = 0;  // those of them that this node is computing or holding back
  DataForm form = DataForm::anonymised_statistics;
  std::string file_type = "json";  // of what leaves
};

enum class PermitState { active, suspended, revoked, superseded };
std::string_view code(PermitState state);
Result<PermitState> parse_permit_state(std::string_view code);

// A permit and what has happened to it since. Expiry is no state: it follows from time.
struct PermitRecord {
  Permit permit;
  PermitState state = PermitState::active;
  std::string reason;  // of the state; empty when active from the start
  Instant since;       // of the state
  bool operator==(const PermitRecord&) const = default;
};

// Returns success only when the permit covers every need at that time. Each refusal has its own
// code and a sentence that names what was asked. A permit of another requesting node is unknown,
// whatever its state.
Result<void> covers(const PermitRecord& record, const Needs& needs, Instant now);

// The refusal for a permit that the store does not have: the same as for somebody else's.
Error unknown_permit(const PermitId& id);

// Returns success only when the permit is active and valid at that time: what must still hold when
// an answer that is ready is about to leave.
Result<void> in_force(const PermitRecord& record, Instant now);

// Returns the record once another permit has taken its place. Refuses one that is revoked or was
// replaced before: both are final. Every other change of state is an event of the case
// (policies/procedure).
Result<PermitRecord> supersede(PermitRecord record, const PermitId& successor, Instant now);

}  // namespace passerelle::access

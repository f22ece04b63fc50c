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
#include "policies/purposes/purpose.h"

namespace passerelle::access {

// What one order would use.
struct Needs {
  NodeId requesting_node;     // who the trust list says is calling
  NodeId executing_node;      // this node
  std::vector<NodeId> peers;  // every node that takes part
  std::string person;         // "marie@fr", as the requesting node asserts
  purposes::Purpose purpose = purposes::Purpose::research;
  std::map<DatasetId, std::set<std::string>> variables;  // source columns, per dataset
  std::string study_digest;
  std::int64_t runs_so_far = 0;  // other runs under this permit
  DataForm form = DataForm::anonymised_statistics;
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

// State changes: (state, event, time) → state. Revocation and replacement are final.
Result<PermitRecord> suspend(PermitRecord record, std::string reason, Instant now);
Result<PermitRecord> resume(PermitRecord record, std::string reason, Instant now);
Result<PermitRecord> revoke(PermitRecord record, std::string reason, Instant now);
Result<PermitRecord> supersede(PermitRecord record, const PermitId& successor, Instant now);

}  // namespace passerelle::access

// The signed documents of a run, opened one by one with the keys of the trust list, and the fold
// over them. `write_bundle` and `verify_bundle` read a run through these functions alone.
//
// Thread safety: pure functions.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "node/analysis/fold.h"
#include "node/bundle/bundle.h"
#include "node/gate/sealed_answer.h"
#include "node/identity/trust_list.h"
#include "policies/access/permit.h"

namespace passerelle::bundle {

// Reads the list as its own anchor signed it; whether that is the right anchor is another question.
Result<identity::TrustList> read_trust_list(const std::string& envelope);

// Opens the permit that `issuer` gave. Refuses one of another node.
Result<access::Permit> open_permit(const identity::TrustList& trust,
                                   const NodeId& issuer,
                                   const std::string& envelope);

Result<gate::OpenedAnswer> open_answer(const identity::TrustList& trust,
                                       const NodeId& node,
                                       const std::string& envelope);

// What the log of a node says about one release.
struct LogFacts {
  std::string event;
  std::uint64_t index = 0;
  std::map<std::string, std::string> subject;  // texts and whole numbers, as text
};

// Verifies that the entry stands in the node's log and says these things.
// Returns when it was written.
Result<Instant> check_receipt(const identity::TrustList& trust,
                              const NodeId& node,
                              const std::string& receipt,
                              const LogFacts& expected);
LogFacts facts_of(const gate::OpenedAnswer& answer);
LogFacts facts_of(const gate::OpenedPooledAnswer& answer);

// Says why the permit does not cover the answer given at that time.
Result<void> check_permit(const access::Permit& permit,
                          const analysis::StudyPlan& plan,
                          const gate::OpenedAnswer& answer,
                          const std::map<NodeId, Answer>& round,
                          Instant at);

using Round = std::map<NodeId, gate::OpenedAnswer>;

// A run that was opened, chained and folded to its end.
struct Replay {
  std::shared_ptr<const Json> study;  // shared only because this header does not know the type
  analysis::StudyPlan plan;
  identity::TrustList trust;
  std::map<NodeId, access::Permit> permits;
  std::vector<Round> rounds;
  std::map<NodeId, std::vector<Instant>> released;  // by round, as the logs say
  analysis::State state;                            // finished
  std::map<std::string, std::size_t> fitted_in;     // the round each model was taken from, by id
  std::size_t first_round = 0;                      // the round that holds cells and sums
  std::shared_ptr<const Json> answer;               // {"analyses", "analysis_set"}
  gate::OpenedPooledAnswer pooled;
};

// What a study asks for that is not in a result: datasets that nobody read, and the nodes that the
// permits allow and that did not take part.
struct Absent {
  std::vector<DatasetId> datasets;
  std::vector<NodeId> nodes;
};
Absent absent_from(const Replay& run);

// Verifies everything that the bundle proves but the bytes of derived files.
Result<Replay> replay(const Contents& contents);

}  // namespace passerelle::bundle

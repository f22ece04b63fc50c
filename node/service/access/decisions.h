// Decisions of the body on its cases: signed, kept, and the titles that they give.
#pragma once

#include <optional>
#include <string>

#include "node/base/json.h"
#include "node/service/access/case_store.h"
#include "node/service/node.h"
#include "policies/access/decision.h"

namespace passerelle::service {

// A decision/2 without what the node stamps itself (application, decider, at), signed by a decider.
Result<Json> decide_case(Node& node,
                         const identity::Caller& caller,
                         const ApplicationId& id,
                         const Json& request);

// A decision is kept twice among the documents of its case: plain, under the digest by which events
// name it, and signed, as it goes to others.
struct SignedPaper {
  const char* type;  // "decision/2"
  const char* plain_name;
  const char* signed_name;
};
Result<void> keep_signed(Node& node,
                         store::Transaction& tx,
                         const ApplicationId& id,
                         const SignedPaper& paper,
                         const Json& body);
Result<Json> find_paper(store::Reader& reader, const ApplicationId& id, const std::string& digest);
Result<std::optional<Json>> newest_signed(store::Reader& reader,
                                          const ApplicationId& id,
                                          const SignedPaper& paper);

// The decision that a case has, and the newest that was signed for it, as it goes to others.
Result<access::Decision> find_decision(store::Reader& reader, const Case& one);
Result<Json> signed_decision(store::Reader& reader, const ApplicationId& id);

// The case as access knows it: this body's part of the application, not yet decided.
Result<access::CountryCase> undecided(const Node& node, const Case& one);

}  // namespace passerelle::service

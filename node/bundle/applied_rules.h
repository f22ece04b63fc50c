// The disclosure rules that decided what of an analysis left the nodes: by name, with the value
// that each node has set. They follow from the type of the analysis and the signed rules of the
// nodes, never from what was withheld.
#pragma once

#include <map>
#include <string>

#include "node/analysis/plan.h"
#include "node/base/json.h"
#include "node/base/strong_id.h"
#include "node/bundle/words.h"
#include "policies/disclosure/rules.h"

namespace passerelle::bundle {

// Returns a list of {"rule", "nodes"}; a rule without a value to set has no `nodes`.
Json applied_rules(const analysis::StudyPlan& plan,
                   const analysis::Analysis& analysis,
                   const std::map<NodeId, disclosure::Rules>& by_node);

// The same for people: the names in words, and the values of one node.
std::string applied_rules_text(const analysis::StudyPlan& plan,
                               const analysis::Analysis& analysis,
                               const Messages& say);
std::string rules_text(const disclosure::Rules& rules, const Messages& say);

}  // namespace passerelle::bundle

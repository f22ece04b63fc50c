// What the holders of a study's datasets tell of the set of rows that it names, so that who checks
// a study learns which columns it needs before asking for them. A courtesy: each holder goes by its
// own definition when it computes.
//
// Thread safety: any thread but the I/O one, since peers are waited for.
#pragma once

#include <map>
#include <vector>

#include "node/analysis/published_set.h"
#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

class ToldSets {
 public:
  // Asks this node and, when it is connected, its peers, once. Without a named set nobody is asked.
  static Result<ToldSets> ask(Node& node,
                              const identity::Caller& caller,
                              const analysis::StudyPlan& plan);

  // Returns the plan as the holder of these datasets would compute it; as it was when nothing was
  // told. Errors: the study does not fit the set.
  Result<analysis::StudyPlan> as_told(const analysis::StudyPlan& plan,
                                      const std::vector<DatasetId>& datasets) const;

  // Returns {"name", "datasets": [{"dataset", "sha256", "where"?, "complete_on", "refused"?}],
  // "untold": [IRI, …]}; null for a study that names no set.
  Json in_words(const analysis::StudyPlan& plan) const;

 private:
  std::map<DatasetId, analysis::PublishedSet> sets_;
};

}  // namespace passerelle::service

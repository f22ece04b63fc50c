// Sets of rows that this node publishes with its datasets (node/analysis/published_set.h), and the
// ones that studies name.
//
// A name means one set of rows for ever: what was released of it stays comparable with what will
// be. It can be withdrawn, and published again as it was; runs that began go on.
//
// Thread safety: any thread.
#pragma once

#include <optional>
#include <string>

#include "node/analysis/plan.h"
#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// {"dataset": IRI, "name", "title": {"en": …}, "description"?: {"en": …}, "table", "where"?,
// "complete_on": […]}: for whoever operates the node. Published again with the same rows, texts are
// replaced and a withdrawal ends; with others the name is refused.
Result<Json> publish_analysis_set(Node& node, const identity::Caller& caller, const Json& request);

// {"dataset": IRI, "name", "reason"}: no new run goes by it.
Result<Json> withdraw_analysis_set(Node& node, const identity::Caller& caller, const Json& request);

// Returns {"analysis_sets": […]} of one dataset, or of all when none is named; withdrawn ones are
// marked, since results speak of them. Somebody unknown is told of those datasets that the
// catalogue publishes.
Result<Json> list_analysis_sets(Node& node,
                                const identity::Caller& caller,
                                const DatasetId& dataset);

// Whether a withdrawn set still counts: for a run that began before.
enum class Begun { no, yes };

// Returns the plan as this node computes it: the set that it names, if it names one, is that of its
// datasets here. Without a dataset here, or a named set, it is the plan as it was.
// Errors: `service.no_analysis_set` with the names that there are; datasets of which one name means
// different rows; a set that the table can no longer make; `study.…` where the study does not fit
// the set.
Result<analysis::StudyPlan> as_held(store::Reader& reader, analysis::StudyPlan plan, Begun begun);

// Returns the definition by which a plan names its rows, for the worker; nothing without one.
std::optional<Json> definition_of(const analysis::StudyPlan& plan);

}  // namespace passerelle::service

// How access is decided in each country, and what an application of today would see: for this
// node's own country as its body has installed it, for others as the program knows it.
//
// Public, but for the installing: nothing else here depends on who asks.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// {"procedures": [{"country", "version", "uncertain", "bodies": [name]}]}
Result<Json> list_procedures(const Node& node);

// A procedure whole, with what is worth a look in it: {"procedure", "warnings": [{"path",
// "text"}]}.
Result<Json> show_procedure(const Node& node, const std::string& country);

// Installs "procedure/1" of this body, signed by the node: {"digest", "country", "version",
// "warnings"}. The refusal tells everything that is wrong with it.
Result<Json> put_procedure(Node& node, const identity::Caller& caller, const Json& document);

// What is asked of a simulation; empty fields mean this node's country, a health data request
// (Art. 69), the ordinary route and now.
struct SimulationWish {
  std::string country;
  std::string kind;
  std::string route;
  std::string start;
};

// {"country", "kind", "route", "start", "uncertain", "steps": [{"id", "what", "waits_for", "force",
// "has_time", "earliest", "earliest_day", "latest", "latest_day", "over_legal_time"?}]}. Limits are
// excluded; a `…_day` is the day before one at the body, which is how a person reads it.
Result<Json> simulate_case(const Node& node, const SimulationWish& wish);

}  // namespace passerelle::service

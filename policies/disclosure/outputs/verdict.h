// What is decided about a single output, and why.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "policies/disclosure/outputs/settings.h"
#include "policies/disclosure/programme.h"

namespace passerelle::disclosure::outputs {

enum class Choice {
  release,
  suppress,  // may be released after hiding or merging
  refuse,
};

using Reasons = std::set<Reason>;

// The cells or steps that break rules, by their name or place.
using Flagged = std::map<std::string, Reasons>;

struct Verdict {
  Choice choice = Choice::release;
  Reasons reasons;
  std::optional<Flagged> primary;  // of tables and curves
  Json evidence = Json::object();  // what else the rules computed: a quantile, merged steps
};

// Refused when there is a reason.
Verdict refused_for(Reasons reasons);

// A table: when a cell is flagged, what the settings say.
Verdict of_cells(Flagged flagged, const Settings& settings);

// All reasons of the flagged.
Reasons reasons_of(const Flagged& flagged);

// The fields of the decision object; codes in alphabetical order.
Json to_json(const Verdict& verdict);

}  // namespace passerelle::disclosure::outputs

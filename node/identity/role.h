// What a local person may do at this node.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"

namespace passerelle::identity {

enum class Role {
  applicant,       // applies for access, orders studies
  decider,         // gives opinions and decisions on applications (Art. 57, 68)
  output_checker,  // looks at what the gate held back
  auditor,         // reads the log
  operator_,       // runs the installation; decides nothing
};
using Roles = std::set<Role>;

// Returns the role's name: "applicant", "decider", "output_checker", "auditor", "operator".
std::string_view to_text(Role role);
Result<Role> parse_role(std::string_view text);

std::vector<std::string> to_texts(const Roles& roles);

// Refuses an unknown word and an empty list.
Result<Roles> parse_roles(const std::vector<std::string>& texts);

}  // namespace passerelle::identity

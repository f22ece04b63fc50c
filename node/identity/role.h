// What a local person may do at this node.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"

namespace passerelle::identity {

// Those of a body are separate functions (Art. 55(3)); which of them one person may have on one
// case is for policies/procedure to say.
enum class Role {
  applicant,            // applies for access, orders studies
  holder,               // acts for a data holder: feasibility, delivery
  desk_officer,         // receives applications, sees that they are complete
  assessor,             // finds whether the criteria of Art. 68 are met
  opinion_maker,        // acts for a committee
  decider,              // signs decisions on applications (Art. 57, 68)
  data_preparer,        // gets data from holders, certifies their deletion
  output_checker,       // looks at what the gate held back (Art. 73(2))
  enforcement_officer,  // suspends and revokes (Art. 63)
  publisher,            // keeps the public register
  auditor,              // reads the log
  operator_,            // runs the installation; decides nothing
};
using Roles = std::set<Role>;

// Returns the role's name: "applicant", "desk_officer", …, "operator".
std::string_view to_text(Role role);
Result<Role> parse_role(std::string_view text);

std::vector<std::string> to_texts(const Roles& roles);

// Refuses an unknown word and an empty list.
Result<Roles> parse_roles(const std::vector<std::string>& texts);

}  // namespace passerelle::identity

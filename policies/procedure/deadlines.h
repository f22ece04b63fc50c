// The periods of a procedure as one list: name, member, and whether the law sets a maximum. Not for
// other rooms.
//
// Thread safety: constants and pure functions; any thread.
#pragma once

#include <span>
#include <string_view>

#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

struct Deadline {
  std::string_view name;
  Period Deadlines::* member;
  Force force;  // legal: the default is the maximum
  std::string_view basis;
};

std::span<const Deadline> deadline_list();

// Says whether a period is certain to last no longer than another, wherever and whenever it begins.
bool is_within(const Period& period, const Period& maximum);

}  // namespace passerelle::procedure

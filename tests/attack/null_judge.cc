// A judge who releases everything, for the test executable that must fall to the attack
// (tests/README.md): it stands in the place of policies/ledger/judge.cc, which the linker then
// leaves in its library. It defines all that is used of that file; were something missing, both
// would be linked and the build would end with a symbol that is defined twice.
#include <utility>

#include "policies/ledger/judge.h"

namespace passerelle::ledger {

std::string to_text(Rule) { return "NONE"; }

Judge::Judge(Persons persons, const Archive& archive, std::int64_t most_comparisons)
    : persons_(std::move(persons)), archive_(archive), most_comparisons_(most_comparisons) {}

Result<std::vector<Verdict>> Judge::judge(const std::vector<Asked>& cohorts,
                                          const disclosure::Rules&) {
  return std::vector<Verdict>(cohorts.size());
}

}  // namespace passerelle::ledger

#include "node/catalogue/record.h"

#include <algorithm>
#include <array>

#include "node/catalogue/errors.h"

namespace passerelle::catalogue_store {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 5> kKinds{"created", "updated", "unchanged", "withdrawn",
                                                 "restored"};

}  // namespace

std::string_view code(ChangeKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

Result<ChangeKind> parse_change_kind(std::string_view text) {
  const auto found = std::find(kKinds.begin(), kKinds.end(), text);
  if (found != kKinds.end()) return static_cast<ChangeKind>(found - kKinds.begin());
  return Error{RecordError::bad_code, "a version is of no known kind"};
}

Status Record::status(Instant now) const {
  if (withdrawn) return Status::withdrawn;
  return in_force_from && *in_force_from <= now ? Status::in_force : Status::announced;
}

}  // namespace passerelle::catalogue_store

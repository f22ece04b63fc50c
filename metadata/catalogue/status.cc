#include "metadata/catalogue/status.h"

#include <algorithm>
#include <array>

namespace passerelle::catalogue {
namespace {

constexpr std::string_view kTable =
    "http://publications.europa.eu/resource/authority/distribution-status/";

// In the order of the enumerators.
constexpr std::array<std::string_view, 3> kCodes{"announced", "in_force", "withdrawn"};
constexpr std::array<std::string_view, 3> kConcepts{"DEVELOP", "COMPLETED", "WITHDRAWN"};

std::optional<Status> found_in(const std::array<std::string_view, 3>& names,
                               std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Status>(found - names.begin());
}

}  // namespace

std::string_view code(Status status) { return kCodes[static_cast<std::size_t>(status)]; }

std::optional<Status> parse_status(std::string_view text) { return found_in(kCodes, text); }

std::string status_iri(Status status) {
  return std::string(kTable) + std::string(kConcepts[static_cast<std::size_t>(status)]);
}

Status status_of_iri(std::string_view iri) {
  if (!iri.starts_with(kTable)) return Status::in_force;
  return found_in(kConcepts, iri.substr(kTable.size())).value_or(Status::in_force);
}

}  // namespace passerelle::catalogue

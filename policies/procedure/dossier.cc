#include "policies/procedure/dossier.h"

#include <array>
#include <set>

namespace passerelle::procedure {
namespace {

using std::string_view;

constexpr auto kStandings =
    std::to_array<string_view>({"not_delivered", "in_progress", "granted", "suspended", "refused",
                                "ended", "incomplete", "withdrawn"});
constexpr auto kStatuses =
    std::to_array<string_view>({"in_progress", "partly_granted", "granted", "suspended", "ended",
                                "refused", "incomplete", "withdrawn"});
constexpr auto kAwaited = std::to_array<string_view>(
    {"nobody", "delivery", "body", "applicant", "holder", "outside_body"});

bool is_refused(const Part& part) { return part.outcome == access::Outcome::refused; }

}  // namespace

string_view code(PartStanding standing) {
  return kStandings.at(static_cast<std::size_t>(standing));
}
string_view code(DossierStatus status) { return kStatuses.at(static_cast<std::size_t>(status)); }
string_view code(Awaited awaited) { return kAwaited.at(static_cast<std::size_t>(awaited)); }

PartStanding standing_of(const Part& part) {
  if (!part.state) return PartStanding::not_delivered;
  switch (*part.state) {
    case CaseState::draft:
    case CaseState::submitted:
    case CaseState::pre_screening:
    case CaseState::awaiting_additional_information:
    case CaseState::processing:
    case CaseState::with_trusted_holder:
    case CaseState::awaiting_opinion:
    case CaseState::awaiting_authorisation:
    case CaseState::awaiting_fee_acceptance:
    case CaseState::appealed: return PartStanding::in_progress;
    // A grant waits for the applicant's word.
    case CaseState::decision_issued:
      return is_refused(part) ? PartStanding::refused : PartStanding::in_progress;
    case CaseState::granted:
    case CaseState::extraction_requested:
    case CaseState::data_available:
    case CaseState::in_use:
    case CaseState::amended:
    case CaseState::renewed: return PartStanding::granted;
    case CaseState::suspended: return PartStanding::suspended;
    case CaseState::revoked:
    case CaseState::expired:
    case CaseState::results_due: return PartStanding::ended;
    // A final refusal and the end of a title close a case alike.
    case CaseState::closed: return part.has_title ? PartStanding::ended : PartStanding::refused;
    case CaseState::closed_incomplete: return PartStanding::incomplete;
    case CaseState::withdrawn: return PartStanding::withdrawn;
  }
  return PartStanding::in_progress;
}

Awaited awaited_by(const Part& part) {
  if (!part.state) return Awaited::delivery;
  switch (*part.state) {
    case CaseState::awaiting_additional_information:
    case CaseState::awaiting_fee_acceptance:
    case CaseState::results_due: return Awaited::applicant;
    case CaseState::decision_issued: return is_refused(part) ? Awaited::nobody : Awaited::applicant;
    case CaseState::with_trusted_holder:
    case CaseState::extraction_requested: return Awaited::holder;
    case CaseState::awaiting_opinion:
    case CaseState::awaiting_authorisation: return Awaited::outside_body;
    case CaseState::submitted:
    case CaseState::pre_screening:
    case CaseState::processing:
    case CaseState::appealed:
    case CaseState::suspended: return Awaited::body;
    default: return Awaited::nobody;
  }
}

DossierStatus status_of(std::span<const Part> parts) {
  std::set<PartStanding> standings;
  for (const auto& part : parts) standings.insert(standing_of(part));
  const auto some = [&](PartStanding standing) { return standings.contains(standing); };
  if (some(PartStanding::granted)) {
    return standings.size() == 1 ? DossierStatus::granted : DossierStatus::partly_granted;
  }
  if (some(PartStanding::in_progress) || some(PartStanding::not_delivered)) {
    return DossierStatus::in_progress;
  }
  if (some(PartStanding::suspended)) return DossierStatus::suspended;
  if (some(PartStanding::ended)) return DossierStatus::ended;
  if (some(PartStanding::refused)) return DossierStatus::refused;
  if (some(PartStanding::incomplete)) return DossierStatus::incomplete;
  return DossierStatus::withdrawn;
}

}  // namespace passerelle::procedure

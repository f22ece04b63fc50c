#include "policies/procedure/terms.h"

namespace passerelle::procedure {

std::optional<std::string_view> official_status(CaseState state) {
  switch (state) {
    case CaseState::submitted: return "SUBMITTED";
    case CaseState::pre_screening: return "PRE_SCREENING";
    case CaseState::awaiting_additional_information: return "AWAITING_ADDITIONAL_INFORMATION";
    case CaseState::processing:
    case CaseState::with_trusted_holder:
    case CaseState::awaiting_opinion:
    case CaseState::awaiting_authorisation:
    case CaseState::awaiting_fee_acceptance: return "PROCESSING";
    case CaseState::closed_incomplete:
    case CaseState::decision_issued:
    case CaseState::appealed: return "DECISION_ISSUED";
    case CaseState::withdrawn: return "WITHDRAWN";
    case CaseState::granted:
    case CaseState::extraction_requested:
    case CaseState::data_available:
    case CaseState::in_use:
    case CaseState::suspended: return "GRANTED";
    case CaseState::amended: return "AMENDED";
    case CaseState::renewed: return "RENEWED";
    case CaseState::revoked: return "REVOKED";
    case CaseState::expired: return "EXPIRED";
    case CaseState::draft:
    case CaseState::results_due:
    case CaseState::closed: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace passerelle::procedure

// The dossier of an applicant: one application whose parts several bodies decide, each for itself.
// Its status is derived from the parts whenever it is asked for, never stored.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "policies/procedure/terms.h"

namespace passerelle::procedure {

// How one part stands, as far as the applicant is concerned.
enum class PartStanding {
  not_delivered,  // its body does not have it yet
  in_progress,    // not decided for good: the body, or somebody for it, still acts
  granted,        // a title is in force
  suspended,      // a title may not be used for the time being
  refused,
  ended,       // a title has expired, was revoked or is closed
  incomplete,  // closed because information was missing
  withdrawn,   // by the applicant, or because a fee or a grant was not accepted
};

enum class DossierStatus {
  in_progress,     // no title is in force, and a body still decides or does not have its part yet
  partly_granted,  // a title is in force, but not from every body
  granted,         // every body has given a title, all in force
  suspended,       // no title is in force, one at least is suspended, and no body still decides
  ended,           // there were titles, none is left, and no body still decides
  refused,         // no body has given a title, and one at least has refused
  incomplete,      // as refused, but the worst is a part closed because information was missing
  withdrawn,       // every part is withdrawn
};

// Who has to act next.
enum class Awaited { nobody, delivery, body, applicant, holder, outside_body };

struct Part {
  std::optional<CaseState> state;          // none: not delivered
  std::optional<access::Outcome> outcome;  // of the decision, when there is one
  bool has_title = false;                  // a permit was issued
};

std::string_view code(PartStanding standing);
std::string_view code(DossierStatus status);
std::string_view code(Awaited awaited);

PartStanding standing_of(const Part& part);
Awaited awaited_by(const Part& part);

// Requires: at least one part.
DossierStatus status_of(std::span<const Part> parts);

}  // namespace passerelle::procedure

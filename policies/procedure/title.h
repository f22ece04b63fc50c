// Where a case meets the documents of access: its first event from an application, and the permits
// that a grant and the changes of it give.
//
// Thread safety: pure functions; any thread.
#pragma once

#include "node/base/result.h"
#include "policies/access/application.h"
#include "policies/access/decision.h"
#include "policies/access/permit.h"
#include "policies/access/successor.h"
#include "policies/procedure/case_file.h"
#include "policies/procedure/event_content.h"

namespace passerelle::procedure {

enum class Accelerated { no, yes };  // Art. 68(6)

// Returns what the submission of an application says. The form of the data and the wish for the
// short time stand in the answers to its form, which are not for this room to read.
Submitted submission_of(const access::Application& application,
                        Accelerated accelerated,
                        access::DataForm form);

// Returns what the signature of a decision says. Its title is what access::issue would give: from
// the start that was asked for to the earlier of the ends that were asked for and decided.
DecisionSigned signature_of(const access::CountryCase& open,
                            const access::Decision& decision,
                            PermitId id);

// Returns the permit of a case whose grant is in force: access::issue, with the id, the dates and
// the kind that the case's title has. Refuses (CaseEventError) a case that has no title in force,
// a decision that is not the one the case has, and a permit that would not be the title.
Result<access::Permit> issue_title(const CaseFile& file,
                                   const access::CountryCase& open,
                                   const access::Decision& decision,
                                   const access::Issuer& issuer);

// Returns what the signature of a decision on a change says: amended, renewed or change_refused.
// Requires: the case has a title.
EventContent change_of(const CaseFile& file, const access::ChangeDecision& decision, PermitId id);

// Returns the permit of a case whose title was changed: access::succeed, with the id and the dates
// that the title has. Refuses (CaseEventError) a case that has no title in force, a decision that
// is not the one that gave it, and a permit that would not be the title.
Result<access::Permit> issue_changed_title(const CaseFile& file,
                                           const access::Permit& before,
                                           const access::ChangeDecision& decision);

// Returns the digest of the decision on the change that gave the title that is in force; nothing
// when the first decision gave it.
std::optional<std::string> changed_by(const CaseFile& file);

}  // namespace passerelle::procedure

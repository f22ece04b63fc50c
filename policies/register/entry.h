// A case as the public register shows it (Art. 57(1)(j), 58(1)(f) and (g)): what has been
// published, and of everything else only that it is due and whether it is late.
//
// Contact data, persons, files and confidential answers are in no entry: what the applicant wrote
// comes from form::public_part alone.
//
// Thread safety: pure functions; any thread.
#pragma once

#include "node/base/clock.h"
#include "node/base/json.h"
#include "policies/access/application.h"
#include "policies/form/definition.h"
#include "policies/procedure/case_file.h"
#include "policies/procedure/procedure.h"

namespace passerelle::public_register {

// Returns {"application", "body": {"id", "name"}, "country", "duties": [{"what", "rule", "since",
// "due"?, "published_at"?, "is_late"}], "history": [{"rule", "published_at", "reference"}]}; once
// the application is published also {"state", "kind", "purpose", "title", "summary",
// "organisation", "datasets", "application_part", "decisions", "changes", "measures", "results"},
// the last four as far as they are published. What the applicant withholds is absent. Requires: the
// case was submitted; `now` is not before its last event.
Json entry(const form::Definition& definition,
           const access::Application& application,
           const procedure::CaseFile& file,
           const procedure::Procedure& procedure,
           Instant now);

}  // namespace passerelle::public_register

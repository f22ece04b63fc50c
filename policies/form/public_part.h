// What the public register may show of an application (Art. 57(1)(j)(ii), 58(1)(f)): the answers to
// the form's public fields, of a common part and of each country. Contact data, persons, files,
// confidential fields, and answers that the applicant marked as confidential are never in it; of
// the last, only the field is named.
//
// Thread safety: pure functions; any thread.
#pragma once

#include "node/base/json.h"
#include "policies/access/application.h"
#include "policies/form/definition.h"

namespace passerelle::form {

// Returns {"application", "requesting_node", "submitted_at", "form", "answers", "countries",
// "withheld": [{"field", "country"?}]}; a bound field stands in `answers` under its id.
Json public_part(const Definition& definition, const access::Application& application);

}  // namespace passerelle::form

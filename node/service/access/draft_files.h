// The files of an application while it is written.
//
// Thread safety: any thread but the I/O one.
#pragma once

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/form/draft.h"

namespace passerelle::service {

// {"field", "country"?, "name", "content": base64}: puts a file into a field, in place of what was
// there. Refuses what is no pdf, doc, docx, xls, xlsx or odt by name and content, and what is too
// large. → the draft with its problems.
Result<Json> attach_file(Node& node,
                         const identity::Caller& caller,
                         const form::DraftId& id,
                         const Json& request);

// {"files": [{"field", "country"?, "name", "bytes", "digest"}]}
Result<Json> list_draft_files(Node& node, const identity::Caller& caller, const form::DraftId& id);

// {"digest", "name", "content": base64}
Result<Json> show_draft_file(Node& node,
                             const identity::Caller& caller,
                             const form::DraftId& id,
                             const std::string& digest);

}  // namespace passerelle::service

// Applications while they are written, and the form that they answer.
#pragma once

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/form/draft.h"

namespace passerelle::service {

// {"form", "problems": […]} of a document that is not kept; `problems` is empty when it is
// complete.
Result<Json> check_application(const Json& application);

// Begins a draft, {}, or a copy, {"copy_of": id}. → the draft with its problems.
Result<Json> create_draft(Node& node, const identity::Caller& caller, const Json& request);

// Drafts that the caller owns or is a member of.
Result<Json> list_drafts(Node& node, const identity::Caller& caller);

// A draft, what is still wrong with it, and the purposes that are open to its applicant.
Result<Json> show_draft(Node& node, const identity::Caller& caller, const form::DraftId& id);

// Changes a draft, all of it or nothing: {"fields": [{"field", "country"?, "value"}]?,
// "countries": {CC: [node]}?, "confidential": […]?, "add_members": [name]?,
// "remove_members": [name]?}. A value of null empties its field.
Result<Json> change_draft(Node& node,
                          const identity::Caller& caller,
                          const form::DraftId& id,
                          const Json& request);

// Submits a draft without problems: it becomes an application, sent to every node concerned.
Result<Json> submit_draft(Node& node, const identity::Caller& caller, const form::DraftId& id);

// Gives a draft up before it is submitted.
Result<Json> discard_draft(Node& node, const identity::Caller& caller, const form::DraftId& id);

}  // namespace passerelle::service

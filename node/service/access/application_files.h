// What belongs to an application beside its form: its study document, its files, and its parts as
// the bodies have them. For its own applicant.
//
// Thread safety: any thread but the I/O one.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// Sends the study document of an application to every body that has a part of it, for their
// committees. Refuses one whose digest is not the application's.
Result<Json> send_study(Node& node,
                        const identity::Caller& caller,
                        const ApplicationId& id,
                        const Json& study);

// A body's part of an application as the body has it, with the answers it has taken: "history/1"
// (policies/form).
Result<Json> show_part(Node& node,
                       const identity::Caller& caller,
                       const ApplicationId& id,
                       const NodeId& body);

// A file of an application: {"digest", "content": base64}.
Result<Json> show_application_file(Node& node,
                                   const identity::Caller& caller,
                                   const ApplicationId& id,
                                   const std::string& digest);

}  // namespace passerelle::service

// Cases in the database: the events of a case, the procedure that it began under, the versions of
// its application, and the documents that its events name.
//
// A case is its events: what is kept beside them (state, since) is for lists only.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/form/question.h"
#include "policies/procedure/kernel.h"

namespace passerelle::service {

struct Case {
  form::History application;
  procedure::Procedure procedure;
  std::string procedure_digest;
  procedure::CaseFile file;

  const ApplicationId& id() const { return application.current().id; }
  const NodeId& requesting_node() const { return application.current().requesting_node; }
};

// Refuses with `service.not_found` when there is none.
Result<Case> find_case(store::Reader& reader, const ApplicationId& id);

// All cases, the newest first.
Result<std::vector<Case>> all_cases(store::Reader& reader);

// Begins the case of an application under the procedure that is in force today: the one that the
// body has installed, else the one that comes with the program for its country.
Result<Case> open_case(Node& node,
                       store::Transaction& tx,
                       const access::Application& application,
                       const procedure::CaseEvent& submission);

// Has the kernel take an event, after whatever silence has taken effect before it, and keeps both
// with their entries in the log. Refused, nothing is changed.
Result<void> take_event(Node& node,
                        store::Transaction& tx,
                        Case& one,
                        const procedure::CaseEvent& event);

// Tells the silences that have taken effect by now; says whether there were any.
Result<bool> tell_lapses(Node& node, store::Transaction& tx, Case& one);

// Keeps what lists show of the case, and when time alone may bring something about next. Whom to
// remind is looked at soon.
Result<void> save_state(store::Transaction& tx, const Case& one, Instant now);

// Keeps the application as it stands after an answer.
Result<void> save_application(store::Transaction& tx, const Case& one);

// An event of this node itself, with an id of its own.
procedure::CaseEvent system_event(const Node& node,
                                  const Case& one,
                                  procedure::EventContent content);
procedure::EventId new_event_id(const Node& node);

// Keeps a document of a case and returns its SHA-256, hex, by which events name it.
Result<std::string> keep_document(store::Transaction& tx,
                                  const ApplicationId& id,
                                  const std::string& name,
                                  std::string_view content,
                                  Instant now);

struct CaseDocument {
  std::string name, content;
};
Result<CaseDocument> find_document(store::Reader& reader,
                                   const ApplicationId& id,
                                   const std::string& digest);

// {"digest", "name", "kept"} of each.
Result<Json> list_documents(store::Reader& reader, const ApplicationId& id);

// Signs and keeps a procedure of this body; returns its digest. From the day that it applies, new
// cases begin under it.
Result<std::string> install_procedure(Node& node,
                                      store::Transaction& tx,
                                      const procedure::Procedure& procedure);

// The procedure that a case of today would begin under.
Result<procedure::Procedure> procedure_in_force(const Node& node, store::Reader& reader);

}  // namespace passerelle::service

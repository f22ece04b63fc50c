// Files of an application at the body that decides: they come one by one behind the application or
// the answer that names them, are held against their digest, and stand among the case's documents.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include "node/base/json.h"
#include "node/service/access/case_store.h"
#include "node/service/node.h"

namespace passerelle::service {

// Takes in a message `file_sent`. Sent twice it is one file. Refuses a file that no version of the
// application names, and bytes that are not its.
Result<Json> receive_file(Node& node,
                          store::Transaction& tx,
                          const federation::Message& message,
                          const identity::PeerEntry& from);

// [{"field", "country"?, "name", "bytes", "digest", "is_here"}] of the application as it stands;
// its study document without a field, once it is here.
Result<Json> list_files(store::Reader& reader, const Case& one);

// Refuses (`form.file_missing`) as long as a file that the application names is on its way: an
// application is complete with its files.
Result<void> require_files(store::Reader& reader, const Case& one);

}  // namespace passerelle::service

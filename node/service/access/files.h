// Files at the node that applied: of drafts while they are written, and of applications from their
// submission on, when they are sent to the bodies. A file is named by its digest; each draft and
// each application keeps its own, so who may see one sees its files and no others.
//
// Thread safety: use cases run on any thread but the I/O one; the others inside their transaction.
#pragma once

#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/form/file.h"

namespace passerelle::service {

// Whose files they are: the id of a draft or of an application.
using FileHolder = std::string;

// Keeps a file. Requires: `content` is that of `file`.
Result<void> keep_file(store::Transaction& tx,
                       const FileHolder& holder,
                       const access::Attachment& file,
                       std::string_view content);

// Keeps only these; refuses (`form.file_missing`) when one of them is not there.
Result<void> keep_only(store::Transaction& tx,
                       const FileHolder& holder,
                       const std::vector<access::Attachment>& files);

// Gives another holder all files of one.
Result<void> copy_files(store::Transaction& tx, const FileHolder& from, const FileHolder& to);

// Refuses with `service.not_found` what is not there.
Result<std::string> file_content(store::Reader& reader,
                                 const FileHolder& holder,
                                 const std::string& digest);

// Puts a file of an application into the outbox for a body.
Result<void> send_file(Node& node,
                       store::Transaction& tx,
                       const ApplicationId& application,
                       const access::Attachment& file,
                       const NodeId& to);

// Reads {"field", "country"?, "name", "content": base64}, within the limits of a form's files.
struct GivenFile {
  form::PlacedFile placed;
  std::string content;
};
Result<GivenFile> read_given_file(const Json& request, const std::string& path);

// {"field", "country"?, "name", "bytes", "digest"}
Json to_json(const form::PlacedFile& placed);

}  // namespace passerelle::service

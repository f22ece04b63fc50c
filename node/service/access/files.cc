#include "node/service/access/files.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/encoding.h"
#include "node/base/fields.h"
#include "node/service/errors.h"
#include "policies/form/attachment.h"
#include "policies/form/errors.h"

namespace passerelle::service {

Result<void> keep_file(store::Transaction& tx,
                       const FileHolder& holder,
                       const access::Attachment& file,
                       std::string_view content) {
  return tx.run(
      "insert into applicant_files (holder, digest, content) values (?, ?, ?)"
      " on conflict (holder, digest) do nothing",
      holder, file.digest, store::Blob{content});
}

Result<void> keep_only(store::Transaction& tx,
                       const FileHolder& holder,
                       const std::vector<access::Attachment>& files) {
  const auto rows = tx.query("select digest from applicant_files where holder = ?", holder);
  if (!rows) return rows.error();
  std::vector<std::string> here;
  for (const auto& row : *rows) here.push_back(row.text(0));
  for (const auto& file : files) {
    if (std::ranges::find(here, file.digest) == here.end()) {
      return Error{form::FormError::file_missing,
                   file.name + " is named by its digest alone: attach the file to a draft"};
    }
  }
  for (const auto& digest : here) {
    if (std::ranges::find(files, digest, &access::Attachment::digest) != files.end()) continue;
    auto gone =
        tx.run("delete from applicant_files where holder = ? and digest = ?", holder, digest);
    if (!gone) return gone;
  }
  return {};
}

Result<void> copy_files(store::Transaction& tx, const FileHolder& from, const FileHolder& to) {
  return tx.run(
      "insert into applicant_files (holder, digest, content)"
      " select ?, digest, content from applicant_files where holder = ?",
      to, from);
}

Result<std::string> file_content(store::Reader& reader,
                                 const FileHolder& holder,
                                 const std::string& digest) {
  const auto row = reader.query_one(
      "select content from applicant_files where holder = ? and digest = ?", holder, digest);
  if (!row) return row.error();
  if (*row) return (*row)->blob(0);
  return Error{ServiceError::not_found, holder + " has no file " + digest.substr(0, 64)};
}

Result<void> send_file(Node& node,
                       store::Transaction& tx,
                       const ApplicationId& application,
                       const access::Attachment& file,
                       const NodeId& to) {
  const auto content = file_content(tx, application.text(), file.digest);
  if (!content) return content.error();
  const auto sent = node.send(tx, federation::MessageType::file_sent, to, application,
                              form::to_json(form::SentFile{application, file, *content}));
  return sent ? Result<void>() : sent.error();
}

Result<GivenFile> read_given_file(const Json& request, const std::string& path) {
  Fields f(request, path);
  GivenFile given;
  given.placed.place = {f.text("field"), f.text_or("country", "")};
  const auto name = f.text("name");
  const auto content = from_base64(f.text("content"));
  if (!content) f.fail("content", "base64 is expected");
  if (auto read = f.done(); !read) return read.error();
  auto file = form::attachment_of(name, *content);
  if (!file) return file.error();
  given.placed.file = *std::move(file);
  given.content = *content;
  return given;
}

Json to_json(const form::PlacedFile& placed) {
  Json value = access::to_json(access::Answer(placed.file));
  value["field"] = placed.place.field;
  if (!placed.place.country.empty()) value["country"] = placed.place.country;
  return value;
}

}  // namespace passerelle::service

#include "node/service/access/case_files.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/service/access/files.h"
#include "node/service/errors.h"
#include "policies/form/attachment.h"
#include "policies/form/errors.h"

namespace passerelle::service {
namespace {

Result<bool> is_here(store::Reader& reader, const ApplicationId& id, const std::string& digest) {
  const auto row = reader.query_one(
      "select 1 from case_documents where application = ? and digest = ?", id, digest);
  if (!row) return row.error();
  return row->has_value();
}

// An answer may have replaced a file while it was on its way, so older versions count too.
Result<void> require_named_once(const Case& one, const access::Attachment& file) {
  Result<void> named = form::require_named(one.application.current(), file);
  for (const auto& version : one.application.versions()) {
    if (named) break;
    named = form::require_named(version.application, file);
  }
  return named;
}

}  // namespace

Result<Json> receive_file(Node& node,
                          store::Transaction& tx,
                          const federation::Message& message,
                          const identity::PeerEntry& from) {
  const auto content = parse_json(message.body);
  if (!content) return content.error();
  const auto sent = form::sent_file_from_json(*content);
  if (!sent) return sent.error();
  if (auto about = federation::require_about(message.application.value_or(ApplicationId()),
                                             sent->application);
      !about) {
    return about.error();
  }
  const auto one = find_case(tx, sent->application);
  if (!one) return one.error();
  // Somebody else's case is no case.
  if (one->requesting_node() != from.id) {
    return Error{ServiceError::not_found, "there is no case " + sent->application.text()};
  }
  if (auto named = require_named_once(*one, sent->file); !named) return named.error();
  const auto kept =
      keep_document(tx, sent->application, sent->file.name, sent->content, node.now());
  if (!kept) return kept.error();
  const auto logged = node.log.append(
      tx, node.entry(audit::Event::file_received, {{"application", sent->application.text()},
                                                   {"node", from.id.text()},
                                                   {"digest", sent->file.digest}}));
  if (!logged) return logged.error();
  return Json::object();
}

Result<Json> list_files(store::Reader& reader, const Case& one) {
  const auto& application = one.application.current();
  Json list = Json::array();
  for (const auto& placed : form::files_in(form::current_form(), access::to_json(application))) {
    const auto here = is_here(reader, one.id(), placed.file.digest);
    if (!here) return here.error();
    list.push_back(to_json(placed));
    list.back()["is_here"] = *here;
  }
  const auto study = find_document(reader, one.id(), application.study_digest);
  if (!study) return list;
  list.push_back(access::to_json(access::Answer(form::study_file(study->content))));
  list.back()["is_here"] = true;
  return list;
}

Result<void> require_files(store::Reader& reader, const Case& one) {
  for (const auto& file : form::attachments_of(one.application.current())) {
    const auto here = is_here(reader, one.id(), file.digest);
    if (!here) return here.error();
    if (*here) continue;
    return Error{form::FormError::file_missing,
                 file.name + " is named by the application, but has not come yet"};
  }
  return {};
}

}  // namespace passerelle::service

#include "node/service/access/draft_files.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/encoding.h"
#include "node/service/access/draft_store.h"
#include "node/service/access/files.h"
#include "node/service/callers.h"

namespace passerelle::service {
namespace {

using form::Draft;
using form::DraftId;
using identity::Role;

std::vector<form::PlacedFile> files_of(const Draft& draft) {
  return form::files_in(form::current_form(), form::application_of(draft));
}

}  // namespace

Result<Json> attach_file(Node& node,
                         const identity::Caller& caller,
                         const DraftId& id,
                         const Json& request) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  const auto given = read_given_file(request, "");
  if (!given) return given.error();
  const auto& [place, file] = given->placed;
  const auto draft = changed_draft(
      node, user->name(), id, [&](store::Transaction& tx, const Draft& open) -> Result<Draft> {
        auto next = form::set_field(form::current_form(), open, user->name(), place,
                                    access::to_json(access::Answer(file)), node.now());
        if (!next) return next;
        if (auto kept = keep_file(tx, id.text(), file, given->content); !kept) return kept.error();
        return next;
      });
  if (!draft) return draft.error();
  return shown(*draft);
}

Result<Json> list_draft_files(Node& node, const identity::Caller& caller, const DraftId& id) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  const auto draft = node.database.read(
      [&](store::Reader& reader) { return find_draft(reader, user->name(), id); });
  if (!draft) return draft.error();
  Json files = Json::array();
  for (const auto& placed : files_of(*draft)) files.push_back(to_json(placed));
  return Json{{"files", files}};
}

Result<Json> show_draft_file(Node& node,
                             const identity::Caller& caller,
                             const DraftId& id,
                             const std::string& digest) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto draft = find_draft(reader, user->name(), id);
    if (!draft) return draft.error();
    const auto content = file_content(reader, id.text(), digest);
    if (!content) return content.error();
    const auto files = files_of(*draft);
    const auto placed = std::ranges::find(
        files, digest, [](const form::PlacedFile& one) { return one.file.digest; });
    return Json{{"digest", digest}, {"name", placed->file.name}, {"content", to_base64(*content)}};
  });
}

}  // namespace passerelle::service

#include "node/service/access/draft_store.h"

#include <nlohmann/json.hpp>

#include "node/service/access/files.h"
#include "node/service/errors.h"
#include "policies/form/check.h"

namespace passerelle::service {
namespace {

using form::Draft;
using form::DraftId;

Json purposes_for(const Json& application) {
  Json offered = Json::array();
  for (const auto purpose : form::purposes_offered(form::applicant_in(application))) {
    offered.push_back(purposes::code(purpose));
  }
  return offered;
}

}  // namespace

Result<Draft> find_draft(store::Reader& reader, const UserName& who, const DraftId& id) {
  const auto row = reader.query_one("select body from application_drafts where id = ?", id);
  if (!row) return row.error();
  if (*row) {
    const auto body = parse_json((*row)->text(0));
    if (!body) return body.error();
    auto draft = form::draft_from_json(*body);
    if (!draft || draft->owner == who || draft->members.contains(who)) return draft;
  }
  return Error{ServiceError::not_found, "there is no draft " + id.text() + " of yours"};
}

Result<void> save_draft(store::Transaction& tx, const Draft& draft) {
  std::vector<access::Attachment> files;
  for (const auto& placed : form::files_in(form::current_form(), form::application_of(draft))) {
    files.push_back(placed.file);
  }
  if (auto kept = keep_only(tx, draft.id.text(), files); !kept) return kept;
  return tx.run(
      "insert into application_drafts (id, body) values (?, ?)"
      " on conflict (id) do update set body = excluded.body",
      draft.id, canonical_text(form::to_json(draft)));
}

Json problems_of(const Json& application) {
  Json problems = Json::array();
  for (const auto& problem :
       form::check(form::current_form(), application, form::Stage::submission)) {
    problems.push_back(form::to_json(problem));
  }
  return problems;
}

Json shown(const Draft& draft) {
  const auto application = form::application_of(draft);
  return {{"draft", form::to_json(draft)},
          {"problems", problems_of(application)},
          {"purposes_offered", purposes_for(application)}};
}

}  // namespace passerelle::service

#include "node/service/access/application_files.h"

#include <nlohmann/json.hpp>

#include "node/base/encoding.h"
#include "node/service/access/answers.h"
#include "node/service/access/applications.h"
#include "node/service/callers.h"

namespace passerelle::service {

using identity::Role;

Result<Json> send_study(Node& node,
                        const identity::Caller& caller,
                        const ApplicationId& id,
                        const Json& study) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  const auto text = canonical(study);
  if (!text) return text.error();
  const auto file = form::study_file(*text);
  const auto put =
      node.commit(audit::Event::applicant_acted,
                  {{"application", id.text()}, {"act", "study"}, {"user", user->name().text()}},
                  [&](store::Transaction& tx) -> Result<void> {
                    if (auto own = require_own(tx, user->name(), id); !own) return own;
                    const auto application = find_application(tx, id);
                    if (!application) return application.error();
                    if (auto named = form::require_named(*application, file); !named) return named;
                    auto kept = keep_file(tx, id.text(), file, *text);
                    for (const auto& holder : application->holding_nodes()) {
                      if (kept) kept = send_file(node, tx, id, file, holder);
                    }
                    return kept;
                  });
  if (!put) return put.error();
  return sent_and_shown(node, id);
}

Result<Json> show_part(Node& node,
                       const identity::Caller& caller,
                       const ApplicationId& id,
                       const NodeId& body) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    if (auto own = require_own(reader, user->name(), id); !own) return own.error();
    const auto application = find_application(reader, id);
    if (!application) return application.error();
    const auto history = part_as_answered(reader, *application, body);
    if (!history) return history.error();
    return form::to_json(*history);
  });
}

Result<Json> show_application_file(Node& node,
                                   const identity::Caller& caller,
                                   const ApplicationId& id,
                                   const std::string& digest) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    if (auto own = require_own(reader, user->name(), id); !own) return own.error();
    const auto content = file_content(reader, id.text(), digest);
    if (!content) return content.error();
    return Json{{"digest", digest}, {"content", to_base64(*content)}};
  });
}

}  // namespace passerelle::service

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "policies/access/application.h"
#include "policies/access/reading.h"
#include "policies/form/draft.h"

namespace passerelle::form {
namespace {

constexpr std::array<std::string_view, 3> kStates{"open", "submitted", "withdrawn"};

Result<DraftState> parse_state(std::string_view wanted) {
  const auto found = std::ranges::find(kStates, wanted);
  if (found == kStates.end()) {
    return Error{BaseError::malformed,
                 access::shown(wanted) + " is none of: open, submitted, withdrawn"};
  }
  return static_cast<DraftState>(found - kStates.begin());
}

// Refuses an application document whose frame is broken; fields may be empty.
Result<void> check_shape(const Json& application) {
  Fields f(application, "/application");
  if (f.text("passerelle") != access::kApplicationType) {
    f.fail("passerelle", std::string("\"") + access::kApplicationType + "\" is expected");
  }
  f.text("form");
  f.object("answers");
  for (const char* part : {"applicant", "contact", "study"}) {
    if (f.has(part)) f.object(part);
  }
  const std::string path = f.path_of("countries");
  for (const auto& [country, value] : f.object("countries").items()) {
    Fields g(value, path + "/" + pointer_step(country));
    g.texts("nodes");
    g.object("answers");
    if (auto read = g.done(); !read) f.fail(read.error());
  }
  access::read_each(f, "confidential", [&](const Json& item, const std::string& at) {
    Fields g(item, at);
    g.text("field");
    g.text("reason");
    g.text_or("country", {});
    g.texts_or_none("only_for");
    if (auto read = g.done(); !read) f.fail(read.error());
  });
  // The fields that are left are looked at by `check`.
  for (const auto& [name, value] : application.items()) f.find(name);
  return f.done();
}

}  // namespace

std::string_view code(DraftState state) { return kStates.at(static_cast<std::size_t>(state)); }

Json application_of(const Draft& draft) { return Json::parse(draft.application); }

Result<Draft> draft_from_json(const Json& document) {
  Fields f(document, "");
  if (f.text("passerelle") != "draft/1") f.fail("passerelle", "\"draft/1\" is expected");
  Draft draft;
  draft.id = DraftId(f.text("id"));
  draft.owner = UserName(f.text("owner"));
  for (auto& name : f.texts("members")) draft.members.insert(UserName(std::move(name)));
  draft.state = access::read_code(f, "state", parse_state);
  draft.created = f.instant("created");
  draft.changed = f.instant("changed");
  if (f.find("copied_from") != nullptr) draft.copied_from = DraftId(f.text("copied_from"));
  const Json& application = f.object("application");
  if (auto shaped = check_shape(application); !shaped) f.fail(shaped.error());
  if (draft.members.contains(draft.owner)) f.fail("members", "the owner is no member");
  if (auto read = f.done(); !read) return read.error();
  auto text = canonical(application);
  if (!text) return text.error();
  draft.application = *std::move(text);
  return draft;
}

Json to_json(const Draft& draft) {
  Json members = Json::array();
  for (const auto& member : draft.members) members.push_back(member.text());
  Json object{{"passerelle", "draft/1"},           {"id", draft.id.text()},
              {"owner", draft.owner.text()},       {"members", members},
              {"state", code(draft.state)},        {"created", to_text(draft.created)},
              {"changed", to_text(draft.changed)}, {"application", application_of(draft)}};
  if (draft.copied_from) object["copied_from"] = draft.copied_from->text();
  return object;
}

}  // namespace passerelle::form

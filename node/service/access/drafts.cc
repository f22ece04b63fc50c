#include "node/service/access/drafts.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/random.h"
#include "node/service/access/applications.h"
#include "node/service/access/draft_store.h"
#include "node/service/access/files.h"
#include "node/service/callers.h"
#include "policies/form/errors.h"

namespace passerelle::service {
namespace {

using form::Draft;
using form::DraftId;
using identity::Role;

// Carries out the steps of a request one after the other; the first that fails ends it.
class DraftEditor {
 public:
  DraftEditor(Draft draft, UserName who, Instant now)
      : draft_(std::move(draft)), who_(std::move(who)), now_(now) {}

  Result<Draft> apply(const Json& request) && {
    Fields f(request, "");
    const Json none = Json::array();
    const auto list = [&](std::string_view name) -> const Json& {
      return f.find(name) == nullptr ? none : f.array(name);
    };
    const auto& fields = list("fields");
    const auto* countries = f.find("countries");
    const auto* claims = f.find("confidential");
    const auto& coming = list("add_members");
    const auto& going = list("remove_members");
    if (auto read = f.done(); !read) return read.error();
    if (countries != nullptr) take(named_countries(*countries));
    for (std::size_t i = 0; i < fields.size(); ++i) {
      take(set(fields[i], "/fields/" + std::to_string(i)));
    }
    if (claims != nullptr) {
      take(form::set_claims(form::current_form(), draft_, who_, *claims, now_));
    }
    for (const auto& name : coming) take(member(name, form::add_member));
    for (const auto& name : going) take(member(name, form::remove_member));
    if (refusal_) return *refusal_;
    return std::move(draft_);
  }

 private:
  void take(Result<Draft> next) {
    if (refusal_) return;
    if (next) draft_ = *std::move(next);
    else refusal_ = next.error();
  }

  Result<Draft> set(const Json& written, const std::string& path) {
    Fields f(written, path);
    const form::FieldPlace place{f.text("field"), f.text_or("country", "")};
    const bool has_value = written.contains("value");
    const Json* value = f.find("value");  // none for null, which empties the field
    if (!has_value) f.fail("value", "is missing; null empties the field");
    if (auto read = f.done(); !read) return read.error();
    return form::set_field(form::current_form(), draft_, who_, place,
                           value == nullptr ? Json() : *value, now_);
  }

  Result<Draft> named_countries(const Json& written) {
    std::map<std::string, std::vector<NodeId>> countries;
    Fields f(written, "/countries");
    for (const auto& [country, nodes] : written.items()) {
      for (const auto& node : f.texts(country)) countries[country].emplace_back(node);
    }
    if (auto read = f.done(); !read) return read.error();
    return form::set_countries(draft_, who_, countries, now_);
  }

  template <class Act>
  Result<Draft> member(const Json& name, Act act) {
    if (!name.is_string()) return Error{BaseError::malformed, "a member is named by a text"};
    return act(draft_, who_, UserName(name.get<std::string>()), now_);
  }

  Draft draft_;
  UserName who_;
  Instant now_;
  std::optional<Error> refusal_;
};

}  // namespace

Result<Json> check_application(const Json& application) {
  return Json{{"form", form::current_form().id}, {"problems", problems_of(application)}};
}

Result<Json> create_draft(Node& node, const identity::Caller& caller, const Json& request) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  Fields f(request, "");
  const DraftId source(f.text_or("copy_of", ""));
  if (auto read = f.done(); !read) return read.error();
  const DraftId id(node.id().text() + "-draft-" + crypto::random_id());
  const auto draft = node.database.write([&](store::Transaction& tx) -> Result<Draft> {
    auto made = form::new_draft(form::current_form(), id, user->name(), node.now());
    if (!source.empty()) {
      const auto original = find_draft(tx, user->name(), source);
      if (!original) return original.error();
      auto copy = form::copy_as_new(form::current_form(), *original, user->name(), id, node.now());
      if (!copy) return copy.error();
      made = *std::move(copy);
      if (auto copied = copy_files(tx, source.text(), id.text()); !copied) return copied.error();
    }
    if (auto kept = save_draft(tx, made); !kept) return kept.error();
    return made;
  });
  if (!draft) return draft.error();
  return shown(*draft);
}

Result<Json> list_drafts(Node& node, const identity::Caller& caller) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  const auto rows = node.database.read(
      [](store::Reader& reader) { return reader.query("select body from application_drafts"); });
  if (!rows) return rows.error();
  Json list = Json::array();
  for (const auto& row : *rows) {
    const auto body = parse_json(row.text(0));
    if (!body) return body.error();
    const auto draft = form::draft_from_json(*body);
    if (!draft) return draft.error();
    if (draft->owner != user->name() && !draft->members.contains(user->name())) continue;
    list.push_back({{"draft", draft->id.text()},
                    {"owner", draft->owner.text()},
                    {"state", form::code(draft->state)},
                    {"title", form::application_of(*draft).value("title", Json::object())},
                    {"changed", to_text(draft->changed)}});
  }
  return Json{{"drafts", list}};
}

Result<Json> show_draft(Node& node, const identity::Caller& caller, const DraftId& id) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  const auto draft = node.database.read(
      [&](store::Reader& reader) { return find_draft(reader, user->name(), id); });
  if (!draft) return draft.error();
  return shown(*draft);
}

Result<Json> change_draft(Node& node,
                          const identity::Caller& caller,
                          const DraftId& id,
                          const Json& request) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  const auto draft = changed_draft(node, user->name(), id, [&](store::Transaction&, Draft open) {
    return DraftEditor(std::move(open), user->name(), node.now()).apply(request);
  });
  if (!draft) return draft.error();
  return shown(*draft);
}

Result<Json> submit_draft(Node& node, const identity::Caller& caller, const DraftId& id) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  const auto close = [&](store::Reader&, const Draft& open) {
    return form::submit(form::current_form(), open, user->name(), node.now());
  };
  const auto closed = node.database.read([&](store::Reader& reader) -> Result<Draft> {
    const auto open = find_draft(reader, user->name(), id);
    return open ? close(reader, *open) : open;
  });
  if (!closed) return closed.error();
  auto submitted = submit_application(node, caller, form::application_of(*closed), id);
  if (!submitted) return submitted;
  // A stop before this leaves the draft open; the application is sent, and nothing is lost.
  if (auto kept = changed_draft(node, user->name(), id, close); !kept) return kept.error();
  return submitted;
}

Result<Json> discard_draft(Node& node, const identity::Caller& caller, const DraftId& id) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  const auto draft = changed_draft(
      node, user->name(), id, [&](store::Transaction&, const Draft& open) -> Result<Draft> {
        if (open.state != form::DraftState::open) {
          return Error{form::FormError::not_open, "the draft was submitted or withdrawn before"};
        }
        return form::withdraw(open, user->name(), node.now());
      });
  if (!draft) return draft.error();
  return shown(*draft);
}

}  // namespace passerelle::service

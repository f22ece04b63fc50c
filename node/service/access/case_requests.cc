#include "node/service/access/case_requests.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/base/encoding.h"
#include "node/base/fields.h"
#include "node/service/errors.h"
#include "policies/access/reading.h"
#include "policies/form/attachment.h"
#include "policies/form/definition.h"
#include "policies/form/errors.h"
#include "policies/procedure/progress.h"

namespace passerelle::service {
namespace {

using procedure::Actor;
using procedure::CaseEvent;
using procedure::EventType;

// What the request never says: the node stamps it.
constexpr std::array kStamped{"passerelle", "id", "application", "at", "actor"};

// Where an event names its document, of the kinds of which the node writes a notice itself.
constexpr std::array kNoticed{std::pair{EventType::clock_extended, "notice"},
                              std::pair{EventType::fee_estimated, "document"},
                              std::pair{EventType::revoked, "document"},
                              std::pair{EventType::excluded, "document"},
                              std::pair{EventType::deletion_certified, "document"},
                              std::pair{EventType::views_given, "document"}};

// {"text": "…"} is kept as it stands; {"name", "content"} is a file within the form's limits.
Result<std::string> keep_given_document(store::Transaction& tx,
                                        const ApplicationId& id,
                                        const Json& document,
                                        Instant now) {
  Fields f(document, "/document");
  const bool is_text = f.has("text");
  const auto name = is_text ? std::string("text") : f.text("name");
  const auto given = is_text ? f.text("text") : f.text("content");
  if (auto read = f.done(); !read) return read.error();
  if (given.size() > 2 * form::kMaximumAttachmentBytes) {
    return Error{ServiceError::bad_request, "/document: is too large"};
  }
  if (is_text) return keep_document(tx, id, name, given, now);
  const auto content = from_base64(given);
  if (!content) return Error{ServiceError::bad_request, "/document/content: base64 is expected"};
  const auto file = form::attachment_of(name, *content);
  if (!file) return file.error();
  return keep_document(tx, id, name, *content, now);
}

// A body names the field; the form knows its section.
Result<void> add_sections(Json& says) {
  const auto fields = says.find("fields");
  if (fields == says.end() || !fields->is_array()) return {};
  for (auto& question : *fields) {
    if (!question.is_object() || question.contains("section")) continue;
    const auto field = question.find("field");
    if (field == question.end() || !field->is_string()) continue;
    const auto* section = form::current_form().section_of(field->get<std::string>());
    if (section == nullptr) {
      return Error{form::FormError::unknown_field,
                   "the form has no field " + access::shown(field->get<std::string>())};
    }
    question["section"] = section->id;
  }
  return {};
}

}  // namespace

Result<EventType> event_type_of(const Json& request) {
  if (!request.is_object()) {
    return Error{ServiceError::bad_request, "an object that names its event is expected"};
  }
  const auto found = request.find("event");
  if (found == request.end() || !found->is_string()) {
    return Error{ServiceError::bad_request, "/event: a text is expected"};
  }
  auto type = procedure::parse<EventType>(found->get<std::string>());
  if (!type) return Error{ServiceError::bad_request, "/event: " + type.error().detail};
  return type;
}

Result<void> add_step(const Case& one, Json& said) {
  const auto type = event_type_of(said);
  if (!type) return type.error();
  if (said.contains("step")) return {};
  const auto wanted = *type == EventType::applicant_chose ? procedure::StepType::applicant_choice
                                                          : procedure::StepType::fee;
  if (*type != EventType::applicant_chose && *type != EventType::fee_accepted &&
      *type != EventType::fee_declined) {
    return {};
  }
  for (const auto* step : one.procedure.steps_of(one.file.submission->path())) {
    if (step->type == wanted && !procedure::record_of(one.file, step->id).done) {
      said["step"] = step->id;
      return {};
    }
  }
  return Error{ServiceError::conflict, "no step of that kind waits for the applicant"};
}

Result<CaseEvent> event_from(Node& node,
                             store::Transaction& tx,
                             const Case& one,
                             const Actor& actor,
                             const procedure::EventId& id,
                             const Json& request) {
  const auto type = event_type_of(request);
  if (!type) return type.error();
  Json says = request;
  says.erase("event");
  for (const char* name : kStamped) {
    if (says.contains(name)) {
      return Error{ServiceError::bad_request,
                   std::string("/") + name + ": who acts and when is not the request's to say"};
    }
  }
  const auto noticed = std::ranges::find(kNoticed, *type, &decltype(kNoticed)::value_type::first);
  const char* field = noticed == kNoticed.end() ? "document" : noticed->second;
  if (const auto given = says.find("document"); given != says.end()) {
    const auto digest = keep_given_document(tx, one.id(), *given, node.now());
    if (!digest) return digest.error();
    says.erase("document");
    says[field] = *digest;
  } else if (noticed != kNoticed.end()) {
    const auto digest = keep_document(tx, one.id(), "notice",
                                      canonical_text({{"passerelle", "notice/1"},
                                                      {"application", one.id().text()},
                                                      {"by", actor.person},
                                                      {"at", to_text(node.now())},
                                                      {"says", request}}),
                                      node.now());
    if (!digest) return digest.error();
    says[field] = *digest;
  }
  if (auto added = add_sections(says); !added) return added.error();
  Json event = {{"passerelle", procedure::kEventType},
                {"id", id.text()},
                {"application", one.id().text()},
                {"at", to_text(node.now())},
                {"actor", {{"role", procedure::code(actor.role)}, {"body", actor.body}}},
                {"event", procedure::code(*type)},
                {"says", says}};
  if (!actor.person.empty()) event["actor"]["person"] = actor.person;
  return procedure::event_from_json(event);
}

}  // namespace passerelle::service

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "policies/procedure/described_json.h"
#include "policies/procedure/event.h"

namespace passerelle::procedure {

void describe(auto& form, Actor& actor) {
  form.word("role", actor.role);
  form.identifier("body", actor.body);
  form.account_if_any("person", actor.person);
}
void describe(auto& form, FieldQuestion& question) {
  form.identifier("section", question.section);
  form.identifier("field", question.field);
  form.text("comment", question.comment);
}
void describe(auto& form, Title& title) {
  form.identifier("id", title.id);
  form.instant("valid_from", title.valid_from);
  form.instant("valid_until", title.valid_until);
}
void describe(auto& form, Submitted& what) {
  form.word("kind", what.kind);
  form.word("purpose", what.purpose);
  form.word("category", what.category);
  form.word("mandate", what.mandate);
  form.flag("accelerated", what.accelerated);
  form.word_if_any("form", what.form);
  form.accounts("persons", what.persons);
  form.digest("document", what.document);
}
void describe(auto&, TakenUp&) {}
void describe(auto& form, InformationAsked& what) { form.each("fields", what.fields); }
void describe(auto& form, InformationGiven& what) { form.digest("document", what.document); }
void describe(auto&, DeclaredComplete&) {}
void describe(auto& form, ClockExtended& what) {
  form.word("clock", what.clock);
  form.identifier_if_any("step", what.step);
  form.remark("reason", what.reason);
  form.digest_if_any("notice", what.notice);
}
void describe(auto& form, ForwardedToTrustedHolder& what) {
  form.identifier("holder", what.holder);
}
void describe(auto& form, HolderProposed& what) {
  form.word("outcome", what.outcome);
  form.digest("document", what.document);
}
void describe(auto& form, OpinionAsked& what) { form.identifier("step", what.step); }
void describe(auto& form, OpinionGiven& what) {
  form.identifier("step", what.step);
  form.word("opinion", what.opinion);
  form.digest_if_any("document", what.document);
}
void describe(auto& form, AuthorisationAsked& what) { form.identifier("step", what.step); }
void describe(auto& form, AuthorisationGiven& what) {
  form.identifier("step", what.step);
  form.word("authorisation", what.authorisation);
  form.text("reference", what.reference);
  form.digest("document", what.document);
}
void describe(auto& form, ApplicantChose& what) {
  form.identifier("step", what.step);
  form.word("choice", what.choice);
}
void describe(auto& form, FeasibilityGiven& what) {
  form.identifier("step", what.step);
  form.word("feasibility", what.feasibility);
  form.remark("reason", what.reason);
}
void describe(auto& form, FeeEstimated& what) {
  form.identifier("step", what.step);
  form.amount("cents", what.cents);
  form.text("currency", what.currency);
  form.digest("document", what.document);
}
void describe(auto& form, FeeAccepted& what) { form.identifier("step", what.step); }
void describe(auto& form, FeeDeclined& what) { form.identifier("step", what.step); }
void describe(auto& form, FindingRecorded& what) {
  form.word("criterion", what.criterion);
  form.word("finding", what.finding);
  form.text("reason", what.reason);
}
void describe(auto& form, ConflictDeclared& what) { form.text("reason", what.reason); }
void describe(auto& form, DecisionSigned& what) {
  form.digest("document", what.document);
  form.word("outcome", what.outcome);
  form.remark("reason", what.reason);
  form.part_if_any("title", what.title);
}
void describe(auto&, Accepted&) {}
void describe(auto& form, Declined& what) { form.remark("reason", what.reason); }
void describe(auto& form, Appealed& what) { form.text("reason", what.reason); }
void describe(auto& form, AppealDecided& what) {
  form.word("outcome", what.outcome);
  form.text("reference", what.reference);
  form.digest("document", what.document);
}
void describe(auto& form, DataRequested& what) { form.identifier("holder", what.holder); }
void describe(auto&, DataReceived&) {}
void describe(auto& form, DataAvailable& what) { form.digest_if_any("document", what.document); }
void describe(auto& form, Used& what) {
  form.identifier("run", what.run);
  form.digest("document", what.document);
}
void describe(auto& form, ChangeAsked& what) {
  form.word("change", what.change);
  form.text("reason", what.reason);
  form.digest_if_any("document", what.document);
}
void describe(auto& form, ChangeRefused& what) {
  form.word("change", what.change);
  form.digest("document", what.document);
  form.text("reason", what.reason);
}
void describe(auto& form, Amended& what) {
  form.digest("document", what.document);
  form.text("reason", what.reason);
  form.part("title", what.title);
  form.accounts_if_any("persons", what.persons);
}
void describe(auto& form, Renewed& what) {
  form.digest("document", what.document);
  form.text("reason", what.reason);
  form.part("title", what.title);
}
void describe(auto& form, Suspended& what) { form.text("reason", what.reason); }
void describe(auto& form, Resumed& what) { form.text("reason", what.reason); }
void describe(auto& form, ViewsAsked& what) { form.text("reason", what.reason); }
void describe(auto& form, ViewsGiven& what) { form.digest("document", what.document); }
void describe(auto& form, Revoked& what) {
  form.text("reason", what.reason);
  form.digest("document", what.document);
}
void describe(auto& form, Excluded& what) {
  form.text("reason", what.reason);
  form.digest("document", what.document);
  form.instant("until", what.until);
}
void describe(auto& form, SignificantFindingReported& what) {
  form.digest("document", what.document);
}
void describe(auto& form, HolderInformed& what) { form.identifier("holder", what.holder); }
void describe(auto& form, DeletionCertified& what) { form.digest("document", what.document); }
void describe(auto& form, ResultsPublished& what) {
  form.text("reference", what.reference);
  form.texts_if_any("summary", what.summary);
}
void describe(auto& form, Closed& what) { form.text("reason", what.reason); }
void describe(auto& form, Withdrawn& what) { form.remark("reason", what.reason); }
void describe(auto& form, ComplaintFiled& what) { form.text("reason", what.reason); }
void describe(auto& form, Published& what) {
  form.word("rule", what.rule);
  form.text("reference", what.reference);
}
void describe(auto&, TimePassed&) {}

namespace {

// Returns the content of one kind, with nothing said yet.
EventContent empty_content(EventType type) {
  return [type]<std::size_t... I>(std::index_sequence<I...>) {
    static constexpr std::array<EventContent (*)(), sizeof...(I)> kMakers{
        +[] { return EventContent(std::in_place_index<I>); }...};
    static_assert(kMakers.size() == kCodes<EventType>.size());
    return kMakers[static_cast<std::size_t>(type)]();
  }(std::make_index_sequence<std::variant_size_v<EventContent>>());
}

}  // namespace

Result<CaseEvent> event_from_json(const Json& value, const std::string& path) {
  Reader reader(value, path);
  std::string format;
  reader.text("passerelle", format);
  reader.must(format == kEventType, "passerelle", "\"case_event/1\" is expected");
  CaseEvent event;
  reader.identifier("id", event.id);
  reader.identifier("application", event.application);
  reader.instant("at", event.at);
  reader.part("actor", event.actor);
  EventType type{};
  reader.word("event", type);
  event.what = empty_content(type);
  std::visit([&reader](auto& what) { reader.part("says", what); }, event.what);
  if (auto read = reader.done(); !read) return read.error();
  return event;
}

Json to_json(const CaseEvent& event) {
  Json object = Json::object();
  Writer writer(object);
  CaseEvent copy = event;  // a writer walks what a reader could change
  writer.text("passerelle", kEventType);
  writer.identifier("id", copy.id);
  writer.identifier("application", copy.application);
  writer.instant("at", copy.at);
  writer.part("actor", copy.actor);
  writer.word("event", copy.type());
  std::visit([&writer](auto& what) { writer.part("says", what); }, copy.what);
  return object;
}

}  // namespace passerelle::procedure

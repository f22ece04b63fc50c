#include <nlohmann/json.hpp>

#include "policies/procedure/described_json.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

void describe(auto& form, Body& body) {
  form.identifier("id", body.id);
  form.text("name", body.name);
}
void describe(auto& form, Step& step) {
  form.identifier("id", step.id);
  form.word("type", step.type);
  form.identifier("by", step.by);
  form.identifiers_if_any("after", step.after);
  form.words_if_any("kinds", step.kinds);
  form.words_if_any("only_for", step.only_for);
  form.period_if_any("due", step.due);
  form.period_if_any("extension", step.extension);
  form.word_if_any("silence", step.silence);
  form.words_if_any("outcomes", step.outcomes);
  form.flag("binding", step.is_binding);
  form.flag("may_pause_clock", step.may_pause_clock);
  form.flag("evidence_required", step.evidence_required);
  form.remarks("uncertain", step.uncertain);
}
void describe(auto& form, Deadline& deadline) {
  form.period("due", deadline.due);
  form.period_if_any("extension", deadline.extension);
}
void describe(auto& form, PublicationTimes& times) {
  form.period("application", times.application);
  form.period("decision", times.decision);
}
void describe(auto& form, CategoryOverlay& overlay) {
  form.identifier("category", overlay.category);
  form.texts("safeguard", overlay.safeguard);
  form.text("legal_ref", overlay.legal_ref);
}
void describe(auto& form, FeeRules& fees) {
  form.identifier("currency", fees.currency);
  form.texts("text", fees.text);
  form.remarks("reduced_for", fees.reduced_for);
}
void describe(auto& form, Settings& settings) {
  form.word_if_any("when_information_is_asked", settings.when_asked);
  form.word_if_any("after_answer", settings.after_answer);
  form.word_if_any("appeal_against_grant", settings.grant_appeal);
  form.word_if_any("acceptance", settings.acceptance);
  form.word_if_any("closed_incomplete_published", settings.incomplete_published);
}
void describe(auto& form, ProcedureText& text) {
  form.identifier("country", text.country);
  form.count("version", text.version);
  form.identifier("body", text.body);
  form.date("applies_from", text.applies_from);
  form.remarks("legal_refs", text.legal_refs);
  form.each("bodies", text.bodies);
  form.identifier("calendar", text.calendar);
  form.identifiers_if_any("languages", text.languages);
  form.each("steps", text.steps);
  form.by_word("deadlines", text.deadlines);
  form.part("publication", text.publication);
  form.part("fees", text.fees);
  form.texts("appeal", text.appeal);
  form.each_if_any("category_overlays", text.overlays);
  form.part("settings", text.settings);
  form.remarks("notes", text.notes);
  form.remarks("uncertain", text.uncertain);
}

Result<ProcedureText> procedure_text_from_json(const Json& value) {
  Reader reader(value, "");
  std::string format;
  reader.text("passerelle", format);
  reader.must(format == kProcedureType, "passerelle", "\"procedure/1\" is expected");
  ProcedureText text;
  describe(reader, text);
  if (auto read = reader.done(); !read) return read.error();
  return text;
}

Json to_json(const ProcedureText& text) {
  Json object = Json::object();
  Writer writer(object);
  writer.text("passerelle", kProcedureType);
  ProcedureText copy = text;  // a writer walks what a reader could change
  describe(writer, copy);
  return object;
}

}  // namespace passerelle::procedure

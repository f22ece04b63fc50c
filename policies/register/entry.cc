#include "policies/register/entry.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "policies/form/public_part.h"
#include "policies/register/publication.h"

namespace passerelle::public_register {
namespace {

using procedure::CaseFile;
using procedure::Publication;

using Records = std::vector<PublicationRecord>;

std::string_view name_of(Publication rule) {
  switch (rule) {
    case Publication::application: return "application";
    case Publication::decision: return "decision";
    case Publication::measure: return "measure";
    case Publication::results: return "results";
  }
  return {};
}

// One act of publication is of everything that has come to wait under its rule.
bool is_published(const Records& records, Publication rule, Instant at) {
  return std::ranges::any_of(records, [&](const PublicationRecord& record) {
    return record.rule == rule && record.since <= at && record.published && *record.published >= at;
  });
}

Json duties_of(const Records& records) {
  Json duties = Json::array();
  for (const auto& record : records) {
    Json duty{{"what", name_of(record.rule)},
              {"rule", procedure::code(record.rule)},
              {"since", to_text(record.since)},
              {"is_late", record.is_late}};
    if (record.due) duty["due"] = to_text(*record.due);
    if (record.published) duty["published_at"] = to_text(*record.published);
    duties.push_back(std::move(duty));
  }
  return duties;
}

Json history_of(const CaseFile& file) {
  Json history = Json::array();
  for (const auto& taken : file.history) {
    if (const auto* act = std::get_if<procedure::Published>(&taken.event.what)) {
      history.push_back({{"rule", procedure::code(act->rule)},
                         {"published_at", to_text(taken.event.at)},
                         {"reference", act->reference}});
    }
  }
  return history;
}

// The state says what was decided, so it stands still where something is not published yet.
std::string_view state_of(const CaseFile& file, const Records& records) {
  const auto first = std::ranges::find_if(
      records, [](const PublicationRecord& record) { return !record.published; });
  auto state = file.history.front().state;
  for (const auto& taken : file.history) {
    if (first != records.end() && taken.event.at >= first->since) break;
    state = taken.state;
  }
  return procedure::code(state);
}

Json period_of(const procedure::Title& title) {
  return {{"id", title.id.text()},
          {"valid_from", to_text(title.valid_from)},
          {"valid_until", to_text(title.valid_until)}};
}

void add_decisions(Json& shown, const CaseFile& file, const Records& records) {
  using procedure::EventType;
  constexpr procedure::EnumSet<EventType> kGiveTitle{EventType::decision_signed, EventType::amended,
                                                     EventType::renewed};
  shown["decisions"] = Json::array();
  bool is_current_published = false;
  for (const auto& taken : file.history) {
    if (!kGiveTitle.contains(taken.event.type())) continue;
    is_current_published = is_published(records, Publication::decision, taken.event.at);
    if (!is_current_published) continue;
    if (const auto* signed_ = std::get_if<procedure::DecisionSigned>(&taken.event.what)) {
      Json decision{{"outcome", access::code(signed_->outcome)},
                    {"reason", signed_->reason},
                    {"signed_at", to_text(taken.event.at)},
                    {"in_force", file.decision == *signed_}};
      if (signed_->title) decision["title"] = period_of(*signed_->title);
      shown["decisions"].push_back(std::move(decision));
    }
  }
  if (file.title && is_current_published) shown["title_in_force"] = period_of(*file.title);
}

// Art. 68(12), 68(13): what was decided on changes of the title, each as far as it is published.
void add_changes(Json& shown, const CaseFile& file, const Records& records) {
  shown["changes"] = Json::array();
  for (const auto& taken : file.history) {
    const auto at = taken.event.at;
    if (!is_published(records, Publication::decision, at)) continue;
    const auto add = [&](const std::string& reason) -> Json& {
      shown["changes"].push_back({{"what", procedure::code(taken.event.type())},
                                  {"reason", reason},
                                  {"signed_at", to_text(at)}});
      return shown["changes"].back();
    };
    if (const auto* amended = std::get_if<procedure::Amended>(&taken.event.what)) {
      add(amended->reason)["title"] = period_of(amended->title);
    } else if (const auto* renewed = std::get_if<procedure::Renewed>(&taken.event.what)) {
      add(renewed->reason)["title"] = period_of(renewed->title);
    } else if (const auto* refused = std::get_if<procedure::ChangeRefused>(&taken.event.what)) {
      add(refused->reason)["change"] = access::code(refused->change);
    }
  }
}

void add_measures_and_results(Json& shown, const CaseFile& file, const Records& records) {
  shown["measures"] = Json::array();
  shown["results"] = Json::array();
  for (const auto& taken : file.history) {
    const auto at = taken.event.at;
    const auto add_measure = [&](const std::string& reason, Json measure = Json::object()) {
      if (!is_published(records, Publication::measure, at)) return;
      measure["what"] = procedure::code(taken.event.type());
      measure["reason"] = reason;
      measure["at"] = to_text(at);
      shown["measures"].push_back(std::move(measure));
    };
    if (const auto* suspended = std::get_if<procedure::Suspended>(&taken.event.what)) {
      add_measure(suspended->reason);
    } else if (const auto* revoked = std::get_if<procedure::Revoked>(&taken.event.what)) {
      add_measure(revoked->reason);
    } else if (const auto* excluded = std::get_if<procedure::Excluded>(&taken.event.what)) {
      add_measure(excluded->reason, {{"until", to_text(excluded->until)}});
    } else if (const auto* results = std::get_if<procedure::ResultsPublished>(&taken.event.what)) {
      if (!is_published(records, Publication::results, at)) continue;
      Json told{{"reference", results->reference}, {"at", to_text(at)}};
      if (!results->summary.empty()) told["summary"] = access::to_json(results->summary);
      shown["results"].push_back(std::move(told));
    }
  }
}

}  // namespace

Json entry(const form::Definition& definition,
           const access::Application& application,
           const CaseFile& file,
           const procedure::Procedure& procedure,
           Instant now) {
  const auto& text = procedure.text();
  const auto body = std::ranges::find(text.bodies, text.body, &procedure::Body::id);
  const auto records = publications(file, procedure, now);
  Json shown{{"application", application.id.text()},
             {"body", {{"id", text.body}, {"name", body->name}}},
             {"country", text.country},
             {"duties", duties_of(records)},
             {"history", history_of(file)}};
  if (!is_published(records, Publication::application, file.history.front().event.at)) return shown;
  Json part = form::public_part(definition, application);
  for (const char* field : {"kind", "purpose", "title", "summary", "organisation", "datasets"}) {
    const auto answer = part.at("answers").find(field);
    if (answer != part.at("answers").end()) shown[field] = *answer;
  }
  shown["application_part"] = std::move(part);
  shown["state"] = state_of(file, records);
  add_decisions(shown, file, records);
  add_changes(shown, file, records);
  add_measures_and_results(shown, file, records);
  return shown;
}

}  // namespace passerelle::public_register

#include "node/service/access/activity_report.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/catalogue/quality_label.h"
#include "node/catalogue/records.h"
#include "node/catalogue/reports.h"
#include "node/crypto/digest.h"
#include "node/service/access/case_store.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "policies/register/biennial.h"

namespace passerelle::service {
namespace {

Result<void> require_reporter(const identity::Caller& caller) {
  const auto* user = std::get_if<identity::User>(&caller);
  if (user != nullptr &&
      (user->has(identity::Role::publisher) || user->has(identity::Role::auditor))) {
    return {};
  }
  return require_operator(caller);
}

Result<std::vector<public_register::Activity>> all_activities(store::Reader& reader) {
  const auto rows = reader.query("select activity from activities order by day, number");
  if (!rows) return rows.error();
  std::vector<public_register::Activity> activities;
  for (const auto& row : *rows) {
    const auto json = parse_json(row.text(0));
    if (!json) return json.error();
    auto activity = public_register::activity_from_json(*json);
    if (!activity) return activity.error();
    activities.push_back(*std::move(activity));
  }
  return activities;
}

std::vector<public_register::CountedCase> counted(const std::vector<Case>& cases) {
  std::vector<public_register::CountedCase> counted;
  counted.reserve(cases.size());
  for (const auto& one : cases) {
    counted.push_back({one.application.current(), one.file, one.procedure});
  }
  return counted;
}

Result<Instant> day(const std::string& text, const char* name) {
  const auto instant = parse_instant(text + "T00:00:00Z");
  if (instant) return *instant;
  return Error{ServiceError::bad_request,
               std::string(name) + ": a day like 2029-03-26 is expected"};
}

// What the catalogue says that the datasets of these cases are.
Result<std::map<DatasetId, std::vector<std::string>>> categories_of(
    store::Reader& reader,
    const std::vector<Case>& cases) {
  std::map<DatasetId, std::vector<std::string>> categories;
  for (const auto& one : cases) {
    for (const auto& dataset : one.application.current().datasets) {
      if (categories.contains(dataset.id)) continue;
      const auto record = catalogue_store::find(reader, dataset.id);
      if (!record) return record.error();
      if (!*record) continue;
      const auto graph = catalogue_store::description(reader, dataset.id);
      if (!graph) return graph.error();
      const auto described = catalogue::describe(*graph, rdf::Iri{dataset.id.text()});
      if (!described) return described.error();
      categories[dataset.id] = described->health_categories;
    }
  }
  return categories;
}

// By letter of Art. 78(3), how many labels said something under it.
Result<std::map<std::string, std::int64_t>> labels_given(store::Reader& reader,
                                                         const public_register::Span& span) {
  const auto labels = catalogue_store::labels_between(reader, span.from, span.until);
  if (!labels) return labels.error();
  std::map<std::string, std::int64_t> counts;
  for (const auto& [dataset, statements] : *labels) {
    const auto label = catalogue::label_of(statements, rdf::Iri{dataset.text()});
    if (!label) continue;
    std::set<char> letters;
    for (const auto& element : catalogue::label_elements()) {
      if (label->values.contains(std::string(element.name))) letters.insert(element.letter);
    }
    for (const char letter : letters) ++counts[std::string(1, letter)];
  }
  return counts;
}

}  // namespace

Result<Json> record_activity(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_reporter(caller); !allowed) return allowed.error();
  const auto activity = public_register::activity_from_json(request);
  if (!activity) return activity.error();
  auto kept = public_register::to_json(*activity);
  const auto text = canonical_text(kept);
  const auto saved = node.commit(
      audit::Event::activity_recorded,
      {{"kind", public_register::code(activity->kind)}, {"digest", crypto::sha256_hex(text)}},
      [&](store::Transaction& tx) {
        return tx.run("insert into activities (day, activity) values (?, ?)", activity->day, text);
      });
  if (!saved) return saved.error();
  return kept;
}

Result<Json> list_activities(Node& node, const identity::Caller& caller) {
  if (auto allowed = require_reporter(caller); !allowed) return allowed.error();
  const auto activities =
      node.database.read([](store::Reader& reader) { return all_activities(reader); });
  if (!activities) return activities.error();
  Json list = Json::array();
  for (const auto& activity : *activities) list.push_back(public_register::to_json(activity));
  return Json{{"activities", std::move(list)}};
}

Result<Json> case_statistics(Node& node) {
  const auto cases = node.database.read([](store::Reader& reader) { return all_cases(reader); });
  if (!cases) return cases.error();
  const auto all = counted(*cases);
  return Json{{"days", public_register::days_to_access(all, {Instant::min(), Instant::max()})},
              {"waited_for", public_register::waited_for(all, node.now())}};
}

Result<Json> report_biennially(Node& node,
                               const identity::Caller& caller,
                               const std::string& from,
                               const std::string& until) {
  if (auto allowed = require_reporter(caller); !allowed) return allowed.error();
  const auto first = day(from, "from");
  if (!first) return first.error();
  const auto end = day(until, "until");
  if (!end) return end.error();
  if (*end <= *first) return Error{ServiceError::bad_request, "until: is not after from"};
  const public_register::Span span{*first, *end};
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto cases = all_cases(reader);
    if (!cases) return cases.error();
    auto activities = all_activities(reader);
    if (!activities) return activities.error();
    auto categories = categories_of(reader, *cases);
    if (!categories) return categories.error();
    auto labels = labels_given(reader, span);
    if (!labels) return labels.error();
    return public_register::biennial_report(
        {counted(*cases), *std::move(activities), *std::move(categories), *std::move(labels)}, span,
        node.now());
  });
}

}  // namespace passerelle::service

#include "node/service/studies/analysis_sets.h"

#include <nlohmann/json.hpp>

#include "node/analysis/compile_names.h"
#include "node/analysis/compile_texts.h"
#include "node/analysis/published_set.h"
#include "node/base/fields.h"
#include "node/service/callers.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "node/service/studies/datasets.h"

namespace passerelle::service {
namespace {

using analysis::PublishedSet;

struct KeptSet {
  std::string definition;
  std::string published;
  bool is_withdrawn = false;
};

Result<std::optional<KeptSet>> find_set(store::Reader& reader,
                                        const DatasetId& dataset,
                                        const std::string& name) {
  const auto row = reader.query_one(
      "select definition, published, withdrawn is not null from analysis_sets"
      " where dataset = ? and name = ?",
      dataset, name);
  if (!row) return row.error();
  if (!*row) return std::optional<KeptSet>();
  return std::optional(KeptSet{(*row)->text(0), (*row)->text(1), (*row)->boolean(2)});
}

// "core-2026, core-2027", of those that a study can name; "none" without any.
Result<std::string> names_of(store::Reader& reader, const DatasetId& dataset) {
  const auto rows = reader.query(
      "select name from analysis_sets where dataset = ? and withdrawn is null order by name",
      dataset);
  if (!rows) return rows.error();
  std::vector<std::string> names;
  for (const auto& row : *rows) names.push_back(row.text(0));
  return names.empty() ? "none" : analysis::listed(names);
}

Error no_set(const DatasetId& dataset, const std::string& name, const std::string& names) {
  return {ServiceError::no_analysis_set,
          dataset.text() + " has no analysis set `" + name + "`; published are: " + names};
}

// The table as it is attached now, of which the set must still be made.
Result<void> check_attached(store::Reader& reader,
                            const DatasetId& dataset,
                            const PublishedSet& set) {
  const auto tables = attached_tables(reader, dataset);
  if (!tables) return tables.error();
  if (!*tables) {
    return Error{ServiceError::not_found,
                 "this node holds no dataset " + dataset.text() + "; `dataset attach` binds one"};
  }
  const auto table = (*tables)->find(set.table);
  if (table == (*tables)->end()) {
    std::vector<std::string> names;
    for (const auto& [name, binding] : **tables) names.push_back(name);
    return Error{ServiceError::bad_request, "/table: " + dataset.text() + " has no table " +
                                                set.table + "; it has: " + analysis::listed(names)};
  }
  return analysis::check_table(set, table->second);
}

struct Submission {
  DatasetId dataset;
  PublishedSet set;
  Json words;  // {"title", "description"?}
};

Result<Submission> read_submission(const Json& request) {
  Fields f(request, "");
  Submission submission{DatasetId(f.text("dataset")), {}, Json::object()};
  submission.words["title"] = analysis::read_by_language(f, "title", analysis::kLongestTitle);
  if (f.find("description") != nullptr) {
    submission.words["description"] =
        analysis::read_by_language(f, "description", analysis::kLongestSummary);
  }
  Json definition = Json::object();
  for (const char* field : analysis::kDefinitionFields) {
    if (const Json* written = f.find(field)) definition[field] = *written;
  }
  if (auto read = f.done(); !read) return read.error();
  auto set = analysis::published_set_from_json(definition, "");
  if (!set) return set.error();
  submission.set = *std::move(set);
  return submission;
}

Result<void> keep(store::Transaction& tx, const Submission& submission, Instant now) {
  const auto& [dataset, set, words] = submission;
  if (auto fits = check_attached(tx, dataset, set); !fits) return fits;
  const auto known = find_set(tx, dataset, set.name);
  if (!known) return known.error();
  if (!*known) {
    return tx.run(
        "insert into analysis_sets (dataset, name, definition, words, published)"
        " values (?, ?, ?, ?, ?)",
        dataset, set.name, set.definition, canonical_text(words), now);
  }
  if ((*known)->definition != set.definition) {
    return Error{ServiceError::exists,
                 "`" + set.name + "` of " + dataset.text() + " has meant other rows since " +
                     (*known)->published +
                     ", and a name means the same for ever; another name is free"};
  }
  return tx.run(
      "update analysis_sets set words = ?, withdrawn = null, reason = ''"
      " where dataset = ? and name = ?",
      canonical_text(words), dataset, set.name);
}

Result<Json> told(const store::Row& row) {
  auto set = parse_json(row.text(1));
  if (!set) return set;
  const auto words = parse_json(row.text(2));
  if (!words) return words;
  set->update(*words);
  (*set)["dataset"] = row.text(0);
  (*set)["sha256"] = analysis::definition_sha256(row.text(1));
  (*set)["published"] = row.text(3);
  if (!row.text(4).empty()) {
    (*set)["withdrawn"] = row.text(4);
    (*set)["reason"] = row.text(5);
  }
  return set;
}

}  // namespace

Result<Json> publish_analysis_set(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  const auto submission = read_submission(request);
  if (!submission) return submission.error();
  const Json subject{{"dataset", submission->dataset.text()},
                     {"analysis_set", submission->set.name},
                     {"digest", analysis::definition_sha256(submission->set.definition)}};
  const auto saved =
      node.commit(audit::Event::named_set_published, subject,
                  [&](store::Transaction& tx) { return keep(tx, *submission, node.now()); });
  if (!saved) return saved.error();
  return Json{{"dataset", subject["dataset"]},
              {"name", subject["analysis_set"]},
              {"sha256", subject["digest"]}};
}

Result<Json> withdraw_analysis_set(Node& node,
                                   const identity::Caller& caller,
                                   const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const DatasetId dataset(f.text("dataset"));
  const auto name = f.text("name");
  const auto reason = f.text("reason");
  if (auto read = f.done(); !read) return read.error();
  const Json subject{{"dataset", dataset.text()}, {"analysis_set", name}, {"reason", reason}};
  const auto saved = node.commit(
      audit::Event::named_set_withdrawn, subject, [&](store::Transaction& tx) -> Result<void> {
        const auto known = find_set(tx, dataset, name);
        if (!known) return known.error();
        if (!*known || (*known)->is_withdrawn) {
          const auto names = names_of(tx, dataset);
          return names ? no_set(dataset, name, *names) : names.error();
        }
        return tx.run(
            "update analysis_sets set withdrawn = ?, reason = ? where dataset = ? and name = ?",
            node.now(), reason, dataset, name);
      });
  if (!saved) return saved.error();
  return Json{{"dataset", dataset.text()}, {"name", name}, {"withdrawn", true}};
}

Result<Json> list_analysis_sets(Node& node,
                                const identity::Caller& caller,
                                const DatasetId& dataset) {
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto rows = reader.query(
        "select dataset, definition, words, published, coalesce(withdrawn, ''), reason"
        " from analysis_sets where ?1 = '' or dataset = ?1 order by dataset, name",
        dataset);
    if (!rows) return rows.error();
    Json list = Json::array();
    for (const auto& row : *rows) {
      if (std::holds_alternative<identity::Anonymous>(caller)) {
        const auto may = is_published(reader, DatasetId(row.text(0)));
        if (!may) return may.error();
        if (!*may) continue;
      }
      auto set = told(row);
      if (!set) return set.error();
      list.push_back(*std::move(set));
    }
    return Json{{"analysis_sets", std::move(list)}};
  });
}

Result<analysis::StudyPlan> as_held(store::Reader& reader, analysis::StudyPlan plan, Begun begun) {
  if (!plan.named_set) return plan;
  const auto name = plan.named_set->name;
  std::optional<PublishedSet> set;
  DatasetId of;
  const auto held = held_versions(reader, plan);
  if (!held) return held.error();
  for (const auto& dataset : plan.base().datasets) {
    if (!held->contains(dataset)) continue;
    const auto known = find_set(reader, dataset, name);
    if (!known) return known.error();
    if (!*known || ((*known)->is_withdrawn && begun == Begun::no)) {
      const auto names = names_of(reader, dataset);
      return names ? no_set(dataset, name, *names) : names.error();
    }
    if (set && set->definition != (*known)->definition) {
      return Error{ServiceError::no_analysis_set, of.text() + " and " + dataset.text() +
                                                      " mean different rows by `" + name +
                                                      "`, and the study names one set of rows"};
    }
    auto read = analysis::published_set_of((*known)->definition);
    if (!read) return read.error();
    if (auto fits = check_attached(reader, dataset, *read); !fits) return fits.error();
    set = *std::move(read);
    of = dataset;
  }
  if (!set) return plan;
  return analysis::with_analysis_set(std::move(plan), *set);
}

std::optional<Json> definition_of(const analysis::StudyPlan& plan) {
  if (!plan.named_set || plan.named_set->definition.empty()) return std::nullopt;
  auto definition = parse_json(plan.named_set->definition);
  return definition ? std::optional(*std::move(definition)) : std::nullopt;
}

}  // namespace passerelle::service

#include "node/service/studies/datasets.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "policies/disclosure/rules.h"

namespace passerelle::service {
namespace {

Result<Tables> tables_from(const Json& value, const std::string& path) {
  Tables tables;
  for (const auto& [name, binding] : value.items()) {
    auto read = query::binding_from_json(binding, path + "/" + pointer_step(name));
    if (!read) return read.error();
    tables.emplace(name, *std::move(read));
  }
  if (tables.empty()) return Error{ServiceError::bad_request, path + ": at least one table"};
  return tables;
}

// What the file system says of the files: cheap to compare before every read.
Result<std::string> stamp_of(const Tables& tables) {
  std::string stamp;
  for (const auto& [name, binding] : tables) {
    for (const auto& [part, file] : binding.files()) {
      std::error_code failed;
      const auto size = std::filesystem::file_size(file, failed);
      if (failed) {
        return Error{ServiceError::dataset_changed,
                     "the file of table " + name + " cannot be had: " + failed.message()};
      }
      const auto written = std::filesystem::last_write_time(file, failed);
      stamp += (part.empty() ? name : name + " " + part) + " " + std::to_string(size) + " " +
               std::to_string(written.time_since_epoch().count()) + "\n";
    }
  }
  return stamp;
}

std::string version_of(const Tables& tables, const std::vector<worker::Probe>& probes) {
  std::string text;
  auto probe = probes.begin();
  for (const auto& [name, binding] : tables) text += name + " " + (probe++)->sha256 + "\n";
  return crypto::sha256_hex(text);
}

}  // namespace

Result<Json> attach_dataset(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const DatasetId id(f.text("dataset"));
  const auto tables = tables_from(f.object("tables"), "/tables");
  const auto* own_rules = f.find("disclosure");
  if (auto read = f.done(); !read) return read.error();
  if (!tables) return tables.error();
  if (own_rules != nullptr) {
    const auto rules = disclosure::rules_from_json(*own_rules, "/disclosure", node.rules);
    if (!rules) return rules.error();
  }

  std::vector<query::Binding> bindings;
  for (const auto& [name, binding] : *tables) bindings.push_back(binding);
  const auto stamp = stamp_of(*tables);
  if (!stamp) return stamp.error();
  const auto probes = node.workers.probe(bindings);
  if (!probes) return probes.error();
  const auto version = version_of(*tables, *probes);

  Json written = Json::object();
  for (const auto& [name, binding] : *tables) written[name] = query::to_json(binding);
  Json subject{{"dataset", id.text()}, {"digest", version}};
  // The log holds no numbers: as a text.
  if (own_rules != nullptr) subject["disclosure"] = canonical_text(*own_rules);
  const auto saved =
      node.commit(audit::Event::dataset_attached, subject, [&](store::Transaction& tx) {
        return tx.run(
            "insert into datasets (id, bindings, version, file_stamp, changed, rules)"
            " values (?, ?, ?, ?, ?, ?)"
            " on conflict (id) do update set bindings = excluded.bindings,"
            " version = excluded.version, file_stamp = excluded.file_stamp,"
            " changed = excluded.changed, rules = excluded.rules",
            id, canonical_text(written), version, *stamp, node.now(),
            own_rules == nullptr ? "" : canonical_text(*own_rules));
      });
  if (!saved) return saved.error();
  return Json{{"dataset", id.text()}, {"version", version}};
}

Result<Json> list_datasets(Node& node, const identity::Caller& caller) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto rows = node.database.read([](store::Reader& reader) {
    return reader.query(
        "select id, catalogue_records.dataset is not null, bindings, datasets.version, changed,"
        " rules,"
        " (select json_group_array(name) from (select name from analysis_sets"
        " where analysis_sets.dataset = id and withdrawn is null order by name))"
        " from datasets left join catalogue_records on catalogue_records.dataset = id order by id");
  });
  if (!rows) return rows.error();
  Json list = Json::array();
  for (const auto& row : *rows) {
    const auto bindings = parse_json(row.text(2));
    if (!bindings) return bindings.error();
    auto sets = parse_json(row.text(6));
    if (!sets) return sets.error();
    Json tables = Json::array();
    for (const auto& [name, binding] : bindings->items()) tables.push_back(name);
    list.push_back({{"dataset", row.text(0)},
                    {"described", row.boolean(1)},
                    {"tables", tables},
                    {"analysis_sets", *std::move(sets)},
                    {"version", row.text(3)},
                    {"changed", row.text(4)}});
    if (row.text(5).empty()) continue;
    auto rules = parse_json(row.text(5));
    if (!rules) return rules.error();
    list.back()["disclosure"] = *std::move(rules);
  }
  return Json{{"datasets", list}};
}

Result<std::optional<Tables>> attached_tables(store::Reader& reader, const DatasetId& id) {
  const auto row = reader.query_one("select bindings from datasets where id = ?", id);
  if (!row) return row.error();
  if (!*row) return std::optional<Tables>();
  const auto value = parse_json((*row)->text(0));
  if (!value) return value.error();
  auto tables = tables_from(*value, "");
  if (!tables) return tables.error();
  return std::optional<Tables>(*std::move(tables));
}

Result<std::map<DatasetId, std::string>> held_versions(store::Reader& reader,
                                                       const analysis::StudyPlan& plan) {
  std::map<DatasetId, std::string> held;
  for (const auto& id : plan.datasets()) {
    const auto row = reader.query_one("select version from datasets where id = ?", id);
    if (!row) return row.error();
    if (*row) held.emplace(id, (*row)->text(0));
  }
  return held;
}

namespace {

// Returns the table of a dataset, nothing when this node does not hold it.
Result<std::optional<AttachedTable>> table_of(store::Reader& reader,
                                              const DatasetId& id,
                                              const analysis::Source& source) {
  const auto row =
      reader.query_one("select bindings, version, file_stamp from datasets where id = ?", id);
  if (!row) return row.error();
  if (!*row) return std::optional<AttachedTable>();
  const auto value = parse_json((*row)->text(0));
  if (!value) return value.error();
  auto tables = tables_from(*value, "");
  if (!tables) return tables.error();
  query::StudyTable table;
  for (const auto& name : source.table_names()) {
    const auto bound = tables->find(name);
    if (bound == tables->end()) {
      return Error{ServiceError::no_local_dataset,
                   id.text() + " has no table " + name + " at this node"};
    }
    if (name == source.alias) table.binding = bound->second;
    else table.through.push_back(bound->second);
  }
  const auto stamp = stamp_of(*tables);
  if (!stamp) return stamp.error();
  if (*stamp != (*row)->text(2)) {
    return Error{ServiceError::dataset_changed,
                 id.text() + " has changed since it was attached; its holder attaches it again"};
  }
  return std::optional(AttachedTable{id, (*row)->text(1), std::move(table)});
}

// The name of the space of a table's persons: of the holder's choice, or the dataset's own.
const std::string& space_of(const AttachedTable& table) {
  const auto& binding = table.table.persons();
  return binding.person_space.empty() ? table.dataset.text() : binding.person_space;
}

// A study may tell persons apart by a column of its own choice, but computes with none that
// identifies them.
Result<void> check_identifiers(const AttachedTable& table, const analysis::Source& source) {
  const auto& person = table.table.persons().person;
  const bool is_read = person && *person != source.person && source.columns.contains(*person);
  if (!is_read) return {};
  return Error{ServiceError::reads_identifiers, "the study computes with `" + *person +
                                                    "`, which identifies persons in " +
                                                    table.dataset.text()};
}

// The persons of rows that are made of several tables are those of the table that tells of them.
// Whoever was named by another column there, or in a table before it, could not be taken out.
Result<void> check_told_persons(const AttachedTable& table, const analysis::Source& source) {
  if (source.reading.is_plain()) return {};
  const auto refused = [&](const std::string& column, const std::string& why) {
    return Error{ServiceError::not_linkable, "persons of " + table.dataset.text() +
                                                 " are told apart by `" + source.person +
                                                 "`, and its holder names `" + column + "` " + why};
  };
  const auto bindings = table.table.bindings();
  const auto& own = bindings.back().person;
  if (own && !own->empty() && *own != source.person) {
    return refused(*own, "in the table that tells of them");
  }
  for (std::size_t i = 0; i + 1 < bindings.size(); ++i) {
    const auto& person = bindings[i].person;
    if (!person || person->empty() || *person == source.person) continue;
    return refused(*person,
                   "in a table that knows them only through others: attach it with "
                   "\"person\": false");
  }
  return {};
}

Result<void> check_linkable(const std::vector<AttachedTable>& tables) {
  for (const auto& table : tables) {
    if (space_of(table) != space_of(tables.front())) {
      return Error{
          ServiceError::not_linkable,
          "persons of " + tables.front().dataset.text() + " and " + table.dataset.text() +
              " cannot be linked; a holder whose identifiers mean the same persons in both "
              "attaches them with one \"person_space\""};
    }
    const auto& person = table.table.persons().person;
    if (!person || person->empty()) {
      return Error{ServiceError::not_linkable,
                   table.dataset.text() +
                       (person ? " identifies nobody, so it is linked with nothing"
                               : ": its holder has not said which column identifies persons, so it "
                                 "is linked with nothing")};
    }
  }
  return {};
}

}  // namespace

Result<std::vector<AttachedTable>> tables_for(store::Reader& reader,
                                              const analysis::StudyPlan& plan) {
  std::vector<AttachedTable> found;
  for (std::size_t source = 0; source < plan.sources.size(); ++source) {
    const auto before = found.size();
    for (const auto& id : plan.sources[source].datasets) {
      auto table = table_of(reader, id, plan.sources[source]);
      if (!table) return table.error();
      if (!*table) continue;
      if (auto fits = check_identifiers(**table, plan.sources[source]); !fits) return fits.error();
      if (auto fits = check_told_persons(**table, plan.sources[source]); !fits) {
        return fits.error();
      }
      (*table)->table.source = source;
      found.push_back(**std::move(table));
    }
    if (found.size() == before) {
      return Error{ServiceError::no_local_dataset,
                   plan.has_links()
                       ? "this node holds no dataset of the source " + plan.sources[source].alias +
                             ", and rows are linked inside one node only"
                       : "the study reads no dataset of this node"};
    }
  }
  if (plan.has_links()) {
    if (auto can = check_linkable(found); !can) return can.error();
  }
  return found;
}

std::vector<query::StudyTable> study_tables(const std::vector<AttachedTable>& tables) {
  std::vector<query::StudyTable> list;
  for (const auto& table : tables) list.push_back(table.table);
  return list;
}

PersonSpaces person_spaces(const std::vector<AttachedTable>& tables,
                           const analysis::StudyPlan& plan) {
  PersonSpaces spaces;
  for (const auto& table : tables) {
    const auto& binding = table.table.persons();
    const bool is_named = binding.person && !binding.person->empty();
    const auto& space = space_of(table);
    spaces.by_table.push_back(space);
    if (table.table.source > 0) continue;  // releases are about the study's own rows
    const bool is_shared = !binding.person_space.empty();
    spaces.columns[space] = is_named ? (is_shared ? "" : *binding.person) : plan.base().person;
  }
  return spaces;
}

}  // namespace passerelle::service

#include "node/service/studies/datasets.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "node/service/callers.h"
#include "node/service/errors.h"

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
    std::error_code failed;
    const auto size = std::filesystem::file_size(binding.file, failed);
    if (failed) {
      return Error{ServiceError::dataset_changed,
                   "the file of table " + name + " cannot be had: " + failed.message()};
    }
    const auto written = std::filesystem::last_write_time(binding.file, failed);
    stamp += name + " " + std::to_string(size) + " " +
             std::to_string(written.time_since_epoch().count()) + "\n";
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
  if (auto read = f.done(); !read) return read.error();
  if (!tables) return tables.error();

  std::vector<query::Binding> bindings;
  for (const auto& [name, binding] : *tables) bindings.push_back(binding);
  const auto stamp = stamp_of(*tables);
  if (!stamp) return stamp.error();
  const auto probes = node.workers.probe(bindings);
  if (!probes) return probes.error();
  const auto version = version_of(*tables, *probes);

  Json written = Json::object();
  for (const auto& [name, binding] : *tables) written[name] = query::to_json(binding);
  const auto saved =
      node.commit(audit::Event::dataset_attached, {{"dataset", id.text()}, {"digest", version}},
                  [&](store::Transaction& tx) {
                    return tx.run(
                        "insert into datasets (id, bindings, version, file_stamp, changed)"
                        " values (?, ?, ?, ?, ?)"
                        " on conflict (id) do update set bindings = excluded.bindings,"
                        " version = excluded.version, file_stamp = excluded.file_stamp,"
                        " changed = excluded.changed",
                        id, canonical_text(written), version, *stamp, node.now());
                  });
  if (!saved) return saved.error();
  return Json{{"dataset", id.text()}, {"version", version}};
}

Result<Json> list_datasets(Node& node, const identity::Caller& caller) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto rows = node.database.read([](store::Reader& reader) {
    return reader.query(
        "select id, dataset is not null, bindings, datasets.version, changed"
        " from datasets left join catalogue_records on dataset = id order by id");
  });
  if (!rows) return rows.error();
  Json list = Json::array();
  for (const auto& row : *rows) {
    const auto bindings = parse_json(row.text(2));
    if (!bindings) return bindings.error();
    Json tables = Json::array();
    for (const auto& [name, binding] : bindings->items()) tables.push_back(name);
    list.push_back({{"dataset", row.text(0)},
                    {"described", row.boolean(1)},
                    {"tables", tables},
                    {"version", row.text(3)},
                    {"changed", row.text(4)}});
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
  for (const auto& id : plan.datasets) {
    const auto row = reader.query_one("select version from datasets where id = ?", id);
    if (!row) return row.error();
    if (*row) held.emplace(id, (*row)->text(0));
  }
  return held;
}

Result<std::vector<AttachedDataset>> datasets_for(store::Reader& reader,
                                                  const analysis::StudyPlan& plan) {
  std::vector<AttachedDataset> found;
  for (const auto& id : plan.datasets) {
    const auto row =
        reader.query_one("select bindings, version, file_stamp from datasets where id = ?", id);
    if (!row) return row.error();
    if (!*row) continue;
    const auto value = parse_json((*row)->text(0));
    if (!value) return value.error();
    auto tables = tables_from(*value, "");
    if (!tables) return tables.error();
    if (!tables->contains(plan.alias)) {
      return Error{ServiceError::no_local_dataset,
                   id.text() + " has no table " + plan.alias + " at this node"};
    }
    const auto stamp = stamp_of(*tables);
    if (!stamp) return stamp.error();
    if (*stamp != (*row)->text(2)) {
      return Error{ServiceError::dataset_changed,
                   id.text() + " has changed since it was attached; its holder attaches it again"};
    }
    found.push_back({id, (*row)->text(1), *std::move(tables)});
  }
  if (found.empty()) {
    return Error{ServiceError::no_local_dataset, "the study reads no dataset of this node"};
  }
  return found;
}

PersonSpaces person_spaces(const std::vector<AttachedDataset>& datasets,
                           const analysis::StudyPlan& plan) {
  PersonSpaces spaces;
  for (const auto& dataset : datasets) {
    const auto& binding = dataset.tables.at(plan.alias);
    const bool is_named = binding.person && !binding.person->empty();
    const bool is_shared = !binding.person_space.empty();
    const auto& space = is_shared ? binding.person_space : dataset.id.text();
    spaces.by_dataset.push_back(space);
    spaces.columns[space] = is_named ? (is_shared ? "" : *binding.person) : plan.person;
  }
  return spaces;
}

}  // namespace passerelle::service

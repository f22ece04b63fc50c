#include "connectors/query/source.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "node/base/fields.h"

namespace passerelle::query {
namespace {

constexpr std::array<std::pair<ColumnType, const char*>, 5> kTypes{{
    {ColumnType::integer, "integer"},
    {ColumnType::number, "number"},
    {ColumnType::text, "text"},
    {ColumnType::boolean, "boolean"},
    {ColumnType::date, "date"},
}};

constexpr std::size_t kMaximumColumns = 5000;
constexpr std::size_t kMaximumNameBytes = 200;
constexpr std::size_t kMaximumParts = 200;

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

Result<LogicalColumn> column_from_json(const Json& value, const std::string& path) {
  Fields fields(value, path);
  LogicalColumn column;
  column.name = fields.text("name");
  if (column.name.size() > kMaximumNameBytes) fields.fail("name", "at most 200 bytes");
  if (has_control_character(column.name)) fields.fail("name", "no control characters");
  const auto written = fields.text("type");
  if (auto type = column_type_from(written)) {
    column.type = *type;
  } else {
    fields.fail("type", type.error().detail);
  }
  if (auto read = fields.done(); !read) return read.error();
  return column;
}

// A file is one file: engines read `*`, `?` and `[` in a name as a pattern.
void check_file(const std::string& name, const std::string& file, Fields& fields) {
  if (!std::filesystem::path(file).is_absolute()) {
    fields.fail(name, "an absolute path is expected");
  } else if (file.find_first_of("*?[") != std::string::npos || has_control_character(file)) {
    fields.fail(name, "a path without * ? [ and control characters is expected");
  }
}

void read_files(Fields& fields, Binding& binding) {
  if (!fields.has("files")) {
    binding.file = fields.text("file");
    return check_file("file", binding.file, fields);
  }
  const auto& written = fields.object("files");
  if (written.empty()) fields.fail("files", "at least one file is expected");
  if (written.size() > kMaximumParts) fields.fail("files", "at most 200 files");
  Fields parts(written, fields.path_of("files"));
  for (const auto& [part, file] : written.items()) {
    if (part.empty() || part.size() > kMaximumNameBytes || has_control_character(part)) {
      fields.fail("files", "names of parts without control characters are expected");
    }
    binding.parts.emplace(part, parts.text(part));
    check_file(part, binding.parts.at(part), parts);
  }
  if (auto read = parts.done(); !read) fields.fail(read.error());
}

void read_person(Fields& fields, Binding& binding) {
  const auto* written = fields.find("person");
  if (written == nullptr) return;
  if (*written == false) {
    binding.person = "";
    return;
  }
  binding.person = fields.text("person");
  const auto column =
      std::find_if(binding.columns.begin(), binding.columns.end(),
                   [&](const LogicalColumn& known) { return known.name == *binding.person; });
  if (column == binding.columns.end()) {
    fields.fail("person", "one of the columns is expected, or false");
  } else if (column->type != ColumnType::integer && column->type != ColumnType::text) {
    fields.fail("person", "persons are told apart by a whole number or a text");
  }
}

void read_person_space(Fields& fields, Binding& binding) {
  if (!fields.has("person_space")) return;
  binding.person_space = fields.text("person_space");
  if (binding.person_space.empty() || has_control_character(binding.person_space)) {
    fields.fail("person_space", "a name without control characters is expected");
  }
}

}  // namespace

Result<ColumnType> column_type_from(std::string_view text) {
  for (const auto& [type, name] : kTypes) {
    if (text == name) return type;
  }
  return Error{BaseError::malformed, "integer, number, text, boolean or date is expected"};
}

std::string to_text(ColumnType type) {
  for (const auto& [known, name] : kTypes) {
    if (known == type) return name;
  }
  return "unknown";
}

std::map<std::string, std::string> Binding::files() const {
  if (!parts.empty()) return parts;
  return {{"", file}};
}

Result<Binding> binding_from_json(const Json& value, const std::string& path) {
  Fields fields(value, path);
  Binding binding;
  binding.engine = fields.text("engine");
  if (binding.engine != "duckdb") fields.fail("engine", "\"duckdb\" is expected");
  binding.format = fields.text("format");
  if (binding.format != "csv" && binding.format != "parquet") {
    fields.fail("format", "\"csv\" or \"parquet\" is expected");
  }
  read_files(fields, binding);

  const auto& columns = fields.array("columns");
  if (columns.empty()) fields.fail("columns", "at least one column is expected");
  if (columns.size() > kMaximumColumns) fields.fail("columns", "at most 5000 columns");
  std::set<std::string> names;
  for (std::size_t i = 0; i < columns.size() && !fields.failed(); ++i) {
    auto column = column_from_json(columns[i], fields.path_of("columns") + "/" + std::to_string(i));
    if (!column) return column.error();
    if (!names.insert(column->name).second) {
      fields.fail("columns", "the column " + column->name + " stands twice");
    }
    binding.columns.push_back(*std::move(column));
  }
  read_person(fields, binding);
  read_person_space(fields, binding);
  if (auto read = fields.done(); !read) return read.error();
  return binding;
}

Json to_json(const Binding& binding) {
  Json columns = Json::array();
  for (const auto& column : binding.columns) {
    columns.push_back({{"name", column.name}, {"type", to_text(column.type)}});
  }
  Json written{
      {"engine", binding.engine}, {"format", binding.format}, {"columns", std::move(columns)}};
  if (binding.parts.empty()) written["file"] = binding.file;
  else written["files"] = binding.parts;
  if (binding.person && binding.person->empty()) written["person"] = false;
  else if (binding.person) written["person"] = *binding.person;
  if (!binding.person_space.empty()) written["person_space"] = binding.person_space;
  return written;
}

Result<StudyTable> study_table_from_json(const Json& value, const std::string& path) {
  Fields fields(value, path);
  const auto source = fields.integer("source");
  if (source < 0) fields.fail("source", "at least 0 is expected");
  const auto& written = fields.object("binding");
  const Json* through = fields.has("through") ? &fields.array("through") : nullptr;
  if (auto read = fields.done(); !read) return read.error();
  auto binding = binding_from_json(written, fields.path_of("binding"));
  if (!binding) return binding.error();
  StudyTable table{static_cast<std::size_t>(source), *std::move(binding)};
  for (std::size_t i = 0; through != nullptr && i < through->size(); ++i) {
    auto one =
        binding_from_json((*through)[i], fields.path_of("through") + "/" + std::to_string(i));
    if (!one) return one.error();
    table.through.push_back(*std::move(one));
  }
  return table;
}

Json to_json(const StudyTable& table) {
  Json written{{"source", table.source}, {"binding", to_json(table.binding)}};
  for (const auto& binding : table.through) written["through"].push_back(to_json(binding));
  return written;
}

std::vector<Binding> StudyTable::bindings() const {
  std::vector<Binding> all{binding};
  all.insert(all.end(), through.begin(), through.end());
  return all;
}

}  // namespace passerelle::query

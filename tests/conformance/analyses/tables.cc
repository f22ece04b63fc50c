#include "tests/conformance/analyses/tables.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "connectors/query/source.h"
#include "tests/conformance/analyses/places.h"

namespace passerelle::conformance {

std::string unpacked(const std::filesystem::path& file) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> opened(::gzopen(file.c_str(), "rb"), ::gzclose);
  REQUIRE_MESSAGE(opened, "cannot read " << file);
  std::string text;
  char block[1 << 16];
  for (int read = 0; (read = ::gzread(opened.get(), block, sizeof block)) > 0;) {
    text.append(block, static_cast<std::size_t>(read));
  }
  return text;
}

namespace {

using analysis::test::Row;
using analysis::test::Table;

bool holds(const Row& row, const Json& where) {
  return std::all_of(where.items().begin(), where.items().end(), [&](const auto& item) {
    return row.text(item.key()) == text_of(item.value());
  });
}

// The number of the copy becomes the last column.
void copy_rows(int copies, Table& table) {
  table.names.push_back("copy");
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : table.rows) {
    for (int copy = 0; copy < copies; ++copy) {
      rows.push_back(row);
      rows.back().push_back(std::to_string(copy));
    }
  }
  table.rows = std::move(rows);
}

Table read_table(const std::filesystem::path& data, const Json& described) {
  if (described.is_string()) {
    const auto text = unpacked(data / described.get<std::string>());
    const bool has_bars = text.substr(0, text.find('\n')).find('|') != std::string::npos;
    return analysis::test::parse_csv(text, has_bars ? '|' : ',');
  }
  const auto all = read_table(data, described.at("file"));
  const auto where = described.value("where", Json::object());
  const auto part = described.value("part", std::vector<std::size_t>{0, 1});
  std::size_t next = 0;
  return analysis::test::rows_where(
      all, [&](const Row& row) { return next++ % part[1] == part[0] && holds(row, where); });
}

}  // namespace

Tables::Tables(const std::filesystem::path& data, const Json& described) {
  const auto types = described.value("types", Json::object());
  for (const auto& [name, type] : types.items()) {
    types_[name] = *query::column_type_from(type.get<std::string>());
  }
  const auto constants = described.value("constants", Json::object());
  for (const auto& [node, file] : described.at("tables").items()) {
    auto& table = by_node_[node] = read_table(data, file);
    if (described.contains("copies")) copy_rows(described["copies"], table);
    table.names.insert(table.names.end(), {"country", "row"});
    for (const auto& [name, value] : constants.items()) table.names.push_back(name);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      table.rows[i].insert(table.rows[i].end(), {node, std::to_string(i)});
      for (const auto& value : constants) table.rows[i].push_back(value);
    }
    analysis::test::widen(types_, table);
  }
}

std::vector<double> Tables::numbers(const std::vector<std::string>& columns,
                                    const Json& where) const {
  std::set<double> found;
  for (const auto& [node, table] : by_node_) {
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const Row row(table, i);
      if (!holds(row, where)) continue;
      for (const auto& column : columns) {
        if (!row.text(column).empty()) found.insert(row.number(column));
      }
    }
  }
  return {found.begin(), found.end()};
}

std::set<std::string> Tables::texts(const std::string& column) const {
  std::set<std::string> found;
  for (const auto& [node, table] : by_node_) {
    for (std::size_t i = 0; i < table.rows.size(); ++i) found.insert(Row(table, i).text(column));
  }
  found.erase("");
  return found;
}

analysis::test::Nodes Tables::frames(const analysis::StudyPlan& plan) const {
  analysis::test::Nodes nodes;
  for (const auto& [node, table] : by_node_) {
    nodes[NodeId(node)] = analysis::test::built_frame(plan, table, types_);
  }
  return nodes;
}

}  // namespace passerelle::conformance

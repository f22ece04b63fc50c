#include "connectors/duckdb/duckdb_source.h"

#include <algorithm>
#include <utility>

#include "connectors/duckdb/engine.h"
#include "connectors/duckdb/reading_query.h"
#include "connectors/duckdb/table_files.h"

namespace passerelle::duckdb {
namespace {

using query::Binding;
using query::ColumnType;
using query::Reading;

// Takes the counts of lines off a batch. A row that found two of a table would be two rows.
Result<void> check_counts(query::RowBatch& batch, const ReadingQuery& query) {
  for (std::size_t i = 0; i < query.counted.size(); ++i) {
    const auto& column = batch.columns[query.columns.size() + i];
    const auto& counts = std::get<std::vector<std::int64_t>>(column.values);
    if (std::ranges::all_of(counts, [](auto count) { return count <= 1; })) continue;
    return Error{DuckdbError::key_repeated,
                 "table " + query.counted[i] +
                     " has several lines with the key of one row, which would be counted as "
                     "many times; its key is not unique"};
  }
  batch.columns.resize(query.columns.size());
  return {};
}

class DuckdbSource final : public query::Source {
 public:
  DuckdbSource(Engine engine, std::vector<Table> tables, Reading reading)
      : engine_(std::move(engine)), tables_(std::move(tables)), reading_(std::move(reading)) {}

  std::optional<std::size_t> rows_told() const override {
    return reading_.is_plain() ? tables_.front().rows_told() : std::nullopt;
  }

  Result<void> read(const std::vector<std::string>& columns,
                    const std::function<Result<void>(query::RowBatch)>& take) override {
    const auto query = query_of(reading_, tables_, columns);
    if (!query) return query.error();
    auto declared = query->columns;
    for (const auto& table : query->counted) declared.push_back({table, ColumnType::integer});
    auto rows = engine_.query(query->sql, query->parameters);
    if (!rows) return rows.error();
    while (true) {
      auto batch = rows->next(declared);
      if (!batch) return batch.error();
      if (!batch->has_value()) return {};
      if (auto unique = check_counts(**batch, *query); !unique) return unique;
      if (auto taken = take(**std::move(batch)); !taken) return taken;
    }
  }

 private:
  Engine engine_;
  std::vector<Table> tables_;
  Reading reading_;
};

}  // namespace

Result<std::unique_ptr<query::Source>> open_duckdb(const Binding& binding,
                                                   const Reading& reading,
                                                   const std::vector<Binding>& through) {
  if (through.size() != reading.through.size()) {
    return Error{DuckdbError::cannot_open, "a table that rows are read through is not bound"};
  }
  std::vector<Binding> bindings{binding};
  bindings.insert(bindings.end(), through.begin(), through.end());
  std::vector<std::string> files;
  for (const auto& one : bindings) {
    for (const auto& [part, file] : one.files()) files.push_back(file);
  }
  auto engine = Engine::start(files);
  if (!engine) return engine.error();
  std::vector<Table> tables;
  for (const auto& one : bindings) {
    auto table = open_table(one, *engine);
    if (!table) return table.error();
    tables.push_back(*std::move(table));
  }
  return std::unique_ptr<query::Source>(
      std::make_unique<DuckdbSource>(*std::move(engine), std::move(tables), reading));
}

}  // namespace passerelle::duckdb

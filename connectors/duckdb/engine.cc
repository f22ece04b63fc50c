#include "connectors/duckdb/engine.h"

#include <duckdb.h>

#include <cmath>
#include <string_view>
#include <utility>

#include "connectors/duckdb/text_value.h"

namespace passerelle::duckdb {
namespace {

using query::ColumnType;

// The version that `fetch` brings; library and header are of the same one.
constexpr std::string_view kEngineVersion = "v1.4.4";

// Integers up to this one are doubles too (2^53).
constexpr std::int64_t kExactIntegers = std::int64_t{1} << 53;

constexpr std::pair<const char*, const char*> kConfiguration[] = {
    {"threads", "1"},  // rows are taken by one thread, which is busier than the engine
    {"memory_limit", "4GB"},
    {"temp_directory", ""},  // the sandbox lets nothing be written
    {"preserve_insertion_order", "false"},
    {"autoinstall_known_extensions", "false"},
    {"autoload_known_extensions", "false"},
    {"allow_community_extensions", "false"},
};

// The engine's own sentence quotes SQL and values, so only the kind of its error is told.
Error error_of(duckdb_error_type type) {
  switch (type) {
    case DUCKDB_ERROR_IO:
    case DUCKDB_ERROR_PERMISSION:
      return {DuckdbError::cannot_open, "the file cannot be read, or is not of the bound format"};
    case DUCKDB_ERROR_OUT_OF_MEMORY:
      return {DuckdbError::engine, "the rows do not fit into the memory of the engine"};
    case DUCKDB_ERROR_INTERRUPT:
      return {DuckdbError::interrupted, "reading stopped before the end of the file"};
    case DUCKDB_ERROR_INTERNAL:
    case DUCKDB_ERROR_FATAL: return {DuckdbError::engine, "the engine failed"};
    default:
      return {DuckdbError::malformed_file,
              "a record does not have the columns of the header, quotes or line ends are broken or "
              "mixed, or the text is not UTF-8"};
  }
}

Stored stored_as(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_VARCHAR: return Stored::text;
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT: return Stored::integer;
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE: return Stored::number;
    case DUCKDB_TYPE_DECIMAL: return Stored::decimal;
    case DUCKDB_TYPE_BOOLEAN: return Stored::boolean;
    case DUCKDB_TYPE_DATE: return Stored::date;
    default: return Stored::other;
  }
}

// One column of one chunk.
struct Slice {
  duckdb_vector vector;
  duckdb_type type;
  idx_t rows;
};

// A stored value as one of the declared type; nothing when it does not fit.
template <class Integer>
std::optional<std::int64_t> whole_from(Integer value) {
  if (!std::in_range<std::int64_t>(value)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

template <class Integer>
std::optional<double> double_from(Integer value) {
  // A double that is another integer would silently change the data.
  if (std::cmp_greater(value, kExactIntegers) || std::cmp_less(value, -kExactIntegers)) {
    return std::nullopt;
  }
  return static_cast<double>(value);
}

template <class Integer>
std::optional<std::int64_t> truth_from(Integer value) {
  if (value != Integer{0} && value != Integer{1}) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<double> finite_from(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

// Tools that know no missing integers store them as numbers.
std::optional<std::int64_t> whole_from_number(double value) {
  if (!std::isfinite(value) || value != std::trunc(value)) return std::nullopt;
  if (std::abs(value) > static_cast<double>(kExactIntegers)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

// Fills the column with what `read` makes of each stored value; false when one does not fit.
template <class Stored, class Read>
bool each(const Slice& slice, query::Column& column, Read read) {
  using Value = typename std::invoke_result_t<Read, Stored>::value_type;
  const auto* stored = static_cast<const Stored*>(duckdb_vector_get_data(slice.vector));
  const auto* validity = duckdb_vector_get_validity(slice.vector);  // 64 rows a word; null: all
  auto& values = column.values.template emplace<std::vector<Value>>(slice.rows);
  column.missing.assign(slice.rows, false);
  for (idx_t row = 0; row < slice.rows; ++row) {
    if (validity != nullptr && (validity[row / 64] >> (row % 64) & 1) == 0) {
      column.missing[row] = true;
      continue;
    }
    auto value = read(stored[row]);
    if (!value) return false;
    values[row] = *std::move(value);
  }
  return true;
}

template <class Integer>
bool each_integer(const Slice& slice, query::Column& column) {
  switch (column.type) {
    case ColumnType::integer:
      return each<Integer>(slice, column, [](Integer value) { return whole_from(value); });
    case ColumnType::number:
      return each<Integer>(slice, column, [](Integer value) { return double_from(value); });
    case ColumnType::boolean:
      return each<Integer>(slice, column, [](Integer value) { return truth_from(value); });
    case ColumnType::date:
    case ColumnType::text: break;
  }
  return false;
}

template <class Number>
bool each_number(const Slice& slice, query::Column& column) {
  if (column.type == ColumnType::number)
    return each<Number>(slice, column, [](Number value) { return finite_from(value); });
  return column.type == ColumnType::integer &&
         each<Number>(slice, column, [](Number value) { return whole_from_number(value); });
}

bool each_text(const Slice& slice, query::Column& column) {
  const auto each_as = [&](auto read) {
    return each<duckdb_string_t>(slice, column, [read](duckdb_string_t text) {
      return read(std::string_view(duckdb_string_t_data(&text), duckdb_string_t_length(text)));
    });
  };
  switch (column.type) {
    case ColumnType::integer: return each_as(integer_from);
    case ColumnType::number: return each_as(number_from);
    case ColumnType::boolean: return each_as(boolean_from);
    case ColumnType::date: return each_as(date_from);
    case ColumnType::text:
      return each_as([](std::string_view text) { return std::optional(std::string(text)); });
  }
  return false;
}

bool each_date(const Slice& slice, query::Column& column) {
  return column.type == ColumnType::date &&
         each<duckdb_date>(slice, column, [](duckdb_date date) -> std::optional<std::int64_t> {
           if (!duckdb_is_finite_date(date)) return std::nullopt;
           return date.days;
         });
}

// Fills a column of a declared type; false when a value does not fit it.
bool take_slice(const Slice& slice, query::Column& column) {
  switch (slice.type) {
    case DUCKDB_TYPE_VARCHAR: return each_text(slice, column);
    case DUCKDB_TYPE_TINYINT: return each_integer<std::int8_t>(slice, column);
    case DUCKDB_TYPE_SMALLINT: return each_integer<std::int16_t>(slice, column);
    case DUCKDB_TYPE_INTEGER: return each_integer<std::int32_t>(slice, column);
    case DUCKDB_TYPE_BIGINT: return each_integer<std::int64_t>(slice, column);
    case DUCKDB_TYPE_UTINYINT: return each_integer<std::uint8_t>(slice, column);
    case DUCKDB_TYPE_USMALLINT: return each_integer<std::uint16_t>(slice, column);
    case DUCKDB_TYPE_UINTEGER: return each_integer<std::uint32_t>(slice, column);
    case DUCKDB_TYPE_UBIGINT: return each_integer<std::uint64_t>(slice, column);
    case DUCKDB_TYPE_FLOAT: return each_number<float>(slice, column);
    case DUCKDB_TYPE_DOUBLE: return each_number<double>(slice, column);
    case DUCKDB_TYPE_BOOLEAN:
      return column.type == ColumnType::boolean && each<bool>(slice, column, [](bool value) {
               return std::optional<std::int64_t>(value ? 1 : 0);
             });
    case DUCKDB_TYPE_DATE: return each_date(slice, column);
    default: return false;
  }
}

}  // namespace

struct Rows::Handles {
  duckdb_result result{};
  Handles() = default;
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  ~Handles() { duckdb_destroy_result(&result); }
};

Rows::Rows(std::unique_ptr<Handles> handles) : handles_(std::move(handles)) {}
Rows::~Rows() = default;
Rows::Rows(Rows&&) noexcept = default;
Rows& Rows::operator=(Rows&&) noexcept = default;

std::vector<StoredColumn> Rows::columns() {
  std::vector<StoredColumn> columns;
  for (idx_t i = 0; i < duckdb_column_count(&handles_->result); ++i) {
    columns.push_back({duckdb_column_name(&handles_->result, i),
                       stored_as(duckdb_column_type(&handles_->result, i))});
  }
  return columns;
}

Result<std::optional<query::RowBatch>> Rows::next(
    const std::vector<query::LogicalColumn>& declared) {
  duckdb_data_chunk chunk = duckdb_fetch_chunk(handles_->result);
  if (chunk == nullptr) {
    if (duckdb_result_error(&handles_->result) != nullptr) {
      return error_of(duckdb_result_error_type(&handles_->result));
    }
    return std::optional<query::RowBatch>{};
  }
  const std::unique_ptr<duckdb_data_chunk, void (*)(duckdb_data_chunk*)> held(
      &chunk, duckdb_destroy_data_chunk);
  query::RowBatch batch;
  batch.rows = duckdb_data_chunk_get_size(chunk);
  for (idx_t i = 0; i < declared.size(); ++i) {
    const Slice slice{duckdb_data_chunk_get_vector(chunk, i),
                      duckdb_column_type(&handles_->result, i), batch.rows};
    query::Column column;
    column.type = declared[i].type;
    if (!take_slice(slice, column)) {
      return Error{DuckdbError::does_not_fit,
                   "column " + declared[i].name + ": a value is no " + to_text(declared[i].type)};
    }
    batch.columns.push_back(std::move(column));
  }
  return std::optional(std::move(batch));
}

struct Engine::Handles {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  Handles() = default;
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  ~Handles() {
    duckdb_disconnect(&connection);
    duckdb_close(&database);
  }
};

Engine::Engine(std::unique_ptr<Handles> handles) : handles_(std::move(handles)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

namespace {

// A list of texts as a literal of the engine: inside '…' only the quote is special.
std::string list_of(const std::vector<std::string>& texts) {
  std::string literal;
  for (const auto& text : texts) {
    literal += literal.empty() ? "['" : ", '";
    for (const char c : text) literal += c == '\'' ? std::string("''") : std::string(1, c);
    literal += "'";
  }
  return literal + "]";
}

}  // namespace

Result<Engine> Engine::start(const std::vector<std::string>& files) {
  if (duckdb_library_version() != kEngineVersion) {
    return Error{DuckdbError::wrong_library,
                 "libduckdb.so is not of version " + std::string(kEngineVersion)};
  }
  duckdb_config config = nullptr;
  if (duckdb_create_config(&config) == DuckDBError) {
    return Error{DuckdbError::engine, "the engine has no configuration"};
  }
  const std::unique_ptr<duckdb_config, void (*)(duckdb_config*)> held(&config,
                                                                      duckdb_destroy_config);
  for (const auto& [name, value] : kConfiguration) {
    if (duckdb_set_config(config, name, value) == DuckDBError) {
      return Error{DuckdbError::engine, std::string("the engine knows no setting ") + name};
    }
  }
  auto handles = std::make_unique<Handles>();
  if (duckdb_open_ext(":memory:", &handles->database, config, nullptr) == DuckDBError ||
      duckdb_connect(handles->database, &handles->connection) == DuckDBError) {
    return Error{DuckdbError::engine, "the engine did not start"};
  }
  // In this order: what is allowed can only be said while external access is still open.
  for (const auto& sql :
       {"SET allowed_paths = " + list_of(files), std::string("SET enable_external_access = false"),
        std::string("SET lock_configuration = true")}) {
    if (duckdb_query(handles->connection, sql.c_str(), nullptr) == DuckDBError) {
      return Error{DuckdbError::engine, "the engine could not be closed in"};
    }
  }
  return Engine(std::move(handles));
}

Result<Rows> Engine::query(const std::string& sql, const std::vector<std::string>& parameters) {
  duckdb_prepared_statement statement = nullptr;
  const auto prepared = duckdb_prepare(handles_->connection, sql.c_str(), &statement);
  const std::unique_ptr<duckdb_prepared_statement, void (*)(duckdb_prepared_statement*)> held(
      &statement, duckdb_destroy_prepare);
  bool is_bound = prepared != DuckDBError;
  for (idx_t i = 0; is_bound && i < parameters.size(); ++i) {
    is_bound = duckdb_bind_varchar_length(statement, i + 1, parameters[i].data(),
                                          parameters[i].size()) != DuckDBError;
  }
  if (!is_bound) return Error{DuckdbError::engine, "the engine refused a query of ours"};
  // Rows are taken while others are read: a table is never held as a whole.
  auto rows = std::make_unique<Rows::Handles>();
  if (duckdb_execute_prepared_streaming(statement, &rows->result) == DuckDBError) {
    return error_of(duckdb_result_error_type(&rows->result));
  }
  return Rows(std::move(rows));
}

}  // namespace passerelle::duckdb

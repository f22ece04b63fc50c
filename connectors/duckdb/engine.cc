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
    {"threads", "2"},
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

// Where the values of a slice go; false from `put_*` says that the value does not fit.
class Taker {
 public:
  Taker(ColumnType type, idx_t rows) {
    column_.type = type;
    column_.missing.reserve(rows);
    if (type == ColumnType::number) column_.values.emplace<std::vector<double>>().reserve(rows);
    if (type == ColumnType::text) column_.values.emplace<std::vector<std::string>>().reserve(rows);
  }

  void put_missing() {
    std::visit([](auto& values) { values.emplace_back(); }, column_.values);
    column_.missing.push_back(true);
  }

  bool put_text(std::string_view text) {
    switch (column_.type) {
      case ColumnType::integer: return put(integer_from(text));
      case ColumnType::number: return put(number_from(text));
      case ColumnType::boolean: return put(boolean_from(text));
      case ColumnType::date: return put(date_from(text));
      case ColumnType::text: return put(std::optional(std::string(text)));
    }
    return false;
  }

  template <class Integer>
  bool put_integer(Integer value) {
    switch (column_.type) {
      case ColumnType::integer:
        if (!std::in_range<std::int64_t>(value)) return false;
        return put(std::optional(static_cast<std::int64_t>(value)));
      case ColumnType::number:
        // A double that is another integer would silently change the data.
        if (std::cmp_greater(value, kExactIntegers) || std::cmp_less(value, -kExactIntegers)) {
          return false;
        }
        return put(std::optional(static_cast<double>(value)));
      case ColumnType::boolean:
        if (value != Integer{0} && value != Integer{1}) return false;
        return put(std::optional(static_cast<std::int64_t>(value)));
      case ColumnType::date:
      case ColumnType::text: return false;
    }
    return false;
  }

  bool put_number(double value) {
    if (!std::isfinite(value)) return false;
    if (column_.type == ColumnType::number) return put(std::optional(value));
    // Tools that know no missing integers store them as numbers.
    if (column_.type != ColumnType::integer || value != std::trunc(value)) return false;
    if (std::abs(value) > static_cast<double>(kExactIntegers)) return false;
    return put(std::optional(static_cast<std::int64_t>(value)));
  }

  bool put_days(std::int64_t days) {
    return column_.type == ColumnType::date && put(std::optional(days));
  }

  query::Column take() { return std::move(column_); }

 private:
  template <class T>
  bool put(std::optional<T> value) {
    if (!value) return false;
    std::get<std::vector<T>>(column_.values).push_back(*std::move(value));
    column_.missing.push_back(false);
    return true;
  }

  query::Column column_;
};

template <class T, class Put>
bool each(const Slice& slice, Taker& taker, Put put) {
  const auto* values = static_cast<T*>(duckdb_vector_get_data(slice.vector));
  auto* validity = duckdb_vector_get_validity(slice.vector);
  for (idx_t row = 0; row < slice.rows; ++row) {
    if (!duckdb_validity_row_is_valid(validity, row)) taker.put_missing();
    else if (!put(values[row])) return false;
  }
  return true;
}

template <class Integer>
bool each_integer(const Slice& slice, Taker& taker) {
  return each<Integer>(slice, taker, [&](Integer value) { return taker.put_integer(value); });
}

bool take_slice(const Slice& slice, Taker& taker) {
  switch (slice.type) {
    case DUCKDB_TYPE_VARCHAR:
      return each<duckdb_string_t>(slice, taker, [&](duckdb_string_t text) {
        return taker.put_text({duckdb_string_t_data(&text), duckdb_string_t_length(text)});
      });
    case DUCKDB_TYPE_TINYINT: return each_integer<std::int8_t>(slice, taker);
    case DUCKDB_TYPE_SMALLINT: return each_integer<std::int16_t>(slice, taker);
    case DUCKDB_TYPE_INTEGER: return each_integer<std::int32_t>(slice, taker);
    case DUCKDB_TYPE_BIGINT: return each_integer<std::int64_t>(slice, taker);
    case DUCKDB_TYPE_UTINYINT: return each_integer<std::uint8_t>(slice, taker);
    case DUCKDB_TYPE_USMALLINT: return each_integer<std::uint16_t>(slice, taker);
    case DUCKDB_TYPE_UINTEGER: return each_integer<std::uint32_t>(slice, taker);
    case DUCKDB_TYPE_UBIGINT: return each_integer<std::uint64_t>(slice, taker);
    case DUCKDB_TYPE_FLOAT:
      return each<float>(slice, taker,
                         [&](float value) { return taker.put_number(static_cast<double>(value)); });
    case DUCKDB_TYPE_DOUBLE:
      return each<double>(slice, taker, [&](double value) { return taker.put_number(value); });
    case DUCKDB_TYPE_BOOLEAN:
      return each<bool>(slice, taker, [&](bool value) {
        return taker.put_integer(static_cast<std::int8_t>(value ? 1 : 0));
      });
    case DUCKDB_TYPE_DATE:
      return each<duckdb_date>(slice, taker, [&](duckdb_date date) {
        return duckdb_is_finite_date(date) && taker.put_days(date.days);
      });
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
    Taker taker(declared[i].type, batch.rows);
    if (!take_slice(slice, taker)) {
      return Error{DuckdbError::does_not_fit,
                   "column " + declared[i].name + ": a value is no " + to_text(declared[i].type)};
    }
    batch.columns.push_back(taker.take());
  }
  return std::optional(std::move(batch));
}

struct Engine::Handles {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  std::string file;
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

// A list of one text as a literal of the engine: inside '…' only the quote is special.
std::string list_of(const std::string& text) {
  std::string literal = "['";
  for (const char c : text) literal += c == '\'' ? std::string("''") : std::string(1, c);
  return literal + "']";
}

}  // namespace

Result<Engine> Engine::start(const std::string& file) {
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
  handles->file = file;
  if (duckdb_open_ext(":memory:", &handles->database, config, nullptr) == DuckDBError ||
      duckdb_connect(handles->database, &handles->connection) == DuckDBError) {
    return Error{DuckdbError::engine, "the engine did not start"};
  }
  // In this order: what is allowed can only be said while external access is still open.
  for (const auto& sql :
       {"SET allowed_paths = " + list_of(file), std::string("SET enable_external_access = false"),
        std::string("SET lock_configuration = true")}) {
    if (duckdb_query(handles->connection, sql.c_str(), nullptr) == DuckDBError) {
      return Error{DuckdbError::engine, "the engine could not be closed in"};
    }
  }
  return Engine(std::move(handles));
}

Result<Rows> Engine::query(const std::string& sql) {
  duckdb_prepared_statement statement = nullptr;
  const auto prepared = duckdb_prepare(handles_->connection, sql.c_str(), &statement);
  const std::unique_ptr<duckdb_prepared_statement, void (*)(duckdb_prepared_statement*)> held(
      &statement, duckdb_destroy_prepare);
  if (prepared == DuckDBError || duckdb_bind_varchar_length(statement, 1, handles_->file.data(),
                                                            handles_->file.size()) == DuckDBError) {
    return Error{DuckdbError::engine, "the engine refused a query of ours"};
  }
  auto rows = std::make_unique<Rows::Handles>();
  if (duckdb_execute_prepared(statement, &rows->result) == DuckDBError) {
    return error_of(duckdb_result_error_type(&rows->result));
  }
  return Rows(std::move(rows));
}

}  // namespace passerelle::duckdb

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "connectors/duckdb/csv_header.h"
#include "connectors/duckdb/text_value.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)passerelle::duckdb::read_csv_header(text);
  (void)passerelle::duckdb::integer_from(text);
  (void)passerelle::duckdb::number_from(text);
  (void)passerelle::duckdb::boolean_from(text);
  (void)passerelle::duckdb::date_from(text);
  return 0;
}

#include <string_view>

#include "connectors/duckdb/csv_header.h"
#include "connectors/duckdb/text_value.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(csv_header, text) {
  (void)passerelle::duckdb::read_csv_header(text);
  (void)passerelle::duckdb::integer_from(text);
  (void)passerelle::duckdb::number_from(text);
  (void)passerelle::duckdb::boolean_from(text);
  (void)passerelle::duckdb::date_from(text);
}

#include "connectors/duckdb/duckdb_source.h"

namespace passerelle::duckdb {

Result<std::unique_ptr<query::Source>> open_duckdb(const query::Binding&,
                                                   const query::Reading&,
                                                   const std::vector<query::Binding>&) {
  return Error{
      DuckdbError::not_built,
      "this program was built without DuckDB; run connectors/duckdb/fetch and build again"};
}

}  // namespace passerelle::duckdb

// Definitions of sets of rows come from operators and, for a check of a study, from other nodes:
// reading one never crashes, its canonical form reads back as itself, and a study that names it is
// computed over rows of any values or refused.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/analysis/frame.h"
#include "node/analysis/published_set.h"
#include "node/base/json.h"
#include "tests/fuzz/target.h"

namespace {

namespace analysis = passerelle::analysis;
using passerelle::Json;

constexpr const char* kStudy = R"({
  "passerelle": "study/1",
  "study": {"id": "s", "version": "1", "title": {"en": "S"}, "purpose": "53-1-e-i"},
  "sources": [{"alias": "t", "datasets": ["https://fr.example/dataset/t"], "person": "id"}],
  "variables": {"arm": {"column": "arm", "levels": ["a", "b"]}},
  "analyses": [{"id": "n", "type": "count", "by": "arm"},
               {"id": "m", "type": "linear", "outcome": "time", "terms": ["age"]}]})";

passerelle::query::RowBatch three_rows_of(const analysis::Source& source) {
  passerelle::query::RowBatch batch;
  batch.rows = 3;
  for (const auto& name : source.columns) {
    passerelle::query::Column column;
    column.missing = {false, name != "id", false};
    if (name == "arm") {
      column.type = passerelle::query::ColumnType::text;
      column.values = std::vector<std::string>{"a", "", "b"};
    } else {
      column.type = passerelle::query::ColumnType::integer;
      column.values = std::vector<std::int64_t>{1, 2, 50};
    }
    batch.columns.push_back(std::move(column));
  }
  return batch;
}

void compute(const analysis::PublishedSet& set) {
  auto study = Json::parse(kStudy);
  study["sources"][0]["alias"] = set.table;
  study["analysis_set"] = set.name;
  const auto plan = analysis::compile_study(study);
  if (!plan) return;  // the set is called as the table is
  const auto held = analysis::with_analysis_set(*plan, set);
  if (!held) return;
  if (held->digest != plan->digest) std::abort();
  analysis::FrameBuilder builder(*held);
  if (!builder.add(three_rows_of(held->base()), {1, 2, 3})) return;
  const auto frame = builder.finish();
  // The row that lacks values is in no set that is complete on what the study needs.
  if (frame && frame->rows_of("analysis_set").size() > 2) std::abort();
}

}  // namespace

PASSERELLE_FUZZ_TARGET(published_set, text) {
  const auto written = passerelle::parse_json(text);
  if (!written) return;
  const auto set = analysis::published_set_from_json(*written, "");
  if (!set) return;
  const auto again = analysis::published_set_of(set->definition);
  if (!again || again->definition != set->definition || again->columns() != set->columns()) {
    std::abort();
  }
  const passerelle::query::Binding table{
      "duckdb", "csv", "/t.csv", {{"age", passerelle::query::ColumnType::integer}}};
  (void)analysis::check_table(*set, table);
  compute(*set);
}

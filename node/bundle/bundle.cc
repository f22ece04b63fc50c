#include "node/bundle/bundle.h"

#include <nlohmann/json.hpp>

#include "node/bundle/check_script.h"
#include "node/bundle/contents.h"
#include "node/bundle/crate.h"
#include "node/bundle/documents.h"
#include "node/bundle/report.h"
#include "node/bundle/result_tables.h"

namespace passerelle::bundle {

Files files_of(const Contents& contents, const Replay& run) {
  auto files = evidence_files(contents);
  files[kResultPath] = canonical_text(result_json(run));
  files[kRunPath] = canonical_text(run_json(contents, run));
  files["manifest.json"] = canonical_text(manifest_json(contents, run));
  std::map<std::string, std::vector<Table>> tables;
  for (std::size_t i = 0; i < run.plan.analyses.size(); ++i) {
    const auto& what = run.plan.analyses[i];
    tables[what.id] = tables_of(run.plan, what, run.answer->at("analyses").at(i));
    for (const auto& table : tables[what.id]) {
      files["tables/" + table.name + ".csv"] = to_csv(table);
    }
  }
  const auto plots = plots_of(run);
  for (const auto& [id, plot] : plots) files["plots/" + id + ".svg"] = plot;
  files["report.html"] = report_page(contents, run, tables, plots);
  files["check.R"] = check_script(run);
  files[kReadmePath] = readme_text(contents, run);
  files[kCratePath] = canonical_text(crate_json(contents, run, files));
  return files;
}

Result<Files> write_bundle(const Contents& contents) {
  const auto run = replay(contents);
  if (!run) return run.error();
  return files_of(contents, *run);
}

}  // namespace passerelle::bundle

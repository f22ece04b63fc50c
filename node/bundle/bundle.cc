#include "node/bundle/bundle.h"

#include <nlohmann/json.hpp>

#include "node/bundle/check_script.h"
#include "node/bundle/contents.h"
#include "node/bundle/crate.h"
#include "node/bundle/documents.h"
#include "node/bundle/report.h"
#include "node/bundle/result_tables.h"

namespace passerelle::bundle {
namespace {

using Tables = std::map<std::string, std::vector<Table>>;  // by analysis id

Tables all_tables(const Replay& run, const Messages& say) {
  Tables tables;
  for (std::size_t i = 0; i < run.plan.analyses.size(); ++i) {
    const auto& what = run.plan.analyses[i];
    tables[what.id] = tables_of(run.plan, what, run.answer->at("analyses").at(i), say);
  }
  return tables;
}

void add_results(const Tables& tables,
                 const std::map<std::string, std::string>& plots,
                 Files& files) {
  for (const auto& [id, own] : tables) {
    for (const auto& table : own) files["tables/" + table.name + ".csv"] = to_csv(table);
  }
  for (const auto& [id, plot] : plots) files["plots/" + id + ".svg"] = plot;
}

}  // namespace

Files files_of(const Contents& contents, const Replay& run) {
  auto files = evidence_files(contents);
  files[kResultPath] = canonical_text(result_json(run));
  files[kRunPath] = canonical_text(run_json(contents, run));
  files["manifest.json"] = canonical_text(manifest_json(contents, run));
  for (const auto language : {Language::en, Language::fr}) {
    const auto& say = words(language);
    const auto tables = all_tables(run, say);
    const auto plots = plots_of(run, say);
    files[report_path(language)] = report_page(contents, run, tables, plots, say);
    // The files for programs are in English alone.
    if (language == Language::en) add_results(tables, plots, files);
  }
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

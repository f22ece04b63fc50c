// The run for people, on one page for each language that needs neither network nor script; and the
// drawings, which also stand in the bundle by themselves.
//
// Thread safety: pure functions.
#pragma once

#include <map>
#include <string>

#include "node/bundle/evidence.h"
#include "node/bundle/result_table.h"

namespace passerelle::bundle {

// Returns the drawings of analyses by their names: the id of the analysis, and "ID/calibration".
std::map<std::string, std::string> plots_of(const Replay& run, const Messages& say);

// report.html is English, report.fr.html French.
std::string report_path(Language language);

// `tables` are by analysis id, `plots` as `plots_of` returns them, both in the language of `say`.
std::string report_page(const Contents& contents,
                        const Replay& run,
                        const std::map<std::string, std::vector<Table>>& tables,
                        const std::map<std::string, std::string>& plots,
                        const Messages& say);

}  // namespace passerelle::bundle

// The page of a study: what a committee reads before anybody has asked any data.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>

#include "node/analysis/plan.h"
#include "node/base/json.h"
#include "node/explanation/words.h"
#include "policies/documents/page.h"

namespace passerelle::explanation {

// Title, question, what it does (`passages_of`), what can leave at most and in how many rounds.
documents::Page page_of(const analysis::StudyPlan& plan, Language language);

// The page for a browser, for a terminal, and for programs: {"title", "sections": [{"heading",
// "rows": [{"label", "values"}]}]}.
std::string to_html(const documents::Page& page, Language language);
std::string to_text(const documents::Page& page);
Json to_json(const documents::Page& page);

}  // namespace passerelle::explanation

// Sentences of the report on one answer, one permit or one node, in one language.
//
// Thread safety: pure functions.
#pragma once

#include <map>
#include <string>

#include "node/bundle/evidence.h"
#include "node/bundle/words.h"
#include "policies/documents/page.h"

namespace passerelle::bundle {

// The text in the reader's language, else in English, else the first there is; empty when there is
// none.
documents::Text best_text(const std::map<std::string, std::string>& by_language, Language language);

std::string status_text(const Json& answer, const Messages& say);

// Why a failed analysis has no numbers. Requires: the answer has a reason.
std::string reason_text(const Json& answer, const Messages& say);

// How an analysis was computed; as the answer says it where there are no words in this language.
std::string method_text(const analysis::Analysis& what, const Json& answer, const Messages& say);

// What one would have to do with all rows in one place to find the same numbers; may be empty.
std::string exactness(const Json& answer, const Messages& say);

// The title of Regulation (EU) 2025/327 and, where the user processes personal data, the basis of
// Regulation (EU) 2016/679 and who answers for it.
std::string basis_text(const access::Permit& permit, const Messages& say);

std::string node_name(const Replay& run, const NodeId& node);

// Which of the study's data no number of the report is of; empty when it is of all.
std::string without_text(const Replay& run, const Messages& say);

}  // namespace passerelle::bundle

// A study in words, for a committee: what it reads, and what can leave of it at most.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "node/analysis/plan.h"
#include "policies/access/application.h"

namespace passerelle::service {

// A sentence of policies/documents in both languages.
access::Texts in_both(std::string_view key, std::initializer_list<std::string_view> values = {});

// What the study is about: the application's summary, and which study document it names.
access::Texts study_in_words(const access::Application& application);

// One sentence for each analysis and one for the number of cells. Analyses beyond the page are
// counted.
std::vector<access::Texts> outputs_in_words(const analysis::StudyPlan& plan);

// The same from the tabulation plans of the application, when its study document is not here.
std::vector<access::Texts> outputs_in_words(const access::Application& application);

}  // namespace passerelle::service

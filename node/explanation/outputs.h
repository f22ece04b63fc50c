// What can leave of a study at most, in words; for a committee and for the page of the study.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "node/analysis/plan.h"
#include "node/explanation/words.h"
#include "policies/access/application.h"

namespace passerelle::explanation {

// "cox: proportional hazards model, of arm (3), age": categories with the number of their levels.
std::string analysis_in_words(const analysis::StudyPlan& plan,
                              const analysis::Analysis& analysis,
                              Language language);

// How many cells leave each node at most, as a sentence.
std::string cells_in_words(const analysis::StudyPlan& plan, Language language);

// What the study is about: the application's summary, and which study document it names.
access::Texts study_in_words(const access::Application& application);

// One sentence for each analysis and one for the number of cells, in both languages. Analyses
// beyond the page of a committee are counted.
std::vector<access::Texts> outputs_in_words(const analysis::StudyPlan& plan);

// The same from the tabulation plans of the application, when its study document is not here.
std::vector<access::Texts> outputs_in_words(const access::Application& application);

}  // namespace passerelle::explanation

// A study in words, from its document alone: whom it is about, what it computes, and how it is held
// back. The page of the study and the methods of its report are made of these.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "node/analysis/plan.h"
#include "node/explanation/words.h"
#include "policies/access/application.h"

namespace passerelle::explanation {

struct Passage {
  std::string heading;
  std::vector<std::string> sentences;
};

// Design, data, cohorts, variables, missing values, analyses, disclosure control, nodes; one
// without a sentence is left out.
std::vector<Passage> passages_of(const analysis::StudyPlan& plan, Language language);

// What one analysis computes of what, and how.
std::string analysis_passage(const analysis::StudyPlan& plan,
                             const analysis::Analysis& analysis,
                             Language language);

// That, and what leaves for it, in both languages.
access::Texts plan_in_words(const analysis::StudyPlan& plan, const analysis::Analysis& analysis);

}  // namespace passerelle::explanation

// Completes the wanted cells of a study to one linear system: adds the cells that nobody wants but
// that tie others together, and every relation between them.
//
// (1) Every margin of a wanted cell is in the system. (2) A cell is the sum of its refinements by
// one variable whenever one of them is in the system. (3) Events and censorings are cut into the
// finest intervals that any break or horizon of the study makes ("atoms"); whatever the study says
// of an outcome is a sum of atoms. Atoms finer than anything published are guarded: two curves with
// different breaks, or a curve and a table that look to different horizons, must not tell them.
#pragma once

#include "node/analysis/layout.h"

namespace passerelle::analysis {

// Requires: `layout.wanted` is complete. Fills unwanted, guarded and relations.
void complete_system(const Outcomes& outcomes, const State& state, Layout& layout);

}  // namespace passerelle::analysis

// The cells and sums of the rounds `checks` and `first`: what leaves, what must not be derivable
// from it, and how the counts add up. Every node and the coordinator derive the same layout from
// plan and state.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "node/analysis/fold.h"
#include "node/analysis/outcomes.h"

namespace passerelle::analysis {

// RowSet::name of the study's analysis set.
inline constexpr const char* kAnalysisSet = "analysis_set";

// CellKey::row_set of the rows whose persons opted out (Art. 71). They are rows of the source, in
// no row set of the plan, and nothing but their number is ever known of them; so no relation of the
// study's counts holds them, and the cell stands in every study, also where nobody opted out.
inline constexpr const char* kOptedOut = "opted_out";

// rows(total) = sum of rows(parts).
struct CellRelation {
  CellKey total;
  std::vector<CellKey> parts;
  auto operator<=>(const CellRelation&) const = default;
};

// Cells shown together or not at all.
struct NamedCells {
  std::string name;
  std::vector<CellKey> cells;
};

// What a sum stands on.
struct SlotNeeds {
  enum class Kind {
    moments,
    log_rank,
    weighted_log_rank,
    cox,
    cox_fit,
    cox_breaks,
    concordance,
    proportional_hazards,
    cross_products,
    residuals,
    glm,
    glm_fit,
    weighted,
    matched,
    ranks
  };
  // What stands beside them: of a family with a shape, of an exposure with an outcome.
  enum class Beside { nothing, shape, response };
  Kind kind = Kind::moments;
  std::size_t size = 0;                 // of the vectors; a mean or a variance has none
  std::vector<CellKey> cells = {};      // the first is the cell of the values that are summed
  std::size_t leaving = 0, events = 0;  // lists by break, of a model on breaks
  Beside beside = Beside::nothing;
};

// What the analyses ask for, one after the other.
struct Wants {
  std::set<CellKey> cells;
  std::map<Slot, SlotNeeds> slots;
  std::vector<NamedCells> bundles;
};

struct Layout {
  std::set<CellKey> wanted;
  std::set<CellKey> unwanted;  // only to complete the system
  std::set<CellKey> guarded;   // those of them that must not be derivable
  std::vector<CellRelation> relations;
  std::vector<NamedCells> bundles;
  std::map<Slot, SlotNeeds> slots;
};

// Returns the layout of the round `checks`, of the data checks that the study requires; else of the
// round `first`, at the agreed levels of breaks.
Layout layout_of(const Outcomes& outcomes, const State& state);

// Returns the cells and sums of that layout that leave, without what follows from them.
Wants wants_of(const Outcomes& outcomes, const State& state);

// Returns the sums that a round `iterate` asks for: of the models that are running, and of ranks.
std::map<Slot, SlotNeeds> running_slots(const StudyPlan& plan, const State& state);

}  // namespace passerelle::analysis

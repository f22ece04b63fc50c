// The rows of a study, read for its frame: those of persons who opted out (Art. 71) go before
// anything else sees them, the others get the pseudonyms of the ledger of releases.
//
// Thread safety: one thread.
#pragma once

#include <string>
#include <vector>

#include "connectors/query/source.h"
#include "node/analysis/frame.h"
#include "node/crypto/pseudonyms.h"

namespace passerelle::step {

// What the host tells of persons, table by table.
struct Persons {
  std::vector<std::vector<std::string>> opted_out;
  std::vector<std::string> spaces;  // in which persons have their pseudonyms
  crypto::Pseudonyms pseudonyms;
};

// Reads what is linked, then the study's own rows, and builds the frame. Persons are those of the
// column that the binding names, whichever column the study takes for its persons; where the holder
// named none, those of the study's. Tables are linked where their persons have the same pseudonyms.
// Errors: a binding without a column of persons that persons opted out of; `ledger.not_in_space`
// when two spaces of the study have persons with the same identifier, whom the ledger would count
// twice, and when tables to link are not of one space; a source of the study without a table.
Result<analysis::Frame> read_rows(const analysis::StudyPlan& plan,
                                  const std::vector<query::StudyTable>& tables,
                                  const Persons& persons);

}  // namespace passerelle::step

// Where the parts of a run stand among the files of a bundle, and back: what is signed, and
// run.json with what nobody signs.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "node/bundle/bundle.h"

namespace passerelle::bundle {

std::string answer_path(int round, const NodeId& node);   // signatures/0-fr.json
std::string receipt_path(int round, const NodeId& node);  // receipts/0-fr.json
std::string permit_path(const NodeId& node);              // permits/fr.json

inline constexpr const char* kStudyPath = "study.json";
inline constexpr const char* kRunPath = "run.json";
inline constexpr const char* kResultPath = "result.json";
inline constexpr const char* kTrustPath = "trust/trust-list.json";
inline constexpr const char* kPooledPath = "signatures/pooled.json";
inline constexpr const char* kPooledReceiptPath = "receipts/pooled.json";

// Returns the files that are kept as they came.
Files evidence_files(const Contents& contents);

// Reads what `evidence_files` and run.json hold. Checks no signature. Refuses a bundle in which an
// answer, receipt or permit is missing.
Result<Contents> read_contents(const Files& files);

}  // namespace passerelle::bundle

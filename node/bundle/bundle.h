// The result bundle (contracts, section 5): everything about one finished run in one folder that a
// stranger can open, read, recompute and verify without a network and without this node.
//
// Thread safety: values and pure functions.
#pragma once

#include <map>
#include <string>

#include "node/base/clock.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"

namespace passerelle::bundle {

// A sealed document and the proof that it stands in its author's log, both as canonical JSON.
struct Answer {
  std::string envelope;
  std::string receipt;
};

struct Contents {
  RunId run;
  NodeId requesting_node;
  Instant submitted;
  std::string software_version;
  std::string study;                                // canonical text of the document
  std::string trust_list;                           // envelope in force
  std::map<NodeId, std::string> permits;            // envelopes, by the node that issued them
  std::map<int, std::map<NodeId, Answer>> answers;  // by round
  Answer pooled;
};

// Path inside the bundle → content.
using Files = std::map<std::string, std::string>;

// Returns result.json, tables/*.csv, plots/*.svg, report.html, report.fr.html, check.R,
// manifest.json, ro-crate-metadata.json, signatures/, receipts/, permits/, trust/ and study.json.
Result<Files> write_bundle(const Contents& contents);

// A zip archive of the files, and back. Reading refuses paths that leave the bundle, links,
// duplicates, and archives beyond 256 MB unpacked.
Result<std::string> zip(const Files& files);
Result<Files> unzip(const std::string& archive);

}  // namespace passerelle::bundle

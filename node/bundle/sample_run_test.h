// A whole run of three nodes with real keys, logs, gates and seals; for the tests of this room. The
// rows are made by a formula, the same every time.
#pragma once

#include <functional>
#include <string>

#include "node/bundle/bundle.h"
#include "node/crypto/signing.h"
#include "node/gate/answer_context.h"

namespace passerelle::bundle::sample {

struct Run {
  Contents contents;
  std::string anchor;  // fingerprint
};

// Made once: three hospitals, two arms and a level that only some nodes may show, counts, tables,
// means, a curve, a log-rank test and Cox models.
const Run& run();

// The same, made anew, with something changed in what a node binds its answers to before it seals
// them: a node that is not honest.
Run run_with(const std::function<void(gate::AnswerContext&)>& change);

// The files of its bundle.
const Files& files();

// Where a reader of the bundle may look at it.
std::string study_text();

}  // namespace passerelle::bundle::sample

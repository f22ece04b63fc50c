// What of a case has to be published, by which rule of Art. 57(1)(j), until when, and when it was.
// (`register` is a word of the language, so the namespace is not the folder's name.)
//
// Due dates of applications and decisions are those of the kernel's clocks. The law sets no period
// for measures and results, so those are never late.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <vector>

#include "node/base/clock.h"
#include "policies/procedure/case_file.h"
#include "policies/procedure/procedure.h"
#include "policies/procedure/terms.h"

namespace passerelle::public_register {

struct PublicationRecord {
  procedure::Publication rule = procedure::Publication::application;
  Instant since;               // of what is to be published
  std::optional<Instant> due;  // excluded
  std::optional<Instant> published;
  bool is_late = false;  // published after the time, or not published and the time is over
  bool operator==(const PublicationRecord&) const = default;
};

// Returns every duty to publish that the case has brought about, in the order of `since`.
// Requires: `now` is not before the last event.
std::vector<PublicationRecord> publications(const procedure::CaseFile& file,
                                            const procedure::Procedure& procedure,
                                            Instant now);

// Returns the rules under which something waits for publication, each once.
std::vector<procedure::Publication> unpublished(const procedure::CaseFile& file,
                                                const procedure::Procedure& procedure,
                                                Instant now);

}  // namespace passerelle::public_register

// The signed head of a log (C2SP tlog-checkpoint): origin, size and root, as a signed note.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "node/audit/merkle.h"
#include "node/audit/note.h"

namespace passerelle::audit {

struct Checkpoint {
  std::string origin;  // the log's name and its key's name, for instance "passerelle/fr"
  std::uint64_t size = 0;
  Hash root;

  bool operator==(const Checkpoint&) const = default;

  // Returns the text that is signed: origin, decimal size and base64 root, one line each.
  std::string text() const;

  // Reads the text; further lines are extensions and mean nothing to us.
  static Result<Checkpoint> parse(std::string_view text);
};

// Returns the head that the log's key signed. Refuses one of another log.
Result<Checkpoint> verify_checkpoint(std::string_view note, const NoteKey& log);

}  // namespace passerelle::audit

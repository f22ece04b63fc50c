// Finds the end of a header block and refuses, byte by byte, what a lenient reader would let pass.
//
// Beast joins folded lines and has its own idea of what a header may hold; both readers must agree
// before a message counts as read. For the sources of this room only.
#pragma once

#include <cstddef>
#include <string_view>

#include "node/http/codec.h"

namespace passerelle::http {

class HeadScan {
 public:
  // Looks at the bytes from where the last call ended. Returns the length of the header block with
  // its empty line, or 0 when the end is not there yet. Requires: `bytes` begins with the bytes of
  // the last call.
  Result<std::size_t> scan(std::string_view bytes, const Limits& limits);

 private:
  Result<void> byte(char c, const Limits& limits);

  std::size_t seen_ = 0;
  std::size_t lines_ = 0;
  bool is_line_start_ = true;
  bool is_after_cr_ = false;
  bool is_complete_ = false;
};

}  // namespace passerelle::http

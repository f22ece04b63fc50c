// The worker's end of the pipe: a frame is a length (32 bits, big endian) and that many bytes of
// text: JSON, and behind the answer of a step what session.h says.
//
// Thread safety: one reader and one writer per descriptor.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "node/base/result.h"

namespace passerelle::step {

inline constexpr std::size_t kMaximumFrameBytes = std::size_t{256} << 20;

// Returns the next frame, or nothing when the other end was closed between two frames.
Result<std::optional<std::string>> read_frame(int descriptor);

Result<void> write_frame(int descriptor, std::string_view text);

}  // namespace passerelle::step

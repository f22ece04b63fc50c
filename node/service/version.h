// The version of this program, as bundles and peers see it.
#pragma once

namespace passerelle::service {

inline constexpr const char* kVersion = "0.1.0";

}  // namespace passerelle::service

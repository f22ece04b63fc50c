// Fuzz targets: what a parser of outside bytes must keep, whatever the bytes are. A target aborts
// when it is not kept. All targets are one program:
//
//   build/asan/bin/fuzz NAME [a flag of libFuzzer | a folder of inputs]…
#pragma once

#include <cstdlib>
#include <string_view>

namespace passerelle::fuzz {

using Run = void (*)(std::string_view bytes);

// Makes a target known by its name; of PASSERELLE_FUZZ_TARGET.
struct Target {
  Target(std::string_view name, Run run);
};

}  // namespace passerelle::fuzz

namespace passerelle {

inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace passerelle

// The target `name`: its body follows, and sees the input as std::string_view `bytes`.
#define PASSERELLE_FUZZ_TARGET(name, bytes)                                \
  static void fuzz_##name(std::string_view bytes);                         \
  static const passerelle::fuzz::Target name##_target(#name, fuzz_##name); \
  static void fuzz_##name(std::string_view bytes)

// The program of all fuzz targets; see target.h.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>

#include "tests/fuzz/target.h"

namespace passerelle::fuzz {
namespace {

std::map<std::string_view, Run>& targets() {
  static std::map<std::string_view, Run> known;
  return known;
}

Run chosen = nullptr;

}  // namespace

Target::Target(std::string_view name, Run run) { targets().emplace(name, run); }

}  // namespace passerelle::fuzz

// Takes the name of the target from the arguments; what is left is libFuzzer's.
extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  using namespace passerelle::fuzz;
  const std::string_view name = *count > 1 ? (*arguments)[1] : "";
  const auto found = targets().find(name);
  if (found == targets().end()) {
    std::fprintf(stderr,
                 "fuzz NAME [a flag of libFuzzer | a folder of inputs]…; NAME is one of:\n");
    for (const auto& [known, run] : targets()) std::fprintf(stderr, "  %s\n", known.data());
    std::exit(2);
  }
  chosen = found->second;
  (*arguments)[1] = (*arguments)[0];
  ++*arguments;
  --*count;
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  passerelle::fuzz::chosen({reinterpret_cast<const char*>(data), size});
  return 0;
}

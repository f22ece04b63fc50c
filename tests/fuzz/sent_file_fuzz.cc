// A file that another node sends with an application: read or refused, never a crash, and what was
// read is written as it came.

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "policies/form/file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const auto value = parse_json({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  const auto sent = form::sent_file_from_json(*value);
  if (!sent) return 0;
  const auto again = form::sent_file_from_json(form::to_json(*sent));
  if (!again || *again != *sent) std::abort();
  return 0;
}

// A file that another node sends with an application: read or refused, never a crash, and what was
// read is written as it came.

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "policies/form/file.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(sent_file, text) {
  using namespace passerelle;
  const auto value = parse_json(text);
  if (!value) return;
  const auto sent = form::sent_file_from_json(*value);
  if (!sent) return;
  const auto again = form::sent_file_from_json(form::to_json(*sent));
  if (!again || *again != *sent) std::abort();
}

// A register of opt-outs from a data holder: a file is read whole or not at all, every statement
// that was read could stand in the register, and no message quotes what the file holds.
#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "node/base/clock.h"
#include "policies/privacy/register_file.h"
#include "tests/fuzz/target.h"

namespace {

using passerelle::Instant;
using passerelle::Result;
using passerelle::privacy::Statement;

void check_register(const Result<std::vector<Statement>>& read, Instant now) {
  if (!read) {
    const auto& detail = read.error().detail;
    const bool is_ascii =
        std::all_of(detail.begin(), detail.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
    if (!is_ascii || detail.size() > 120) std::abort();
    return;
  }
  for (const auto& statement : *read) {
    if (!passerelle::privacy::check(statement, now)) std::abort();
  }
  const auto persons = passerelle::privacy::opted_out(*read, now);
  if (persons.size() > read->size() || !std::is_sorted(persons.begin(), persons.end())) {
    std::abort();
  }
}

}  // namespace

PASSERELLE_FUZZ_TARGET(opt_out, text) {
  using namespace passerelle;
  const auto now = parse_instant("2026-11-25T12:00:00Z").value();
  check_register(privacy::read_register_file(text, now), now);
  check_register(privacy::read_person_list(text, privacy::Choice::out, now), now);
}

#include "node/gate/released.h"

#include <doctest/doctest.h>

#include <type_traits>

#include "node/analysis/partial.h"
#include "node/gate/sealed_answer.h"

namespace passerelle::gate {

// Nothing but the gate makes a released value, and nothing but `seal` an answer.
static_assert(!std::is_default_constructible_v<Released<analysis::Partial>>);
static_assert(!std::is_constructible_v<Released<analysis::Partial>, analysis::Partial>);
static_assert(
    !std::is_constructible_v<Released<analysis::Partial>, analysis::Partial, GateReceipt>);
static_assert(!std::is_constructible_v<Released<std::string>, std::string, GateReceipt>);
static_assert(!std::is_aggregate_v<Released<analysis::Partial>>);
static_assert(!std::is_convertible_v<analysis::Partial, Released<analysis::Partial>>);
static_assert(!std::is_default_constructible_v<SealedAnswer>);
static_assert(!std::is_constructible_v<SealedAnswer, std::string>);
static_assert(!std::is_constructible_v<SealedAnswer, crypto::SignedDocument>);
static_assert(!std::is_default_constructible_v<audit::AuditReceipt>);

// What was released can be looked at, not changed.
static_assert(
    std::is_same_v<decltype(std::declval<Released<std::string>&>().value()), const std::string&>);

TEST_CASE("a released value can be kept and passed on") {
  CHECK(std::is_copy_constructible_v<Released<analysis::Partial>>);
  CHECK(std::is_move_constructible_v<Released<analysis::Partial>>);
}

}  // namespace passerelle::gate

#include "node/http/conditional.h"

#include <doctest/doctest.h>

namespace passerelle::http {
namespace {

const Instant kNow = parse_instant("2026-11-25T12:00:00Z").value();
const Validators kValidators{"\"v2\"", parse_instant("2026-11-20T10:00:00.400Z").value()};
constexpr auto kModified = "Fri, 20 Nov 2026 10:00:00 GMT";
constexpr auto kBefore = "Fri, 20 Nov 2026 09:59:59 GMT";
constexpr auto kAfter = "Fri, 20 Nov 2026 10:00:01 GMT";

Precondition outcome(std::initializer_list<std::pair<const char*, const char*>> fields,
                     Method method = Method::get) {
  auto request = make_request(method, "/catalogue").value();
  for (const auto& [name, value] : fields) request.headers.add(name, value);
  return precondition_of(request, kValidators, kNow);
}

TEST_CASE("a client that has the representation is told so") {
  CHECK(outcome({}) == Precondition::met);
  CHECK(outcome({{"If-None-Match", "\"v2\""}}) == Precondition::not_modified);
  CHECK(outcome({{"If-None-Match", "\"v1\", W/\"v2\""}}) == Precondition::not_modified);
  CHECK(outcome({{"If-None-Match", " * "}}) == Precondition::not_modified);
  CHECK(outcome({{"If-None-Match", "\"v1\""}}) == Precondition::met);
  CHECK(outcome({{"If-None-Match", "\"v2\""}}, Method::head) == Precondition::not_modified);
}

TEST_CASE("a tag with a comma or a broken list matches only what it says") {
  CHECK(outcome({{"If-None-Match", "\"a,b\",\"v2\""}}) == Precondition::not_modified);
  CHECK(outcome({{"If-None-Match", "v2"}}) == Precondition::met);
  CHECK(outcome({{"If-None-Match", "\"v2"}}) == Precondition::met);
  CHECK(outcome({{"If-None-Match", "W/"}}) == Precondition::met);
  CHECK(outcome({{"If-None-Match", ""}}) == Precondition::met);
}

TEST_CASE("a date decides only when there is no tag") {
  CHECK(outcome({{"If-Modified-Since", kModified}}) == Precondition::not_modified);
  CHECK(outcome({{"If-Modified-Since", kAfter}}) == Precondition::not_modified);
  CHECK(outcome({{"If-Modified-Since", kBefore}}) == Precondition::met);
  CHECK(outcome({{"If-Modified-Since", "yesterday"}}) == Precondition::met);
  CHECK(outcome({{"If-None-Match", "\"v1\""}, {"If-Modified-Since", kAfter}}) == Precondition::met);
  CHECK(outcome({{"If-None-Match", "\"v2\""}, {"If-Modified-Since", kBefore}}) ==
        Precondition::not_modified);
}

TEST_CASE("a client that insists on another representation is refused") {
  CHECK(outcome({{"If-Match", "\"v1\""}}) == Precondition::failed);
  CHECK(outcome({{"If-Match", "W/\"v2\""}}) == Precondition::failed);
  CHECK(outcome({{"If-Match", "\"v2\""}}) == Precondition::met);
  CHECK(outcome({{"If-Match", "*"}}) == Precondition::met);
  CHECK(outcome({{"If-Unmodified-Since", kBefore}}) == Precondition::failed);
  CHECK(outcome({{"If-Unmodified-Since", kModified}}) == Precondition::met);
  CHECK(outcome({{"If-Match", "\"v2\""}, {"If-Unmodified-Since", kBefore}}) == Precondition::met);
}

TEST_CASE("a change is refused when the client did not know of the representation") {
  CHECK(outcome({{"If-None-Match", "*"}}, Method::put) == Precondition::failed);
  CHECK(outcome({{"If-Modified-Since", kAfter}}, Method::put) == Precondition::met);
}

TEST_CASE("without a date of change, dates are no condition") {
  auto request = make_request(Method::get, "/catalogue").value();
  request.set_header("If-Modified-Since", kAfter);
  CHECK(precondition_of(request, {"\"v2\"", std::nullopt}, kNow) == Precondition::met);
}

}  // namespace
}  // namespace passerelle::http

#include "node/service/problem.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/service/errors.h"
#include "policies/access/errors.h"

namespace passerelle::service {
namespace {

TEST_CASE("a refusal by permit says which rule") {
  const Error error{access::AccessError::revoked, "Revoked on 2026-01-01"};
  const auto problem = problem_of(error, "r1");
  CHECK(problem["status"] == 403);
  CHECK(problem["code"] == "permit.revoked");
  CHECK(problem["type"] == "/problems/permit.revoked");
  CHECK(problem["detail"] == "Revoked on 2026-01-01");
  CHECK(problem["instance"] == "r1");
}

TEST_CASE("a permit of somebody else is not found") {
  CHECK(http_status_of(Error{access::AccessError::unknown}) == 404);
}

TEST_CASE("a mistake of ours tells nothing") {
  const auto problem = problem_of(Error{BaseError::internal, "secret"}, "r2");
  CHECK(problem["status"] == 500);
  CHECK(problem["code"] == "internal");
  CHECK(!problem.contains("detail"));
}

}  // namespace
}  // namespace passerelle::service

#include "node/identity/role.h"

#include <doctest/doctest.h>

#include <ostream>

#include "node/identity/errors.h"

namespace passerelle::identity {
namespace {

TEST_CASE("roles have the names people write") {
  CHECK(to_text(Role::operator_) == "operator");
  CHECK(to_text(Role::output_checker) == "output_checker");
  const Roles all{Role::applicant,     Role::holder,
                  Role::desk_officer,  Role::assessor,
                  Role::opinion_maker, Role::decider,
                  Role::data_preparer, Role::output_checker,
                  Role::publisher,     Role::enforcement_officer,
                  Role::auditor,       Role::operator_};
  const auto read = parse_roles(to_texts(all));
  REQUIRE(read);
  CHECK(*read == all);
}

TEST_CASE("a word that is no role is refused, and so is no role at all") {
  for (const auto& texts :
       {std::vector<std::string>{}, std::vector<std::string>{"admin"},
        std::vector<std::string>{"decider", "operator_"}, std::vector<std::string>{""}}) {
    const auto roles = parse_roles(texts);
    REQUIRE_FALSE(roles);
    CHECK(roles.error().code == IdentityError::unknown_role);
  }
}

}  // namespace
}  // namespace passerelle::identity

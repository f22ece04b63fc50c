#include "node/identity/role.h"

#include <array>
#include <utility>

#include "node/identity/errors.h"

namespace passerelle::identity {
namespace {

constexpr std::array kNames{
    std::pair{Role::applicant, std::string_view("applicant")},
    std::pair{Role::holder, std::string_view("holder")},
    std::pair{Role::desk_officer, std::string_view("desk_officer")},
    std::pair{Role::assessor, std::string_view("assessor")},
    std::pair{Role::opinion_maker, std::string_view("opinion_maker")},
    std::pair{Role::decider, std::string_view("decider")},
    std::pair{Role::data_preparer, std::string_view("data_preparer")},
    std::pair{Role::output_checker, std::string_view("output_checker")},
    std::pair{Role::enforcement_officer, std::string_view("enforcement_officer")},
    std::pair{Role::publisher, std::string_view("publisher")},
    std::pair{Role::auditor, std::string_view("auditor")},
    std::pair{Role::operator_, std::string_view("operator")},
};

}  // namespace

std::string_view to_text(Role role) {
  for (const auto& [known, name] : kNames) {
    if (known == role) return name;
  }
  return "";
}

Result<Role> parse_role(std::string_view text) {
  for (const auto& [role, name] : kNames) {
    if (name == text) return role;
  }
  std::string names;
  for (const auto& [role, name] : kNames) names.append(names.empty() ? "" : ", ").append(name);
  return Error{IdentityError::unknown_role, "a role is one of: " + names};
}

std::vector<std::string> to_texts(const Roles& roles) {
  std::vector<std::string> texts;
  for (const auto role : roles) texts.emplace_back(to_text(role));
  return texts;
}

Result<Roles> parse_roles(const std::vector<std::string>& texts) {
  if (texts.empty()) return Error{IdentityError::unknown_role, "an account has at least one role"};
  Roles roles;
  for (const auto& text : texts) {
    const auto role = parse_role(text);
    if (!role) return role.error();
    roles.insert(*role);
  }
  return roles;
}

}  // namespace passerelle::identity

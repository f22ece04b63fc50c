#include "policies/disclosure/profile.h"

#include <algorithm>
#include <cassert>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/base/fields.h"
#include "policies/disclosure/embedded.h"

namespace passerelle::disclosure {
namespace {

constexpr std::size_t kLongestId = 40;
constexpr std::int64_t kGreatestVersion = 1'000'000;

bool is_id(const std::string& text) {
  return text.size() <= kLongestId && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
         });
}

std::map<std::string, std::string> read_title(Fields& fields) {
  Fields title(fields.object("title"), fields.path_of("title"));
  std::map<std::string, std::string> texts{{"en", title.text("en")}, {"fr", title.text("fr")}};
  if (auto read = title.done(); !read) fields.fail(read.error());
  return texts;
}

std::string read_rules(Fields& fields) {
  const auto& rules = fields.object("rules");
  if (fields.failed()) return {};
  if (!rules.contains("min_cell")) fields.fail("rules", "names no min_cell");
  if (auto read = rules_from_json(rules, fields.path_of("rules")); !read) fields.fail(read.error());
  return rules.dump();
}

Json rules_of(const Profile& profile) {
  auto rules = parse_json(profile.rules);
  assert(rules);  // they were read before
  return *std::move(rules);
}

}  // namespace

Result<Profile> profile_from_json(const Json& value) {
  Fields fields(value, "");
  if (fields.text("passerelle") != kProfileType) {
    fields.fail("passerelle", "is \"" + std::string(kProfileType) + "\"");
  }
  Profile profile{fields.text("id"),  fields.integer("version"), fields.text("body"),
                  read_title(fields), fields.texts("basis"),     fields.texts_or_none("uncertain"),
                  read_rules(fields)};
  if (!is_id(profile.id)) fields.fail("id", "is capital letters, digits and hyphens, 40 at most");
  if (profile.version < 1 || profile.version > kGreatestVersion) {
    fields.fail("version", "is a number from 1 on");
  }
  if (profile.basis.empty()) fields.fail("basis", "names what the rules rest on");
  if (auto read = fields.done(); !read) return read.error();
  return profile;
}

Json to_json(const Profile& profile) {
  Json value{{"passerelle", kProfileType}, {"id", profile.id},       {"version", profile.version},
             {"body", profile.body},       {"title", profile.title}, {"basis", profile.basis},
             {"rules", rules_of(profile)}};
  if (!profile.uncertain.empty()) value["uncertain"] = profile.uncertain;
  return value;
}

Rules stricter_by(const Profile& profile, const Rules& of_node) {
  const auto rules = rules_from_json(rules_of(profile), "/rules", of_node);
  assert(rules);  // they were read before
  return stricter(of_node, *rules);
}

std::span<const std::string_view> known_profiles() { return embedded_names(); }

Profile known_profile(std::string_view id) {
  const auto* text = embedded_text(id);
  assert(text != nullptr);
  auto profile = profile_from_json(*parse_json(*text));
  assert(profile);  // the files of this room are tested
  return *std::move(profile);
}

}  // namespace passerelle::disclosure

// A profile: the rules of a body on what may leave, as data with a version and the sources it rests
// on. A node applies those that its body has installed beside its own rules; the stricter value of
// each wins, and what a profile does not speak of stays as the node has it.
//
// Some come with the program, as our sources tell them today; what the sources leave open stands in
// them as `uncertain`.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policies/disclosure/rules.h"

namespace passerelle::disclosure {

struct Profile {
  std::string id;  // "FR-SNDS"
  std::int64_t version = 1;
  std::string body;
  std::map<std::string, std::string> title;  // by language
  std::vector<std::string> basis;            // what the rules rest on
  std::vector<std::string> uncertain;        // what is open in it
  std::string rules;                         // "disclosure/1" as text, a min_cell at least
};

inline constexpr std::string_view kProfileType = "disclosure-profile/1";

// Reads a profile strictly; its rules are refused as those of a node are (rules.h).
Result<Profile> profile_from_json(const Json& value);
Json to_json(const Profile& profile);

// Returns the rules of a node, made stricter by a profile.
Rules stricter_by(const Profile& profile, const Rules& of_node);

// The identifiers of the profiles that come with the program, in order.
std::span<const std::string_view> known_profiles();

// Requires: one of them.
Profile known_profile(std::string_view id);

}  // namespace passerelle::disclosure

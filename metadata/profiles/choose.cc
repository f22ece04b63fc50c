#include "metadata/profiles/choose.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <tuple>
#include <vector>

#include "metadata/profiles/sheet.h"
#include "metadata/profiles/vocabulary.h"

namespace passerelle::profiles {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "10.2" is higher than "9": numbers by value, and higher than what is no number.
std::strong_ordering compare_releases(std::string_view left, std::string_view right) {
  const auto ours = split(left, "."), theirs = split(right, ".");
  for (std::size_t at = 0; at < std::min(ours.size(), theirs.size()); ++at) {
    const auto& a = ours[at];
    const auto& b = theirs[at];
    if (is_digits(a) && is_digits(b)) {
      const auto short_a = a.substr(std::min(a.find_first_not_of('0'), a.size())),
                 short_b = b.substr(std::min(b.find_first_not_of('0'), b.size()));
      if (const auto size = short_a.size() <=> short_b.size(); size != 0) return size;
      if (const auto digits = short_a <=> short_b; digits != 0) return digits;
    } else if (const auto order = is_digits(a) <=> is_digits(b); order != 0) {
      return order;
    } else if (const auto text = a <=> b; text != 0) {
      return text;
    }
  }
  return ours.size() <=> theirs.size();
}

bool names_any(const rdf::Graph& document,
               const std::string& property,
               const std::vector<std::string>& values) {
  return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
    return !document.subjects(property, rdf::Iri{value}).empty();
  });
}

}  // namespace

const ProfileInfo* choose(std::span<const ProfileInfo> profiles, const rdf::Graph& document) {
  const ProfileInfo* best = nullptr;
  int best_match = 0;
  for (const auto& profile : profiles) {
    const int match = names_any(document, kConformsTo, profile.applies_to.conforms_to)       ? 2
                      : names_any(document, kAccessRights, profile.applies_to.access_rights) ? 1
                                                                                             : 0;
    if (match == 0) continue;
    const auto is_better = [&] {
      if (best == nullptr || match != best_match) return match > best_match;
      if (profile.is_built_in != best->is_built_in) return best->is_built_in;
      const auto release = compare_releases(profile.release, best->release);
      return release != 0 ? release > 0 : profile.name < best->name;
    }();
    if (!is_better) continue;
    best = &profile;
    best_match = match;
  }
  return best;
}

}  // namespace passerelle::profiles

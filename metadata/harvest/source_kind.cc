#include "metadata/harvest/source_kind.h"

#include <algorithm>
#include <array>

namespace passerelle::harvest {
namespace {

constexpr std::array<std::string_view, 5> kNames{"file", "ckan", "fdp", "feed", "peer"};

}  // namespace

std::string_view to_text(SourceKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<SourceKind> source_kind(std::string_view text) {
  const auto found = std::ranges::find(kNames, text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<SourceKind>(found - kNames.begin());
}

}  // namespace passerelle::harvest

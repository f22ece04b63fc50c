// The tables of this folder, as text in the program. Not for other rooms.
//
// Thread safety: constants; any thread.
#pragma once

#include <span>
#include <string_view>

namespace passerelle::profiles {

// The rules of the built-in profile.
inline constexpr std::string_view kBuiltInTable = "healthdcat-ap-8.table";

struct EmbeddedFile {
  std::string_view name;  // "codes/country.csv"
  std::string_view text;
};

// Every file, in order of name.
std::span<const EmbeddedFile> embedded_files();

// Returns the text of a file. Requires: there is one of that name.
std::string_view embedded(std::string_view name);

}  // namespace passerelle::profiles

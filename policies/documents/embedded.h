// The messages and the page as text in the program. Not for other rooms.
#pragma once

#include <string_view>

namespace passerelle::documents {

extern const std::string_view kEmbeddedEnglish;
extern const std::string_view kEmbeddedFrench;
extern const std::string_view kEmbeddedPage;

}  // namespace passerelle::documents

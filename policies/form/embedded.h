// The built-in form as text in the program. Not for other rooms.
#pragma once

#include <string_view>

namespace passerelle::form {

extern const std::string_view kEmbeddedForm;

}  // namespace passerelle::form

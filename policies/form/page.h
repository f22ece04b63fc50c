// The form as people see it, for the documentation.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>

#include "policies/form/definition.h"

namespace passerelle::form {

// Returns a page in Markdown: every section and field in both languages, with its law and rules.
std::string page_of(const Definition& definition);

}  // namespace passerelle::form

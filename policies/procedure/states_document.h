// The tables of transitions and clocks as a page for people: STATES.md is this text.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>

namespace passerelle::procedure {

// Returns the page in Markdown.
std::string states_document();

}  // namespace passerelle::procedure

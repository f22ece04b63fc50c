// The words of this room, by language: en.json and fr.json beside this file hold the same keys.
//
// Thread safety: values; any thread.
#pragma once

#include "policies/documents/messages.h"

namespace passerelle::explanation {

using documents::Language;
using documents::Messages;

const Messages& words(Language language);

}  // namespace passerelle::explanation

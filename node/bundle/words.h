// The words of the report, its tables and its drawings, by language: en.json and fr.json beside
// this file hold the same keys.
//
// Thread safety: values; any thread.
#pragma once

#include "policies/documents/messages.h"

namespace passerelle::bundle {

using documents::Language;
using documents::Messages;

const Messages& words(Language language);

}  // namespace passerelle::bundle

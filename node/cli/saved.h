// Answers of a node that become files of the caller. Private to the room.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/base/result.h"
#include "node/cli/session.h"

namespace passerelle::cli {

// Each writes a file and returns {"file": out}.

// An answer {"content": base64}.
Result<Json> save_content(const Result<Json>& answer, const std::string& out);

// A text that was made here.
Result<Json> save_text(const std::string& text, const std::string& out);

// An answer as it is.
Result<Json> save_json(const Result<Json>& answer, const std::string& out);

// The page at that target, in the language of the caller.
Result<Json> save_page(Session& session,
                       const Options& options,
                       const std::string& target,
                       const std::string& out);

}  // namespace passerelle::cli

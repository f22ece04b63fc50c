// The files of the commands `disclosure …`: one case, a list, or an object that names its list; and
// the answer, a list of results.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "node/base/fields.h"
#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::disclosure::outputs {

// Answers one case; what it has not read of it is refused. `id` is put beside the answer.
using Answer = std::function<Result<Json>(Fields& fields)>;

// Returns {"results": […]} with the answer to every case. A case without an id has its place in the
// list as one, from 0. `list` is the name of the list in an object; what else stands beside it
// there is left to the caller, as are what a case was expected to give and why.
Result<Json> answer_all(const Json& document, std::string_view list, const Answer& answer);

// The same for a document that is a case, or a list of such.
Result<Json> answer_documents(const Json& document, const Answer& answer);

}  // namespace passerelle::disclosure::outputs

// Applications that answer the built-in form, for the tests of this room
// and of those that use it: the answers are those
// that the demonstration scenarios give.
#pragma once

#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"
#include "policies/access/application.h"
#include "policies/form/check.h"
#include "policies/form/definition.h"

namespace passerelle::form::sample {

inline Instant at(const char* time) { return parse_instant(time).value(); }

std::string file(const std::string& path);

// A health data request (Art. 69) in Finland and Denmark, as a draft.
Json request();

// The same as an application for a data permit (Art. 68), with anonymised data.
Json permit();

access::Application application();  // of `request`
access::Application application(const Json& draft);

// Returns the problems as "code field" or "code COUNTRY/field".
std::vector<std::string> problems(const Json& draft, Stage stage = Stage::submission);

// Returns the name of the error, or that there is none.
template <class T>
std::string name_of(const Result<T>& result) {
  return result ? "accepted" : result.error().name();
}

using Texts = std::vector<std::string>;

}  // namespace passerelle::form::sample

// The codes of this room.
#pragma once

#include <system_error>

#include "node/base/error.h"

namespace passerelle::sources {

enum class SourceError {
  unknown = 1,   // no such source
  unknown_run,   // no such harvest
  unknown_pair,  // two datasets that nothing says to be alike
  busy,          // it is being harvested already
  exists,        // a source of that name is there already
  bad_name,      // a name that is none
  bad_address,   // an address that cannot be harvested
  plain_http,    // an address without TLS, and the source may not be asked without
  bad_schedule,  // too often
  bad_redirect,  // a redirection that leads nowhere, or too many
};
std::error_code make_error_code(SourceError code);

}  // namespace passerelle::sources

template <>
struct std::is_error_code_enum<passerelle::sources::SourceError> : std::true_type {};

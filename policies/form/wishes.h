// What an application asks for by answers of its form, where a body goes by it.
//
// Thread safety: pure functions; any thread.
#pragma once

#include "policies/access/application.h"

namespace passerelle::form {

// Art. 68(6): whether the short time is asked for. Whom it is open to is policies/procedure's to
// say.
bool asks_accelerated(const access::Application& application);

// Art. 66: the form of the data. A health data request asks for anonymised statistics; who asks for
// data and does not say which gets none of what is made easier for anonymous ones.
access::DataForm data_form_of(const access::Application& application);

}  // namespace passerelle::form

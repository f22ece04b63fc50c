// What can go wrong in a use case, beyond what the rooms below say themselves.
#pragma once

#include <system_error>

#include "node/base/error.h"

namespace passerelle::service {

enum class ServiceError {
  bad_configuration = 1,
  not_a_home,            // the folder holds no node
  home_in_use,           // another process has opened this home
  exists,                // what is to be made is already there
  not_found,             // no such thing here
  not_allowed,           // this caller may not do that
  login_required,        // an act of a person: log in first
  conflict,              // the thing is in a state that does not allow it
  bad_request,           // the request lacks something
  busy,                  // too much at once; try again later
  dataset_changed,       // the file is no longer the one that was attached
  no_local_dataset,      // the study reads no dataset of this node
  not_linkable,          // the holder has not said that tables are about the same persons
  reads_identifiers,     // a study would compute with the column that identifies persons
  no_permit,             // a node has not granted what the study needs
  refused,               // a node said no to a command; the detail has its own code
  order_failed,          // an order was accepted but could not be carried out
  violations,            // a description violates its profile, and the node's policy refuses that
  dataset_not_in_force,  // the catalogue announces it, or it was withdrawn from it
  not_acceptable,        // none of the representations that the caller asks for
  no_analysis_set,       // the dataset has no published set of the name that is asked for
};
std::error_code make_error_code(ServiceError code);

}  // namespace passerelle::service

template <>
struct std::is_error_code_enum<passerelle::service::ServiceError> : std::true_type {};

// What can go wrong between this node and another.
#pragma once

#include <system_error>

#include "node/base/error.h"

namespace passerelle::federation {

enum class FederationError {
  unknown_peer = 1,  // the trust list in force does not name that node
  refused,           // the other node said no; the detail begins with its own code
  lost,              // no answer; worth another try
  bad_answer,        // an answer that does not verify or does not fit what was asked
  deadline,          // the run's deadline passed while a node was still missing
  cancelled,         // the researcher ended the run
};
std::error_code make_error_code(FederationError code);

// Why this node does not take a message in ("message.conflict").
enum class MessageError {
  wrong_sender = 1,  // it names another node as its sender than the one that brings it
  wrong_recipient,   // it is for another node
  conflict,          // another message with that id is here already
  unhandled,         // this node does nothing on messages of that type
  unknown,           // no message of ours has that id
  wrong_subject,     // what it says is about another application than it names
};
std::error_code make_error_code(MessageError code);

}  // namespace passerelle::federation

template <>
struct std::is_error_code_enum<passerelle::federation::FederationError> : std::true_type {};
template <>
struct std::is_error_code_enum<passerelle::federation::MessageError> : std::true_type {};

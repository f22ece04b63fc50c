// What an applicant answered to the questions of the bodies, at the node that applied; and so the
// application as each body has it: what was submitted stays as it is, and every body goes on with
// its own part.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include <vector>

#include "node/service/access/files.h"
#include "node/service/access/parts.h"
#include "node/service/node.h"
#include "policies/form/question.h"

namespace passerelle::service {

// The answers to one request of a body, with the files that they bring.
struct GivenAnswer {
  form::InformationRequest request;
  std::string answer;  // canonical text of information/1
  std::vector<GivenFile> files;
};

// Reads what an applicant gives: `answers` as in information/1, and `files` as in
// `read_given_file`, each the answer to its field. Refuses what does not answer the question that
// the part shows, or when it shows none.
Result<GivenAnswer> read_answer(store::Reader& reader,
                                const access::Application& application,
                                const KnownPart& part,
                                const Json& answers,
                                const Json& files,
                                Instant now);

// Keeps an answer, sent by that message, with its files, and puts the files into the outbox. It
// counts once the body has taken it.
Result<void> keep_answer(Node& node,
                         store::Transaction& tx,
                         const ApplicationId& application,
                         const NodeId& body,
                         const federation::MessageId& message,
                         const GivenAnswer& given);
Result<void> note_taken(store::Transaction& tx, const federation::MessageId& message, Instant at);

// Returns a body's part with the answers that the body has taken, oldest first.
Result<form::History> part_as_answered(store::Reader& reader,
                                       const access::Application& application,
                                       const NodeId& body);

}  // namespace passerelle::service

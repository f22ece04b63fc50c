// Questions of a body about single fields of an application, and the answers: an answer replaces
// exactly the fields that were asked, and the application as it was before stays.
//
// As JSON: "information-request/1", "information/1" and "history/1", see FORMAT.md.
//
// Thread safety: values and pure functions; any thread. Errors: FormError.
#pragma once

#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/application.h"
#include "policies/form/definition.h"
#include "policies/form/draft.h"

namespace passerelle::form {

struct FieldQuestion {
  std::string section;
  FieldPlace place;
  std::string comment;  // what the body wants to know
  bool operator==(const FieldQuestion&) const = default;
};

struct InformationRequest {
  std::string id;
  ApplicationId application;
  NodeId node;  // whose body asks
  Instant asked;
  std::vector<FieldQuestion> questions;
  bool operator==(const InformationRequest&) const = default;
};

// Reads a request; refuses unknown fields with their path.
Result<InformationRequest> information_request_from_json(const Json& document);
Json to_json(const InformationRequest& request);

// Refuses a request that is about another application, asks nothing, asks twice, names a field that
// the form does not ask of this application, a wrong section, or another country than the node's.
Result<void> check_request(const Definition& definition,
                           const access::Application& application,
                           const InformationRequest& request);

// Returns the application after an answer: {"passerelle": "information/1", "request", "fields":
// [{"field", "country"?, "value"}]}, where null empties a field. Refuses an answer to what was not
// asked, a question left open, a value that does not fit, an application that is not complete
// afterwards, and a change of what the steps of a case hang on:
// the legal path, the form of the data, the wish for the short time, the bodies concerned.
Result<access::Application> answered(const Definition& definition,
                                     const access::Application& application,
                                     const InformationRequest& request,
                                     const Json& answer);

struct Version {
  access::Application application;
  std::string digest;  // of the application
  Instant since;
  std::string cause;  // "submission", or the id of the request that it answers
  bool operator==(const Version&) const = default;
};

// Invariant: at least one version, all of one application, oldest first.
class History {
 public:
  // The history of an application that was just submitted.
  explicit History(access::Application submitted);

  // Returns the history with one version more. Errors as `answered`.
  Result<History> with_answer(const Definition& definition,
                              const InformationRequest& request,
                              const Json& answer,
                              Instant now) const;

  const access::Application& current() const { return versions_.back().application; }
  const std::vector<Version>& versions() const { return versions_; }

  bool operator==(const History&) const = default;

  // Reads "history/1"; refuses a version whose digest is not that of its application.
  static Result<History> from_json(const Json& document);

 private:
  explicit History(std::vector<Version> versions) : versions_(std::move(versions)) {}

  std::vector<Version> versions_;
};
Json to_json(const History& history);

}  // namespace passerelle::form

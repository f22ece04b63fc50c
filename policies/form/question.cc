#include "policies/form/question.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "node/base/fields.h"
#include "policies/access/reading.h"
#include "policies/form/check.h"
#include "policies/form/errors.h"
#include "policies/form/place.h"
#include "policies/form/view.h"
#include "policies/form/wishes.h"

namespace passerelle::form {
namespace {

constexpr const char* kRequestType = "information-request/1";
constexpr const char* kAnswerType = "information/1";

struct NewValue {
  FieldPlace place;
  Json value;
};

std::string shown(const FieldPlace& place) {
  return access::shown(place.country.empty() ? place.field : place.country + "/" + place.field);
}

void expect_type(Fields& fields, const char* type) {
  if (fields.text("passerelle") != type) {
    fields.fail("passerelle", std::string("\"") + type + "\" is expected");
  }
}

Result<std::vector<NewValue>> read_answer(const Json& document, const InformationRequest& request) {
  Fields f(document, "");
  expect_type(f, kAnswerType);
  if (f.text("request") != request.id)
    f.fail("request", access::shown(request.id) + " is expected");
  std::vector<NewValue> values;
  access::read_each(f, "fields", [&](const Json& item, const std::string& path) {
    Fields g(item, path);
    NewValue value;
    value.place = {g.text("field"), g.text_or("country", {})};
    if (const Json* given = g.find("value"); given != nullptr) value.value = *given;
    if (auto read = g.done(); !read) return f.fail(read.error());
    values.push_back(std::move(value));
  });
  if (auto read = f.done(); !read) return read.error();
  return values;
}

// Every question is answered once, and nothing else is.
Result<void> check_places(const std::vector<NewValue>& values, const InformationRequest& request) {
  std::set<FieldPlace> open;
  for (const auto& question : request.questions) open.insert(question.place);
  for (const auto& value : values) {
    if (open.erase(value.place) == 0) {
      return Error{FormError::not_asked,
                   "field " + shown(value.place) + " was not asked, or is answered twice"};
    }
  }
  if (open.empty()) return {};
  return Error{FormError::unanswered, "field " + shown(*open.begin()) + " has no answer"};
}

// A claim on an answer that is gone would protect nothing.
void drop_claim(Json& document, const FieldPlace& place) {
  Json kept = Json::array();
  for (const auto& claim : document["confidential"]) {
    const bool is_meant =
        claim["field"] == place.field && claim.value("country", std::string()) == place.country;
    if (!is_meant) kept.push_back(claim);
  }
  document["confidential"] = std::move(kept);
}

}  // namespace

Result<InformationRequest> information_request_from_json(const Json& document) {
  Fields f(document, "");
  expect_type(f, kRequestType);
  InformationRequest request;
  request.id = f.text("id");
  request.application = ApplicationId(f.text("application"));
  request.node = NodeId(f.text("node"));
  request.asked = f.instant("asked");
  access::read_each(f, "questions", [&](const Json& item, const std::string& path) {
    Fields g(item, path);
    FieldQuestion question;
    question.section = g.text("section");
    question.place = {g.text("field"), g.text_or("country", {})};
    question.comment = g.text("comment");
    if (question.comment.size() > access::kMaximumTextBytes) g.fail("comment", "is too long");
    if (auto read = g.done(); !read) return f.fail(read.error());
    request.questions.push_back(std::move(question));
  });
  if (auto read = f.done(); !read) return read.error();
  return request;
}

Json to_json(const InformationRequest& request) {
  Json questions = Json::array();
  for (const auto& question : request.questions) {
    Json item{{"section", question.section},
              {"field", question.place.field},
              {"comment", question.comment}};
    if (!question.place.country.empty()) item["country"] = question.place.country;
    questions.push_back(std::move(item));
  }
  return {{"passerelle", kRequestType},
          {"id", request.id},
          {"application", request.application.text()},
          {"node", request.node.text()},
          {"asked", to_text(request.asked)},
          {"questions", questions}};
}

Result<void> check_request(const Definition& definition,
                           const access::Application& application,
                           const InformationRequest& request) {
  const auto refuse = [](const std::string& why) { return Error{FormError::bad_question, why}; };
  if (request.application != application.id) return refuse("it is about another application");
  const auto country = application.country_of(request.node);
  if (!country) return refuse("the node stands in no country of the application");
  if (request.questions.empty()) return refuse("it asks nothing");
  const Json document = access::to_json(application);
  const View view(definition, document);
  std::set<FieldPlace> seen;
  for (const auto& question : request.questions) {
    const auto& place = question.place;
    const auto field = field_at(definition, place);
    if (!field) return field.error();
    if (!place.country.empty() && place.country != *country) {
      return refuse("field " + shown(place) + " is of another country");
    }
    if (definition.section_of(place.field)->id != question.section) {
      return refuse("field " + shown(place) + " does not stand in section " +
                    access::shown(question.section));
    }
    if (!view.is_asked(**field, place.country)) {
      return refuse("field " + shown(place) + " is not asked of this application");
    }
    if (!seen.insert(place).second) return refuse("field " + shown(place) + " is asked twice");
  }
  return {};
}

Result<access::Application> answered(const Definition& definition,
                                     const access::Application& application,
                                     const InformationRequest& request,
                                     const Json& answer) {
  if (auto asked = check_request(definition, application, request); !asked) return asked.error();
  const auto values = read_answer(answer, request);
  if (!values) return values.error();
  if (auto placed = check_places(*values, request); !placed) return placed.error();
  Json document = access::to_json(application);
  for (const auto& [place, value] : *values) {
    if (auto set = put(definition, document, place, value); !set) return set.error();
    if (value.is_null()) drop_claim(document, place);
  }
  const auto problems = check(definition, document, Stage::submission);
  if (!problems.empty()) {
    const auto& first = problems.front();
    return Error{FormError::incomplete, "after the answer, field " +
                                            shown({first.field, first.country}) + ": " +
                                            first.sentence.en};
  }
  auto after = access::application_from_json(document);
  if (after &&
      (after->kind != application.kind || after->holding_nodes() != application.holding_nodes() ||
       data_form_of(*after) != data_form_of(application) ||
       asks_accelerated(*after) != asks_accelerated(application))) {
    return Error{FormError::changes_application,
                 "an answer changes neither the legal path, nor the form of the data, nor the "
                 "bodies concerned"};
  }
  return after;
}

History::History(access::Application submitted) {
  const auto digest = access::digest(submitted);
  const auto since = submitted.submitted_at;
  versions_.push_back({std::move(submitted), digest, since, "submission"});
}

Result<History> History::with_answer(const Definition& definition,
                                     const InformationRequest& request,
                                     const Json& answer,
                                     Instant now) const {
  auto next = answered(definition, current(), request, answer);
  if (!next) return next.error();
  auto versions = versions_;
  const auto digest = access::digest(*next);
  versions.push_back({*std::move(next), digest, now, request.id});
  return History(std::move(versions));
}

Result<History> History::from_json(const Json& document) {
  Fields f(document, "");
  expect_type(f, "history/1");
  std::vector<Version> versions;
  access::read_each(f, "versions", [&](const Json& item, const std::string& path) {
    Fields g(item, path);
    Version version;
    version.digest = g.text("digest");
    version.since = g.instant("since");
    version.cause = g.text("cause");
    auto application = access::application_from_json(g.object("application"));
    if (auto read = g.done(); !read) return f.fail(read.error());
    if (!application) return f.fail(application.error());
    version.application = *std::move(application);
    if (version.digest != access::digest(version.application)) {
      return f.fail("versions", "a digest is not that of its application");
    }
    if (!versions.empty() && versions.front().application.id != version.application.id) {
      return f.fail("versions", "they are of more than one application");
    }
    versions.push_back(std::move(version));
  });
  if (versions.empty()) f.fail("versions", "at least one is expected");
  if (auto read = f.done(); !read) return read.error();
  return History(std::move(versions));
}

Json to_json(const History& history) {
  Json versions = Json::array();
  for (const auto& version : history.versions()) {
    versions.push_back({{"application", access::to_json(version.application)},
                        {"digest", version.digest},
                        {"since", to_text(version.since)},
                        {"cause", version.cause}});
  }
  return {{"passerelle", "history/1"}, {"versions", versions}};
}

}  // namespace passerelle::form

#include "node/service/access/answers.h"

#include <nlohmann/json.hpp>

#include "node/service/errors.h"

namespace passerelle::service {
namespace {

Json information(const form::InformationRequest& request, const Json& fields) {
  return {{"passerelle", "information/1"}, {"request", request.id}, {"fields", fields}};
}

Result<form::InformationRequest> shown_request(const KnownPart& part) {
  const auto view = part.view.empty() ? Result<Json>(Json::object()) : parse_json(part.view);
  if (!view) return view.error();
  const auto request = view->find("request");
  if (request == view->end()) {
    return Error{ServiceError::conflict, part.node.text() + " asks nothing that is known here"};
  }
  return form::information_request_from_json(*request);
}

}  // namespace

Result<GivenAnswer> read_answer(store::Reader& reader,
                                const access::Application& application,
                                const KnownPart& part,
                                const Json& answers,
                                const Json& files,
                                Instant now) {
  auto request = shown_request(part);
  if (!request) return request.error();
  GivenAnswer given{*std::move(request), {}, {}};
  Json fields = answers;
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto file = read_given_file(files[i], "/files/" + std::to_string(i));
    if (!file) return file.error();
    Json field = {{"field", file->placed.place.field},
                  {"value", access::to_json(access::Answer(file->placed.file))}};
    if (!file->placed.place.country.empty()) field["country"] = file->placed.place.country;
    fields.push_back(std::move(field));
    given.files.push_back(*std::move(file));
  }
  const auto history = part_as_answered(reader, application, part.node);
  if (!history) return history.error();
  const auto answer = information(given.request, fields);
  const auto next = history->with_answer(form::current_form(), given.request, answer, now);
  if (!next) return next.error();
  given.answer = canonical_text(answer);
  return given;
}

Result<void> keep_answer(Node& node,
                         store::Transaction& tx,
                         const ApplicationId& application,
                         const NodeId& body,
                         const federation::MessageId& message,
                         const GivenAnswer& given) {
  auto kept = tx.run(
      "insert into given_answers (message, application, node, request, answer, given)"
      " values (?, ?, ?, ?, ?, ?)",
      message, application, body, canonical_text(form::to_json(given.request)), given.answer,
      node.now());
  for (const auto& [placed, content] : given.files) {
    if (kept) kept = keep_file(tx, application.text(), placed.file, content);
    if (kept) kept = send_file(node, tx, application, placed.file, body);
  }
  return kept;
}

Result<void> note_taken(store::Transaction& tx, const federation::MessageId& message, Instant at) {
  return tx.run("update given_answers set taken = ? where message = ?", at, message);
}

Result<form::History> part_as_answered(store::Reader& reader,
                                       const access::Application& application,
                                       const NodeId& body) {
  auto part = application.part_for(body);
  if (!part) return part.error();
  const auto rows = reader.query(
      "select request, answer, given from given_answers"
      " where application = ? and node = ? and taken is not null order by taken, number",
      application.id, body);
  if (!rows) return rows.error();
  form::History history(*std::move(part));
  for (const auto& row : *rows) {
    const auto request = parse_json(row.text(0));
    if (!request) return request.error();
    const auto asked = form::information_request_from_json(*request);
    if (!asked) return asked.error();
    const auto answer = parse_json(row.text(1));
    if (!answer) return answer.error();
    const auto given = row.instant(2);
    if (!given) return given.error();
    auto next = history.with_answer(form::current_form(), *asked, *answer, *given);
    if (!next) return next.error();
    history = *std::move(next);
  }
  return history;
}

}  // namespace passerelle::service

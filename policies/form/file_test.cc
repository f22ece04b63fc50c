#include "policies/form/file.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/form/attachment.h"
#include "policies/form/sample_test.h"

using namespace passerelle;
using namespace passerelle::form;

namespace {

const std::string kPlan = "%PDF-1.7 the plan";
const std::string kList = "%PDF-1.7 the variables";

access::Attachment file(const std::string& name, const std::string& content) {
  return attachment_of(name, content).value();
}

// An application with a file for everybody and one for Finland.
access::Application with_files() {
  auto application = sample::application();
  application.answers.insert_or_assign("plan_file", file("plan.pdf", kPlan));
  application.countries.at("FI").answers.insert_or_assign("variables_file",
                                                          file("list.pdf", kList));
  return application;
}

SentFile sent() { return {with_files().id, file("plan.pdf", kPlan), kPlan}; }

std::string refused_file(const Json& body) {
  const auto read = sent_file_from_json(body);
  return read ? "accepted" : read.error().name();
}

}  // namespace

TEST_CASE("the files of an application are found where they are named, country by country") {
  const auto files = files_in(current_form(), access::to_json(with_files()));
  CHECK(files == std::vector<PlacedFile>{
                     {{"plan_file", ""}, file("plan.pdf", kPlan)},
                     {{"variables_file", "FI"}, file("list.pdf", kList)},
                 });
}

TEST_CASE("an empty draft names no file") {
  const auto draft = new_draft(current_form(), DraftId("d"), UserName("marie"), Instant());
  CHECK(files_in(current_form(), application_of(draft)).empty());
}

TEST_CASE("a file that was sent is read as it was written") {
  CHECK(sent_file_from_json(to_json(sent())).value() == sent());
  const std::string study = R"({"study":1})";
  const SentFile of_study{ApplicationId("fr-1"), study_file(study), study};
  CHECK(sent_file_from_json(to_json(of_study)).value() == of_study);
}

TEST_CASE("bytes that are not those of the file are refused") {
  auto body = to_json(sent());
  body["content"] = "JVBERi0xLjcgb3RoZXI=";  // "%PDF-1.7 other"
  CHECK(refused_file(body) == "form.file_altered");
  auto short_by_one = to_json(sent());
  short_by_one["file"]["bytes"] = sent().file.bytes - 1;
  CHECK(refused_file(short_by_one) == "form.file_altered");
  const SentFile other_study{ApplicationId("fr-1"), study_file("{}"), "[]"};
  CHECK(refused_file(to_json(other_study)) == "form.file_altered");
}

TEST_CASE("a file of no accepted type is refused, whatever its digest") {
  const std::string script = "#!/bin/sh";
  auto body = to_json(sent());
  auto named = study_file(script);
  named.name = "run.sh";
  body["file"] = access::to_json(access::Answer(named));
  body["content"] = "IyEvYmluL3No";
  CHECK(refused_file(body) == "form.bad_file");
}

TEST_CASE("what is no sent file is refused with the place") {
  for (const char* field : {"application", "file", "content"}) {
    auto body = to_json(sent());
    body.erase(field);
    CHECK(refused_file(body) == "base.malformed");
  }
  auto more = to_json(sent());
  more["more"] = 1;
  CHECK(refused_file(more) == "base.malformed");
  auto text = to_json(sent());
  text["content"] = "no base64!";
  CHECK(refused_file(text) == "base.malformed");
  CHECK(refused_file(Json::array()) == "base.malformed");
}

TEST_CASE("only what the application names is one of its files") {
  const auto application = with_files();
  CHECK(require_named(application, file("plan.pdf", kPlan)));
  CHECK(require_named(application, file("other.pdf", kPlan)).error().name() == "form.not_named");
  CHECK(require_named(application, file("plan.pdf", kList)).error().name() == "form.not_named");
  CHECK(require_named(application, study_file("{}")).error().name() == "form.not_named");
  auto of_study = application;
  of_study.study_digest = study_file("{}").digest;
  CHECK(require_named(of_study, study_file("{}")));
}

TEST_CASE("a part names the files of its own country only") {
  const auto part = with_files().part_for(NodeId("dk")).value();
  CHECK(require_named(part, file("plan.pdf", kPlan)));
  CHECK_FALSE(require_named(part, file("list.pdf", kList)).has_value());
}

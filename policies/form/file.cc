#include "policies/form/file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/encoding.h"
#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "policies/access/reading.h"
#include "policies/form/attachment.h"
#include "policies/form/errors.h"
#include "policies/form/view.h"

namespace passerelle::form {
namespace {

constexpr std::string_view kStudyName = "study.json";

// What stands in a field, when it is a file.
std::optional<access::Attachment> file_at(const Json& value) {
  const auto answer = access::answer_from_json(value, "");
  const auto* file = answer ? std::get_if<access::Attachment>(&*answer) : nullptr;
  return file == nullptr ? std::nullopt : std::optional(*file);
}

Error altered(const access::Attachment& file) {
  return {FormError::file_altered,
          access::shown(file.name) + " is not the file that the application names"};
}

bool is_attached(const access::Application& application, const access::Attachment& file) {
  const auto attached = attachments_of(application);
  return std::ranges::find(attached, file) != attached.end();
}

}  // namespace

std::vector<PlacedFile> files_in(const Definition& definition, const Json& application) {
  const View view(definition, application);
  std::vector<PlacedFile> files;
  for (const auto& section : definition.sections) {
    for (const auto& field : section.fields) {
      if (field.kind != FieldKind::attachment) continue;
      for (const auto& country : view.places(field)) {
        const Json* value = view.value(field, country);
        if (value == nullptr) continue;
        if (auto file = file_at(*value)) files.push_back({{field.id, country}, *std::move(file)});
      }
    }
  }
  return files;
}

access::Attachment study_file(std::string_view content) {
  return {std::string(kStudyName), static_cast<std::int64_t>(content.size()),
          crypto::sha256_hex(content)};
}

bool is_study(const access::Attachment& file) { return file.name == kStudyName; }

Result<SentFile> sent_file_from_json(const Json& body) {
  Fields f(body, "");
  SentFile sent;
  sent.application = ApplicationId(f.text("application"));
  const auto file = file_at(f.object("file"));
  const auto content = from_base64(f.text("content"));
  if (!file) f.fail("file", "a name, a number of bytes and a digest are expected");
  if (!content) f.fail("content", "base64 is expected");
  if (auto read = f.done(); !read) return read.error();
  sent.file = *file;
  sent.content = *content;
  if (is_study(sent.file)) {
    if (study_file(sent.content) != sent.file) return altered(sent.file);
    return sent;
  }
  if (auto same = verify(sent.file, sent.content); !same) return same.error();
  return sent;
}

Json to_json(const SentFile& sent) {
  return {{"application", sent.application.text()},
          {"file", access::to_json(access::Answer(sent.file))},
          {"content", to_base64(sent.content)}};
}

Result<void> require_named(const access::Application& application, const access::Attachment& file) {
  if (is_study(file)) {
    if (file.digest == application.study_digest) return {};
  } else if (is_attached(application, file)) {
    return {};
  }
  return Error{FormError::not_named, "the application names no file " + access::shown(file.name) +
                                         " with the digest " + file.digest};
}

}  // namespace passerelle::form

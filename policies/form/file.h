// Files where an application names them, and on their way: a file travels from the node that
// applied to each body whose part of the application names it, alone and after what names it. As
// JSON: the body of a message `file_sent`, see node/federation/FORMAT.md.
//
// Thread safety: values and pure functions; any thread. Errors: FormError.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/application.h"
#include "policies/form/definition.h"
#include "policies/form/draft.h"

namespace passerelle::form {

struct PlacedFile {
  FieldPlace place;
  access::Attachment file;
  bool operator==(const PlacedFile&) const = default;
};

// Returns the files of an application document, which may be a draft's: in the order of the form.
std::vector<PlacedFile> files_in(const Definition& definition, const Json& application);

// The study document, which an application names by its digest alone: "study.json". Its bytes are
// the canonical text.
access::Attachment study_file(std::string_view content);
bool is_study(const access::Attachment& file);

struct SentFile {
  ApplicationId application;
  access::Attachment file;
  std::string content;
  bool operator==(const SentFile&) const = default;
};

// Reads {"application", "file": {"name", "bytes", "digest"}, "content": base64}. Refuses bytes that
// are not those of the file.
Result<SentFile> sent_file_from_json(const Json& body);
Json to_json(const SentFile& sent);

// Refuses a file that the application does not name: neither as the answer to a field nor as its
// study.
Result<void> require_named(const access::Application& application, const access::Attachment& file);

}  // namespace passerelle::form

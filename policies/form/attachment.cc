#include "policies/form/attachment.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <variant>

#include "node/base/text.h"
#include "node/crypto/digest.h"
#include "policies/access/reading.h"
#include "policies/form/errors.h"

namespace passerelle::form {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMaximumNameBytes = 200;

// A type of file: how its names end, how its content begins, and a text that stands in every file
// of the type, which tells apart the types that share a container.
struct FileType {
  std::string_view ending, start, mark;
};

constexpr std::string_view kCompound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv;  // OLE2
constexpr std::string_view kZip = "PK\x03\x04"sv;

// Entries of a zip and of a compound file are named in plain bytes, the latter in UTF-16.
constexpr std::array kTypes{
    FileType{".pdf", "%PDF-", ""},
    FileType{".doc", kCompound, "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"sv},
    FileType{".docx", kZip, "word/document.xml"},
    FileType{".xls", kCompound, "W\0o\0r\0k\0b\0o\0o\0k\0"sv},
    FileType{".xlsx", kZip, "xl/workbook.xml"},
    FileType{".odt", kZip, "mimetypeapplication/vnd.oasis.opendocument.text"},
};

const FileType* type_of(std::string_view name) {
  const std::string lower = lower_case(name);
  const auto found = std::ranges::find_if(
      kTypes, [&](const FileType& type) { return lower.ends_with(type.ending); });
  return found == kTypes.end() || lower.size() == found->ending.size() ? nullptr : &*found;
}

}  // namespace

bool is_attachment_name(std::string_view name) {
  return name.size() <= kMaximumNameBytes && type_of(name) != nullptr && name[0] != '.' &&
         std::ranges::none_of(name, [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\';
         });
}

Result<access::Attachment> attachment_of(std::string_view name, std::string_view content) {
  if (!is_attachment_name(name)) {
    return Error{
        FormError::bad_file,
        access::shown(name) + ": the name of a pdf, doc, docx, xls, xlsx or odt is expected"};
  }
  const auto bytes = static_cast<std::int64_t>(content.size());
  if (bytes > kMaximumAttachmentBytes) {
    return Error{FormError::file_too_large,
                 access::shown(name) + " has " + std::to_string(bytes) + " bytes, at most " +
                     std::to_string(kMaximumAttachmentBytes) + " are accepted"};
  }
  const FileType& type = *type_of(name);
  if (!content.starts_with(type.start) || content.find(type.mark) == std::string_view::npos) {
    return Error{FormError::bad_file, access::shown(name) + ": the content is not that of a " +
                                          std::string(type.ending.substr(1))};
  }
  return access::Attachment{std::string(name), bytes, crypto::sha256_hex(content)};
}

Result<void> verify(const access::Attachment& attachment, std::string_view content) {
  const auto found = attachment_of(attachment.name, content);
  if (!found) return found.error();
  if (*found == attachment) return {};
  return Error{FormError::file_altered,
               access::shown(attachment.name) + " is not the file that the application names"};
}

std::vector<access::Attachment> attachments_of(const access::Application& application) {
  std::map<std::string, access::Attachment> by_digest;
  const auto gather = [&](const access::Answers& answers) {
    for (const auto& [field, answer] : answers) {
      const auto* file = std::get_if<access::Attachment>(&answer);
      if (file != nullptr) by_digest.emplace(file->digest, *file);
    }
  };
  gather(application.answers);
  for (const auto& [country, part] : application.countries) gather(part.answers);
  std::vector<access::Attachment> files;
  for (auto& [digest, file] : by_digest) files.push_back(std::move(file));
  return files;
}

}  // namespace passerelle::form

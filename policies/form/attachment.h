// Files that come with an application. What a file is is told by its first bytes and its name
// together, never by what the sender claims of it.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "node/base/result.h"
#include "policies/access/application.h"

namespace passerelle::form {

// The form of the central platform: 1 MB.
inline constexpr std::int64_t kMaximumAttachmentBytes = 1'000'000;

// Says whether a file of that name can be accepted: pdf, doc, docx, xls, xlsx or odt, at most 200
// bytes, no folder, nothing that could break a line.
bool is_attachment_name(std::string_view name);

// Returns what the application says of a file: its name, size and digest. Refuses a name that is
// not accepted, a file that is empty or too large, and content that is not what the name says.
Result<access::Attachment> attachment_of(std::string_view name, std::string_view content);

// Refuses bytes that are not those of the attachment.
Result<void> verify(const access::Attachment& attachment, std::string_view content);

// Returns the files that an application, or a node's part of one, names: those whose bytes its
// reader needs. Each digest once, in order.
std::vector<access::Attachment> attachments_of(const access::Application& application);

}  // namespace passerelle::form

// Zip archives by libarchive, in memory. The same files give the same bytes: sorted, without
// owners, and without times, for which zip writes the first moment it knows (1980-01-01
// everywhere).
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>

#include "node/bundle/bundle.h"
#include "node/bundle/errors.h"

namespace passerelle::bundle {
namespace {

constexpr std::size_t kMaximumUnpacked = std::size_t{256} << 20;
constexpr std::size_t kMaximumFiles = 20'000;
constexpr std::size_t kMaximumPath = 300;
constexpr std::size_t kBlock = std::size_t{64} << 10;
constexpr int kFileMode = 0644;

struct Closer {
  void operator()(archive* a) const { archive_free(a); }
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};
using Archive = std::unique_ptr<archive, Closer>;
using Entry = std::unique_ptr<archive_entry, Closer>;

la_ssize_t append(archive*, void* text, const void* bytes, size_t size) {
  static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

// libarchive quotes file names in its messages, which are not ours to repeat.
Error broken() { return Error{BundleError::malformed, "the archive is not a readable zip file"}; }
Error not_written() { return Error{BaseError::internal, "the archive could not be written"}; }

bool is_safe_path(std::string_view path) {
  if (path.empty() || path.size() > kMaximumPath || path.front() == '/') return false;
  for (const char c : path) {
    if (static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == ':' || c == 0x7f) return false;
  }
  for (std::size_t begin = 0; begin <= path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto step = path.substr(begin, end - begin);
    if (step.empty() || step == "." || step == "..") return false;
    begin = end + 1;
  }
  return true;
}

Result<std::string> read_file(archive* in, std::size_t room) {
  std::string content;
  std::string block(kBlock, '\0');
  for (;;) {
    const auto got = archive_read_data(in, block.data(), block.size());
    if (got < 0) return broken();
    if (got == 0) return content;
    if (content.size() + static_cast<std::size_t>(got) > room) {
      return Error{BundleError::too_large, "the archive holds more than 256 MB"};
    }
    content.append(block.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

Result<std::string> zip(const Files& files) {
  for (const auto& [path, content] : files) {
    if (!is_safe_path(path)) return Error{BundleError::unsafe_path, "a path that no bundle has"};
  }
  std::string bytes;
  const Archive out(archive_write_new());
  if (!out || archive_write_set_format_zip(out.get()) != ARCHIVE_OK ||
      archive_write_set_options(out.get(), "zip:compression=deflate") != ARCHIVE_OK ||
      archive_write_set_bytes_in_last_block(out.get(), 1) != ARCHIVE_OK ||
      archive_write_open(out.get(), &bytes, nullptr, append, nullptr) != ARCHIVE_OK) {
    return not_written();
  }
  for (const auto& [path, content] : files) {
    const Entry entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), kFileMode);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    if (archive_write_header(out.get(), entry.get()) != ARCHIVE_OK) return not_written();
    const auto written = archive_write_data(out.get(), content.data(), content.size());
    if (written != static_cast<la_ssize_t>(content.size())) return not_written();
  }
  if (archive_write_close(out.get()) != ARCHIVE_OK) return not_written();
  return bytes;
}

Result<Files> unzip(const std::string& bytes) {
  const Archive in(archive_read_new());
  if (!in || archive_read_support_format_zip_seekable(in.get()) != ARCHIVE_OK ||
      archive_read_open_memory(in.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return broken();
  }
  Files files;
  std::size_t unpacked = 0;
  for (;;) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(in.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK) return broken();
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr) return broken();
    std::string path(name);
    const bool is_folder = archive_entry_filetype(entry) == AE_IFDIR;
    if (is_folder && path.ends_with('/')) path.pop_back();
    if (!is_safe_path(path)) {
      return Error{BundleError::unsafe_path, "the archive holds a path that leaves its folder"};
    }
    if (is_folder) continue;
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_symlink(entry) != nullptr ||
        archive_entry_hardlink(entry) != nullptr) {
      return Error{BundleError::unsafe_path, "the archive holds a link or a device"};
    }
    if (files.size() >= kMaximumFiles) {
      return Error{BundleError::too_large, "the archive holds too many files"};
    }
    auto content = read_file(in.get(), kMaximumUnpacked - unpacked);
    if (!content) return content.error();
    unpacked += content->size();
    if (!files.emplace(std::move(path), *std::move(content)).second) {
      return Error{BundleError::malformed, "the archive holds the same path twice"};
    }
  }
  if (files.empty()) return broken();
  return files;
}

}  // namespace passerelle::bundle

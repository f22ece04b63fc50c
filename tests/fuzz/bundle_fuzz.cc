// A bundle comes from a stranger: as an archive, and as files under the names that a bundle has.
// Whatever they hold, nothing is believed: nobody can sign for a node.
#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "node/bundle/bundle.h"
#include "node/bundle/verify.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;

void check_archive(const std::string& bytes) {
  const auto files = bundle::unzip(bytes);
  if (!files) return;
  for (const auto& [path, content] : *files) {
    require(path.find("..") == std::string::npos || path.find("../") == std::string::npos);
    require(!path.starts_with('/'));
  }
  // What was read can be written, and is read again the same.
  const auto archive = bundle::zip(*files);
  require(archive.has_value());
  const auto again = bundle::unzip(*archive);
  require(again.has_value() && *again == *files);
  static_cast<void>(bundle::verify_bundle(*files, std::nullopt));
}

// The bytes, cut at the newlines, as the documents of a bundle.
void check_files(const std::string& bytes) {
  bundle::Files files;
  std::size_t begin = 0;
  for (const char* path : {"run.json", "study.json", "trust/trust-list.json",
                           "signatures/0-fr.json", "receipts/0-fr.json", "signatures/pooled.json",
                           "receipts/pooled.json", "permits/fr.json"}) {
    const auto end = std::min(bytes.find('\n', begin), bytes.size());
    files[path] = bytes.substr(begin, end - begin);
    begin = std::min(end + 1, bytes.size());
  }
  const auto report = bundle::verify_bundle(files, std::string(64, '0'));
  require(!report.is_good());
  require(!bundle::to_json(report).empty());
}

}  // namespace

PASSERELLE_FUZZ_TARGET(bundle, text) {
  const std::string bytes(text);
  check_archive(bytes);
  check_files(bytes);
}

#include <doctest/doctest.h>

#include "node/bundle/bundle.h"
#include "node/bundle/errors.h"
#include "node/bundle/sample_run_test.h"

namespace passerelle::bundle {
namespace {

std::error_code refusal(const std::string& archive) {
  const auto files = unzip(archive);
  return files ? std::error_code() : files.error().code;
}

// Puts another path of the same length in both places where a zip file says it.
std::string renamed(std::string archive, const std::string& from, const std::string& to) {
  REQUIRE(from.size() == to.size());
  int places = 0;
  for (auto at = archive.find(from); at != std::string::npos; at = archive.find(from, at + 1)) {
    archive.replace(at, from.size(), to);
    ++places;
  }
  REQUIRE(places == 2);
  return archive;
}

}  // namespace

TEST_CASE("an archive gives its files back, and the same files give the same archive") {
  const auto archive = zip(sample::files());
  REQUIRE(archive);
  CHECK(*archive == *zip(sample::files()));
  const auto files = unzip(*archive);
  REQUIRE_MESSAGE(files, files.error().text());
  CHECK(*files == sample::files());
}

TEST_CASE("a path that leaves the folder is neither written nor read") {
  for (const char* path : {"", "/etc/x", "../x", "a/../x", "a//x", "./x", "a\\x", "c:x", "a/"}) {
    CHECK(zip({{path, "1"}}).error().code == make_error_code(BundleError::unsafe_path));
  }
  const auto archive = *zip({{"aa/bb.txt", "1"}});
  for (const char* path : {"../bb.txt", "/a/bb.txt", "aa/../xxx", "a\\/bb.txt"}) {
    INFO(path);
    CHECK(refusal(renamed(archive, "aa/bb.txt", path)) ==
          make_error_code(BundleError::unsafe_path));
  }
}

TEST_CASE("an archive with the same path twice is refused") {
  const auto archive = *zip({{"one.txt", "1"}, {"two.txt", "2"}});
  CHECK(refusal(renamed(archive, "two.txt", "one.txt")) == make_error_code(BundleError::malformed));
}

TEST_CASE("an archive that unpacks beyond the limit is refused") {
  const auto archive = zip({{"zeros", std::string((std::size_t{256} << 20) + 1, '\0')}});
  REQUIRE(archive);
  CHECK(archive->size() < (std::size_t{1} << 20));
  CHECK(refusal(*archive) == make_error_code(BundleError::too_large));
}

TEST_CASE("a cut or changed archive is refused") {
  const auto archive = *zip({{"one.txt", "some words that are some words"}});
  CHECK(refusal("") == make_error_code(BundleError::malformed));
  CHECK(refusal("not a zip file") == make_error_code(BundleError::malformed));
  CHECK(refusal(archive.substr(0, archive.size() / 2)) == make_error_code(BundleError::malformed));
  // The checksum in the directory at the end.
  auto changed = archive;
  const auto place = changed.find("PK\x01\x02");
  REQUIRE(place != std::string::npos);
  changed[place + 16] = static_cast<char>(changed[place + 16] ^ 0x55);
  CHECK(refusal(changed) == make_error_code(BundleError::malformed));
}

}  // namespace passerelle::bundle

#include "node/audit/exported.h"

#include <doctest/doctest.h>

#include "node/audit/merkle.h"

namespace passerelle::audit {
namespace {

using Lines = std::vector<std::string>;

Lines sample() {
  return {R"({"event":"a"})", R"({"event":"b"})", R"({"event":"c"})", R"({"event":"d"})",
          R"({"event":"e"})"};
}

Checkpoint head_of(const Lines& entries, std::size_t size) {
  MerkleTree tree;
  for (const auto& entry : entries) tree.append(leaf_hash(entry));
  return {"passerelle/fi", size, tree.root_at(size)};
}

std::vector<Checkpoint> heads() { return {head_of(sample(), 4), head_of(sample(), 2)}; }

std::string only_finding(const Lines& entries) {
  const auto report = verify_exported(entries, heads());
  REQUIRE(report.findings.size() == 1);
  return report.findings[0];
}

TEST_CASE("an export that extends every head is whole") {
  const auto report = verify_exported(sample(), heads());
  CHECK(report.is_whole());
  CHECK(report.entries == 5);
  CHECK(report.signed_heads == 2);
  CHECK(report.published == 4);
  CHECK(verify_exported(sample(), {head_of(sample(), 0)}).is_whole());
}

TEST_CASE("an entry that was edited, deleted or moved is found, and between which heads") {
  auto edited = sample();
  edited[2] = R"({"event":"x"})";
  CHECK(only_finding(edited) ==
        "the first 4 entries are not those that their head signs: entries after the first 2 were "
        "edited, deleted or put in another order");
  auto deleted = sample();
  deleted.erase(deleted.begin() + 3);
  CHECK(only_finding(deleted).starts_with("the first 4 entries are not"));
  auto moved = sample();
  std::swap(moved[2], moved[3]);
  CHECK(only_finding(moved).starts_with("the first 4 entries are not"));
  std::swap(moved[0], moved[1]);
  CHECK(verify_exported(moved, heads()).findings.size() == 2);
}

TEST_CASE("entries that were cut off are found") {
  auto entries = sample();
  entries.resize(3);
  CHECK(only_finding(entries) ==
        "a head signs 4 entries, here are 3: entries were cut off or deleted");
}

TEST_CASE("an export is read line by line") {
  const auto read =
      entries_of_export("{\"entry\":{\"b\":1,\"a\":2},\"index\":0}\n{\"entry\":{},\"index\":1}\n");
  REQUIRE(read);
  CHECK(*read == Lines{R"({"a":2,"b":1})", "{}"});
  CHECK(entries_of_export("")->empty());
}

TEST_CASE("what is no export is refused with its line") {
  CHECK(entries_of_export("{\"entry\":{},\"index\":0}\n{\"entry\":{},\"index\":2}\n")
            .error()
            .text() == "audit.malformed: line 2: /index: 1 is expected");
  CHECK(entries_of_export("{}\n").error().detail.starts_with("line 1: "));
  CHECK(entries_of_export("{\"entry\":{},\"index\":0}\n\n").error().detail.starts_with("line 2: "));
}

}  // namespace
}  // namespace passerelle::audit

// Reads the example of FORMAT.md and checks it with the code, so that neither moves alone.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "node/audit/checkpoint.h"
#include "node/audit/entry.h"
#include "node/audit/receipt.h"
#include "node/base/encoding.h"
#include "node/base/format_examples_test.h"

namespace passerelle::audit {
namespace {

// Returns what stands between ```name and ```, with the last newline.
std::string example(const std::string& name) {
  return format_examples("node/audit", name).at(0) + "\n";
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> list;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) list.push_back(line);
  return list;
}

NoteKey example_key() {
  auto key = NoteKey::parse(lines(example("vkey")).at(0));
  REQUIRE(key);
  return *std::move(key);
}

TEST_CASE("the entries of the document are what the code writes") {
  const auto written = lines(example("entries"));
  REQUIRE(written.size() == 3);
  const auto at = [](const char* text) { return *parse_instant(text); };
  CHECK(*AuditEntry(Event::node_initialised, at("2027-01-31T00:00:00Z"), Json{{"node", "fr"}})
             .text() == written[0]);
  CHECK(*AuditEntry(Event::permit_issued, at("2027-01-31T00:00:01.25Z"),
                    Json{{"permit", "p-1"}, {"case", "c-1"}})
             .text() == written[1]);
  CHECK(
      *AuditEntry(Event::order_refused, at("2027-01-31T00:00:02.5Z"),
                  Json{{"run", "r-1"}, {"round", 1}, {"peer", "dk"}, {"reason", "permit.revoked"}})
           .text() == written[2]);
}

TEST_CASE("the leaf hashes, root and head of the document are those of its entries") {
  const auto leaves = lines(example("leaves"));
  MerkleTree tree;
  for (const auto& entry : lines(example("entries"))) tree.append(leaf_hash(entry));
  REQUIRE(leaves.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(to_hex(tree.levels()[0][i]) == leaves[i]);

  const auto key = example_key();
  const auto head = verify_checkpoint(example("head"), key);
  REQUIRE(head);
  CHECK(*head == Checkpoint{"passerelle/fr", 3, tree.root()});
}

TEST_CASE("the receipt of the document verifies, and is written as it stands there") {
  const auto text = lines(example("receipt")).at(0);
  const auto receipt = receipt_from_json(*parse_json(text));
  REQUIRE(receipt);
  CHECK(receipt->entry == lines(example("entries")).at(1));
  CHECK(receipt->head == example("head"));
  CHECK(canonical_text(to_json(*receipt)) == text);
  const auto key = example_key();
  CHECK(verify_receipt(*receipt, key));
  auto changed = *receipt;
  changed.index = 0;
  CHECK_FALSE(verify_receipt(changed, key));
}

}  // namespace
}  // namespace passerelle::audit

#include "node/search/spelling.h"

#include "node/search/index_fixture_test.h"

namespace passerelle::search {
namespace {

TEST_CASE("edits are letters more, less or other, and neighbours exchanged") {
  CHECK(edits_between("cancer", "cancer", 2) == 0);
  CHECK(edits_between("cancer", "cancr", 2) == 1);
  CHECK(edits_between("cancer", "canceer", 2) == 1);
  CHECK(edits_between("cancer", "cancel", 2) == 1);
  CHECK(edits_between("cancer", "acncer", 2) == 1);
  CHECK(edits_between("cancer", "acnecr", 2) == 2);
  CHECK(edits_between("abcd", "dcba", 3) == 3);
  CHECK(edits_between("καρδια", "καρδιο", 1) == 1);
  CHECK(edits_between("", "ab", 5) == 2);
  CHECK(edits_between("short", "much longer", 2) == 3);
}

std::string nearest(const TestIndex& index, const std::string& word) {
  const auto found = index.read([&](store::Reader& reader) { return corrected(reader, word); });
  REQUIRE(found);
  return found->value_or("-");
}

TEST_CASE("the nearest word is found, among equally near ones the most frequent") {
  TestIndex index;
  index.put({document_named("urn:1", "diabetes mellitus"), document_named("urn:2", "diabetic care"),
             document_named("urn:3", "care core"), document_named("urn:4", "core")});
  CHECK(nearest(index, "diabtes") == "diabetes");
  CHECK(nearest(index, "daibetes") == "diabetes");
  CHECK(nearest(index, "diabeted") == "diabetes");
  CHECK(nearest(index, "dibaetse") == "diabetes");
  CHECK(nearest(index, "cure") == "care");
  index.put({document_named("urn:5", "core")});
  CHECK(nearest(index, "cure") == "core");
}

TEST_CASE("words that are short or too far are not corrected") {
  TestIndex index;
  index.put({document_named("urn:1", "age sex asthma")});
  CHECK(nearest(index, "agе") == "-");
  CHECK(nearest(index, "sez") == "-");
  CHECK(nearest(index, "astnna") == "-");
  CHECK(nearest(index, "zzzzzzzzzz") == "-");
}

TEST_CASE("every single slip in a word of some length is found again") {
  const std::vector<std::string> words{"glycaemia",  "prescription", "stroke", "asthma",
                                       "population", "dementia",     "lung",   "registre"};
  TestIndex index;
  std::string title;
  for (const auto& word : words) title += word + " ";
  index.put({document_named("urn:1", title)});
  for (const auto& word : words) {
    for (std::size_t at = 0; at < word.size(); ++at) {
      auto other = word;
      other[at] = 'q';
      if (word.size() > 4) {
        auto less = word;
        less.erase(at, 1);
        CHECK(nearest(index, less) == word);
      }
      auto more = word;
      more.insert(at, "q");
      CHECK(nearest(index, other) == word);
      CHECK(nearest(index, more) == word);
      if (at > 0 && word[at] != word[at - 1]) {
        auto turned = word;
        std::swap(turned[at], turned[at - 1]);
        CHECK(nearest(index, turned) == word);
      }
    }
  }
}

TEST_CASE("a word that no document holds any more is not proposed") {
  TestIndex index;
  index.put({document_named("urn:1", "asthma"), document_named("urn:2", "asthma")});
  index.remove("fr", "urn:1");
  CHECK(nearest(index, "astma") == "asthma");
  index.remove("fr", "urn:2");
  CHECK(nearest(index, "astma") == "-");
}

}  // namespace
}  // namespace passerelle::search

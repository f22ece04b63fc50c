#include "metadata/catalogue/words.h"

#include <doctest/doctest.h>

namespace passerelle::catalogue {
namespace {

TEST_CASE("case and accents do not matter, in Latin, Greek and Cyrillic letters") {
  CHECK(folded("Œuvre STRAßE Żółć Ångström") == "oeuvre strasse zolc angstrom");
  CHECK(folded("Ærø Ðóra Þór Đorđe ıŞıK ŋ") == "aero dora thor dorde isik n");
  CHECK(folded("Καρδιά ΚΑΡΔΙΑ καρδιάς") == folded("καρδια καρδια καρδιας"));
  CHECK(folded("ПРИВЕТ Ёлка") == folded("привет елка"));
  CHECK(folded("co\xCC\x82lon") == "colon");
  CHECK(folded("ﬁlière") == "filiere");
}

TEST_CASE("everything but letters, digits and marks stands between words") {
  CHECK(folded("l’hôpital d'Évry–Sud : «ICD-10»\u00A0(2.0)") == "l hopital d evry sud icd 10 2 0");
  CHECK(folded("date_of_birth") == "date of birth");
  CHECK(folded(" ,;*\"¶ ").empty());
  CHECK(folded("").empty());
}

TEST_CASE("a word knows where it stands in the text") {
  const std::string text = "Été, côlon";
  const auto words = words_of(text);
  REQUIRE(words.size() == 2);
  CHECK(text.substr(words[0].begin, words[0].end - words[0].begin) == "Été");
  CHECK(text.substr(words[1].begin, words[1].end - words[1].begin) == "côlon");
  CHECK(words[0].written == "été");
}

TEST_CASE("a letter with a separate accent is written as one with its own") {
  const auto words = words_of("e\xCC\x81t\xC3\xA9");
  REQUIRE(words.size() == 1);
  CHECK(words[0].written == "été");
  CHECK(words[0].end == 6);
}

TEST_CASE("a byte that is not UTF-8 and a lonely accent separate words") {
  CHECK(folded("colon\xF0trial") == "colon trial");
  CHECK(folded("A\xC3") == "a");
  CHECK(folded("a \xCC\x81 b") == "a b");
}

TEST_CASE("a word longer than anybody types is cut, at a whole letter") {
  const auto words = words_of(std::string(1'000, 'x') + " " + std::string(40, 'y'));
  REQUIRE(words.size() == 2);
  CHECK(words[0].folded.size() <= kMaximumWordBytes);
  CHECK(words[0].end == 1'000);
  std::string greek;
  for (int i = 0; i < 100; ++i) greek += "λ";
  CHECK(words_of(greek).front().folded.size() % 2 == 0);
  CHECK(length_of(words_of(greek).front().folded) * 2 == words_of(greek).front().folded.size());
}

}  // namespace
}  // namespace passerelle::catalogue

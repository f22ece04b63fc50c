#include "metadata/rdf/dictionary.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace passerelle::rdf;

TEST_CASE("equal terms have one id, and kinds, types and languages never mix") {
  Dictionary terms;
  const auto iri = terms.iri("urn:a");
  const std::set<TermId> different{
      iri,
      terms.blank("urn:a"),
      terms.literal("urn:a", Dictionary::kStringType),
      terms.literal("urn:a", iri),
      terms.literal("urn:a", Dictionary::kStringType, "en"),
      terms.literal("urn:a", Dictionary::kStringType, "fr"),
      terms.literal("urn:ae", Dictionary::kStringType, "n"),
      terms.iri(""),
  };
  CHECK(different.size() == 8);
  CHECK(terms.iri("urn:a") == iri);
  CHECK(terms.add(Iri{"urn:a"}) == iri);
  CHECK(terms.literal("urn:a", Dictionary::kStringType, "EN") ==
        terms.literal("urn:a", Dictionary::kLangStringType, "en"));
}

TEST_CASE("a language is kept in the one way of writing it, and equal in every other") {
  Dictionary terms;
  const auto british = terms.literal("x", Dictionary::kStringType, "en-GB");
  CHECK(terms.language(british) == "en-GB");
  CHECK(terms.literal("x", Dictionary::kStringType, "EN-gb") == british);
  CHECK(terms.find(text("x", "en-gb")) == british);
  CHECK(terms.add(terms, british) == british);
  for (const auto& [written, tag] : {std::pair{"DE", "de"},
                                     {"zh-hant-tw", "zh-Hant-TW"},
                                     {"de-ch-1996", "de-CH-1996"},
                                     {"en-x-us-abcd", "en-x-us-abcd"},
                                     {"I-Klingon-us", "i-klingon-us"},
                                     {"fr-", "fr-"}}) {
    CHECK(language_tag(written) == tag);
  }
}

TEST_CASE("an id gives back the term it was made from") {
  Dictionary terms;
  for (const Term& term :
       {Term{Iri{"urn:é"}}, Term{Blank{"x"}}, Term{text("plain")}, Term{text("chat", "FR-be")},
        Term{typed("1", "urn:t")}, Term{text(std::string("zero\0byte", 9))}, Term{text("")},
        Term{text(std::string(3'000'000, 'x'))}}) {
    const auto id = terms.add(term);
    CHECK(terms.term(id) == term);
    CHECK(terms.find(term) == id);
  }
  CHECK(terms.text(Dictionary::kStringType) == kXsdString);
  CHECK(terms.text(Dictionary::kLangStringType) == kLangString);
}

TEST_CASE("what was never added is not found") {
  Dictionary terms;
  terms.add(text("x"));
  const auto before = terms.size();
  CHECK(!terms.find(text("y")));
  CHECK(!terms.find(typed("x", "urn:unknown")));
  CHECK(!terms.find_iri("x"));
  CHECK(terms.size() == before);
}

TEST_CASE("texts stay where they are while a dictionary grows") {
  Dictionary terms;
  const auto first = terms.iri("urn:0");
  const auto where = terms.text(first).data();
  for (int i = 0; i < 100'000; ++i) {
    REQUIRE(terms.iri("urn:" + std::to_string(i)).value == first.value + static_cast<unsigned>(i));
  }
  CHECK(terms.text(first).data() == where);
  CHECK(terms.find_iri("urn:77777") == TermId{first.value + 77777});
}

TEST_CASE("a dictionary on a base keeps the ids of the base and adds its own") {
  auto base = std::make_shared<Dictionary>();
  const auto known = base->iri("urn:known");
  Dictionary terms(base);
  CHECK(terms.iri("urn:known") == known);
  const auto own = terms.iri("urn:own");
  CHECK(own.value == base->size());
  CHECK(terms.text(known) == "urn:known");
  CHECK(terms.text(own) == "urn:own");
  CHECK(!base->find_iri("urn:own"));
  CHECK(terms.stands_on(*base));
  CHECK(terms.stands_on(terms));
  CHECK_FALSE(base->stands_on(terms));
  CHECK_FALSE(terms.stands_on(Dictionary()));

  SUBCASE("and is not confused when the base grows all the same") {
    base->iri("urn:later");
    CHECK(!terms.find_iri("urn:later"));
    const auto later = terms.iri("urn:later");
    CHECK(later != own);
    CHECK(terms.text(later) == "urn:later");
  }
}

TEST_CASE("a fresh blank node takes no label that is in use, not even in the base") {
  auto base = std::make_shared<Dictionary>();
  base->blank("b1");
  CHECK(base->text(base->fresh_blank()) == "b0");
  CHECK(base->text(base->fresh_blank()) == "b2");
  Dictionary terms(base);
  terms.blank("b3");
  CHECK(terms.text(terms.fresh_blank()) == "b4");
}

TEST_CASE("terms pass from one dictionary to another") {
  Dictionary one, other;
  one.iri("urn:different numbers");
  const auto typed_one = one.add(typed("1", "urn:t"));
  CHECK(!other.find(one, typed_one));
  const auto there = other.add(one, typed_one);
  CHECK(other.term(there) == Term{typed("1", "urn:t")});
  CHECK(other.find(one, typed_one) == there);
}

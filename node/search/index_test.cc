#include "node/search/index.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "node/search/index_fixture_test.h"

namespace passerelle::search {
namespace {

using Names = std::vector<std::string>;

std::vector<SearchDocument> documents() {
  auto colon = document_named("urn:colon", "Colon cancer trial");
  colon.titles["fr"] = "Essai sur le cancer du côlon";
  colon.descriptions = {{"en", "Adjuvant chemotherapy after surgery."},
                        {"fr", "Chimiothérapie des patients opérés et hospitalisés."}};
  colon.variables = {{"etype", {{"en", "Event type"}}, {{"en", "Recurrence or death"}}}};
  colon.coding_systems = {"ICD-10"};
  colon.country = "FR";
  colon.modified = Instant(std::chrono::seconds(2'000));

  auto heart = document_named("urn:heart", "Heart registry");
  heart.descriptions = {{"en", "Linked to the cancer registry of the country."}};
  heart.keywords = {{"el", {"Καρδιά"}}, {"en", {"cardiology"}}};
  heart.holder = {{"da", "Sundhedsdatastyrelsen"}};
  heart.country = "DK";
  heart.modified = Instant(std::chrono::seconds(1'000));
  return {colon, heart};
}

struct Filled : TestIndex {
  Filled() { put(documents()); }
};

std::string code_of_refusal(const Result<Page>& page) {
  return page ? "answered" : page.error().name();
}

TEST_CASE("a word in the title ranks before the same word in a description") {
  const Filled index;
  CHECK(index.found("cancer ") == Names{"urn:colon", "urn:heart"});
  const auto page = index.page("cancer ");
  CHECK(page.total == 2);
  CHECK(page.hits[0].score == doctest::Approx(std::log(2.0) * 16));
  CHECK(page.hits[1].score == doctest::Approx(std::log(2.0)));
}

TEST_CASE("every word must be there, the last one may be unfinished") {
  const Filled index;
  CHECK(index.found("heart cancer ") == Names{"urn:heart"});
  CHECK(index.found("cancer card") == Names{"urn:heart"});
  CHECK(index.found("card cancer").empty());
  CHECK(index.found("cancer nothing ").empty());
  CHECK(index.found("ance ").empty());
}

TEST_CASE("keywords, codes, variables and holders are searched") {
  const Filled index;
  CHECK(index.found("cardiology ") == Names{"urn:heart"});
  CHECK(index.found("ICD-10 ") == Names{"urn:colon"});
  CHECK(index.found("ETYPE ") == Names{"urn:colon"});
  CHECK(index.found("event ") == Names{"urn:colon"});
  CHECK(index.found("recurrences ") == Names{"urn:colon"});
  CHECK(index.found("sundhedsdata") == Names{"urn:heart"});
}

TEST_CASE("case, accents and endings do not matter") {
  const Filled index;
  for (const char* text :
       {"COLON ", "côlon ", "co\xCC\x82lon ", "trials ", "chimiotherapies ", "hospitalisés ",
        "hospitalises ", "hospitalisée ", "patient ", "opere "}) {
    CAPTURE(std::string(text));
    CHECK(index.found(text) == Names{"urn:colon"});
  }
  for (const char* text : {"καρδια ", "ΚΑΡΔΙΑ ", "registries ", "Καρ", "countries "}) {
    CAPTURE(std::string(text));
    CHECK(index.found(text) == Names{"urn:heart"});
  }
}

TEST_CASE("the beginning of a word finds it past the end of its stem") {
  const Filled index;
  CHECK(index.found("hospitali") == Names{"urn:colon"});
  CHECK(index.found("countr") == Names{"urn:heart"});
  CHECK(index.found("surger") == Names{"urn:colon"});
}

TEST_CASE("a beginning that very many words share finds each of them") {
  TestIndex index;
  std::vector<SearchDocument> many;
  for (int i = 0; i < 200; ++i) {
    many.push_back(document_named("urn:" + std::to_string(i), "med" + std::to_string(i)));
  }
  many.push_back(document_named("urn:unlike", "medaling"));
  many.push_back(document_named("urn:no", "meadow"));
  index.put(many);
  CHECK(index.page("med").total == 201);
  CHECK(index.page("med1").total == 111);
  CHECK(index.page("medali").total == 1);
  CHECK(index.page("med ").total == 0);
}

TEST_CASE("a phrase stands in one text, its words side by side") {
  const Filled index;
  CHECK(index.found("\"cancer registry\"") == Names{"urn:heart"});
  CHECK(index.found("\"cancer registries\"") == Names{"urn:heart"});
  CHECK(index.found("\"cancer trial\"") == Names{"urn:colon"});
  CHECK(index.found("\"trial essai\"").empty());
  CHECK(index.found("\"registry cancer\"").empty());
  CHECK(index.found("«cancer du côlon»") == Names{"urn:colon"});
}

TEST_CASE("signs of the index's query language are words or nothing") {
  const Filled index;
  for (const char* text :
       {"cancer AND ", "NOT cancer ", "title:colon ", "cancer* ", "(cancer ", "cancer) OR colon ",
        "^cancer ", "NEAR(cancer, 2) ", "\"cancer", "cancer\" OR \"", "-cancer ",
        "{title}: cancer ", "'; drop table x;-- "}) {
    CAPTURE(std::string(text));
    CHECK(index.find(asking(text)));
  }
  CHECK(index.found("colon* ") == Names{"urn:colon"});
  CHECK(index.found("title:colon ").empty());
}

TEST_CASE("without words everything is found, newest first") {
  const Filled index;
  CHECK(index.found("") == Names{"urn:colon", "urn:heart"});
  CHECK(TestIndex().page("").total == 0);
  CHECK(TestIndex().page("cancer").total == 0);
}

TEST_CASE("a text too long or of signs only is refused") {
  const Filled index;
  CHECK(code_of_refusal(index.find(asking(std::string(5'000, 'x')))) == "search.too_long");
  CHECK(code_of_refusal(index.find(asking("\"*\""))) == "search.no_words");
}

TEST_CASE("hits are marked in every language, and tell the fields they stand in") {
  const Filled index;
  const auto hit = index.page("cancers chimio").hits.at(0);
  CHECK(shown(hit.titles.at("en")) == "Colon [cancer] trial");
  CHECK(shown(hit.titles.at("fr")) == "Essai sur le [cancer] du côlon");
  CHECK(shown(hit.snippets.at("fr")) == "[Chimiothérapie] des patients opérés et hospitalisés.");
  CHECK(hit.snippets.at("en") == Marked{"Adjuvant chemotherapy after surgery."});
  CHECK(hit.matched == std::vector<Field>{Field::title, Field::description});
  CHECK(index.page("event ").hits.at(0).matched == std::vector<Field>{Field::variables});
}

TEST_CASE("a word that nobody wrote is taken for the nearest one, and the answer says so") {
  const Filled index;
  const auto page = index.page("Colno cancre trial");
  CHECK(page.total == 1);
  REQUIRE(page.corrections.size() == 2);
  CHECK(page.corrections[0].typed == "colno");
  CHECK(page.corrections[0].used == "colon");
  CHECK(page.corrections[1].used == "cancer");
  CHECK(page.suggestion == "colon cancer trial");
  CHECK(index.page("colon cancer trial").suggestion.empty());
  CHECK(index.page("\"cancer registri\"").total == 1);
  const auto hopeless = index.page("zzzzzzzz cancer ");
  CHECK(hopeless.total == 0);
  CHECK(hopeless.suggestion.empty());
}

TEST_CASE("a page begins and ends where it is told") {
  const Filled index;
  Query query;
  query.size = 1;
  CHECK(index.found(query) == Names{"urn:colon"});
  query.first = 1;
  CHECK(index.found(query) == Names{"urn:heart"});
  query.first = 2;
  CHECK(index.found(query).empty());
  CHECK(index.page(query).total == 2);
  query.first = 0;
  query.size = 0;
  CHECK(index.page(query).hits.empty());
  CHECK(index.page(query).total == 2);
}

TEST_CASE("titles sort without case and accents, those in the language asked for first") {
  TestIndex index;
  auto ecole = document_named("urn:b", "Bees");
  ecole.titles["fr"] = "École";
  auto zoo = document_named("urn:z", "Aardvark");
  zoo.titles["fr"] = "zoo";
  index.put({zoo, ecole, document_named("urn:f", "Fish")});
  Query query;
  query.sort = Sort::title;
  CHECK(index.found(query) == Names{"urn:z", "urn:b", "urn:f"});
  query.title_language = "fr";
  CHECK(index.found(query) == Names{"urn:b", "urn:z", "urn:f"});
  query.title_language = "";
  CHECK(index.found(query) == Names{"urn:z", "urn:b", "urn:f"});
}

TEST_CASE("many results sort by title as few do") {
  TestIndex index;
  std::vector<SearchDocument> many;
  for (int i = 0; i < 1'500; ++i) {
    const auto title = "Title " + std::to_string(1'000 + i * 7 % 1'500);
    auto document = document_named("urn:" + std::to_string(i), title);
    if (i % 3 == 0) document.titles["fr"] = "Titre " + std::to_string(i);
    document.country = i % 2 == 0 ? "FR" : "FI";
    many.push_back(document);
  }
  index.put(many);
  for (const std::string language : {"en", "fr", "de"}) {
    CAPTURE(language);
    std::vector<std::tuple<bool, std::string, std::string>> titles;
    for (const auto& document : many) {
      titles.emplace_back(!document.titles.contains(language),
                          catalogue::folded(catalogue::in_language(document.titles, language)),
                          document.dataset.text());
    }
    std::ranges::sort(titles);
    Query query;
    query.sort = Sort::title;
    query.title_language = language;
    query.size = 60;
    for (const std::size_t first : {std::size_t{0}, std::size_t{470}, std::size_t{1'440}}) {
      query.first = first;
      const auto names = index.found(query);
      REQUIRE(names.size() == 60);
      for (std::size_t i = 0; i < names.size(); ++i) {
        CHECK(names[i] == std::get<2>(titles[first + i]));
      }
    }
  }
}

TEST_CASE("what one origin says of a dataset does not touch what another says") {
  Filled index;
  auto other = document_named("urn:colon", "Something else");
  other.origin = "fi";
  index.put({other});
  CHECK(index.page("").total == 3);
  CHECK(index.found("trial ") == Names{"urn:colon"});
  index.remove("fi", "urn:colon");
  CHECK(index.found("trial ") == Names{"urn:colon"});
  index.remove("fi", "urn:colon");
  CHECK(index.page("").total == 2);
}

TEST_CASE("a changed document leaves nothing of what it was") {
  Filled index;
  auto colon = document_named("urn:colon", "Bowel study");
  colon.country = "FI";
  index.put({colon});
  CHECK(index.found("trial ").empty());
  CHECK(index.found("bowel ") == Names{"urn:colon"});
  const auto facets = index.page("").facets;
  CHECK(facets[index_of(Facet::country)].values == std::vector<FacetValue>{{"DK", 1}, {"FI", 1}});
  CHECK(facets[index_of(Facet::coding_system)].values.empty());
  CHECK(facets[index_of(Facet::variable)].distinct == 0);
}

TEST_CASE("an origin's documents are replaced as a whole, or taken out") {
  Filled index;
  auto other = document_named("urn:other", "Other");
  other.origin = "fi";
  index.put({other});
  const std::vector fresh{document_named("urn:new", "New trial"), documents()[1]};
  REQUIRE(index.write([&](store::Transaction& tx) { return replace_origin(tx, "fr", fresh); }));
  CHECK(index.found("trial ") == Names{"urn:new"});
  CHECK(index.page("").total == 3);
  const auto names = index.read([](store::Reader& reader) { return origins(reader); });
  CHECK(names.value() == Names{"fi", "fr"});
  REQUIRE(index.write([](store::Transaction& tx) { return remove_origin(tx, "fr"); }));
  CHECK(index.found("") == Names{"urn:other"});
  REQUIRE(index.write([](store::Transaction& tx) { return remove_origin(tx, "fi"); }));
  CHECK(index.read([](store::Reader& reader) { return origins(reader); })->empty());
}

TEST_CASE("a change that is rolled back is not found") {
  Filled index;
  const auto failed = index.write([](store::Transaction& tx) -> Result<void> {
    const std::vector fresh{document_named("urn:new", "New trial")};
    if (auto kept = put(tx, fresh); !kept) return kept;
    return Error{BaseError::internal, "second thoughts"};
  });
  CHECK_FALSE(failed);
  CHECK(index.found("new ").empty());
  CHECK(index.page("").total == 2);
}

TEST_CASE("an index of another version refuses to be asked or changed until it is rebuilt") {
  Filled index;
  const auto is_current_now = [&] {
    return index.read([](store::Reader& reader) { return is_current(reader); }).value();
  };
  CHECK(is_current_now());
  REQUIRE(index.write(
      [](store::Transaction& tx) { return tx.run("update search_state set analysis = 0"); }));
  CHECK_FALSE(is_current_now());
  CHECK(code_of_refusal(index.find(Query())) == "search.outdated");
  const auto more = documents();
  CHECK(index.write([&](store::Transaction& tx) { return put(tx, more); }).error().code ==
        SearchError::outdated);
  CHECK(index.write([](store::Transaction& tx) { return remove_origin(tx, "fr"); }).error().code ==
        SearchError::outdated);
  REQUIRE(index.write([](store::Transaction& tx) { return rebuild(tx); }));
  CHECK(index.found("cancer ") == Names{"urn:colon", "urn:heart"});
}

TEST_CASE("an index that contradicts itself is said to be corrupt, and a rebuild mends it") {
  for (const char* damage :
       {"update search_facts set fixed = x'FFFFFF'", "update search_facts set totals = x''",
        "update search_facts set lists = x'0003010203'", "delete from search_facts",
        "delete from search_values", "delete from search_text where rowid = 1",
        "insert into search_text (rowid, title) values (77, 'cancer')",
        "update search_facts set lists = cast(lists || x'0000' as blob)"}) {
    CAPTURE(std::string(damage));
    Filled index;
    REQUIRE(index.write([&](store::Transaction& tx) { return tx.run(damage); }));
    // The filter makes the search read everything that is known of the documents.
    auto query = asking("cancer ");
    query.values[index_of(Facet::country)] = {"FR"};
    const auto answer = index.find(query);
    const bool is_harmless = std::string_view(damage).find("rowid = 1") != std::string_view::npos;
    if (is_harmless) CHECK(answer);
    else CHECK(code_of_refusal(answer) == "search.corrupt");
    REQUIRE(index.write([](store::Transaction& tx) { return rebuild(tx); }));
    CHECK(index.found("cancer ") == Names{"urn:colon", "urn:heart"});
  }
}

TEST_CASE("a document without text is corrupt, not an empty hit") {
  Filled index;
  REQUIRE(index.write([](store::Transaction& tx) {
    return tx.run("update search_documents set document = '{}' where number = 1");
  }));
  CHECK(code_of_refusal(index.find(Query())) == "search.corrupt");
  const auto again = documents();
  CHECK(index.write([&](store::Transaction& tx) { return put(tx, again); }).error().code ==
        SearchError::corrupt);
}

}  // namespace
}  // namespace passerelle::search

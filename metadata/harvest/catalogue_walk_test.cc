// Files and paged catalogues, as CKAN writes them.
#include <doctest/doctest.h>

#include "metadata/harvest/web_test.h"

namespace passerelle::harvest {
namespace {

using Names = std::vector<std::string>;

const std::string kSite = "https://data.example/";

std::string address(int page) { return kSite + "catalog.ttl?page=" + std::to_string(page); }

// A page as ckanext-dcat writes it: addresses and counts are literals.
std::string ckan_page(const std::vector<std::string>& ids,
                      const std::string& next,
                      const std::string& total = {}) {
  std::string text = prefixes() + "<" + kSite + "> a dcat:Catalog .\n";
  text += "[] a hydra:PagedCollection ; hydra:first \"" + address(1) + "\"";
  if (!next.empty()) text += " ; hydra:next \"" + next + "\"";
  if (!total.empty()) text += " ; hydra:totalItems \"" + total + "\"";
  text += " .\n";
  for (const auto& id : ids) {
    text += "<" + kSite + "> dcat:dataset <" + kSite + "dataset/" + id + "> .\n" +
            dataset(kSite + "dataset/" + id, "Set " + id);
  }
  return text;
}

TEST_CASE("a document in any syntax is read by its media type, else by the end of its address") {
  const std::string line =
      "<https://data.example/d/a> <http://purl.org/dc/terms/title> \"T\" .\n"
      "<https://data.example/d/a> <http://purl.org/dc/terms/description> "
      "\"D\" .\n<https://data.example/d/a> "
      "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
      "<http://www.w3.org/ns/dcat#Dataset> .\n";
  for (const auto& [url, type] : {std::pair{"https://data.example/x", "application/n-triples"},
                                  {"https://data.example/x", "TEXT/TURTLE ; charset=utf-8"},
                                  {"https://data.example/x.rdf", "application/n-quads"},
                                  {"https://data.example/x.nt?v=1.0", "text/plain"},
                                  {"https://data.example/x.TTL", "application/octet-stream"},
                                  {"https://data.example/x.ttl", ""}}) {
    CAPTURE(url);
    CAPTURE(type);
    const auto gathered = Web().put(url, line, type).walk(SourceKind::file, url);
    CHECK(names_of(gathered.failures) == Names{});
    CHECK(ids_of(gathered) == Names{"a"});
  }
}

TEST_CASE("a catalogue packed into named graphs is read like any other") {
  const std::string url = "https://data.example/x.trig";
  const auto gathered =
      Web()
          .put(url, prefixes() + "<#g> { " + dataset("https://data.example/d/a", "A") + " }",
               "application/trig")
          .walk(SourceKind::file, url);
  CHECK(ids_of(gathered) == Names{"a"});
}

TEST_CASE("what is no RDF, or RDF without a catalogue, is no harvest and removes nothing") {
  const std::string url = "https://data.example/x";
  const auto reason = [&](const std::string& body, const std::string& type, int status = 200) {
    Web web;
    web.put(url, Answer{status, url, type, {}, body});
    const auto gathered = web.walk(SourceKind::file, url);
    CHECK(!gathered.is_complete());
    CHECK(gathered.failures.front().place == url);
    return gathered.failures.front().error.name();
  };
  CHECK(reason("<html>", "text/html") == "harvest.unknown_syntax");
  CHECK(reason("<html>", "text/plain") == "harvest.unknown_syntax");
  CHECK(reason("<a> <b> .", "text/turtle") == "rdf.bad_syntax");
  CHECK(reason("<a> <b> <c> .", "text/turtle") == "harvest.not_a_catalogue");
  CHECK(reason("", "text/turtle") == "harvest.not_a_catalogue");
  CHECK(reason(ckan_page({"1"}, ""), "text/turtle", 500) == "harvest.bad_status");
  CHECK(reason(ckan_page({"1"}, ""), "text/turtle", 302) == "harvest.bad_status");
}

TEST_CASE("an empty catalogue is a catalogue") {
  const auto url = address(1);
  const auto gathered = Web().put(url, ckan_page({}, "")).walk(SourceKind::file, url);
  CHECK(gathered.is_complete());
  CHECK(gathered.items.empty());
}

TEST_CASE("the catalogue of a CKAN site is found and followed page by page") {
  Web web;
  web.put(kSite + "catalog.ttl", ckan_page({"1", "2"}, address(2), "5"))
      .put(address(2), ckan_page({"3", "4"}, address(3), "5"))
      .put(address(3), ckan_page({"5"}, "", "5"));
  for (const char* site :
       {"https://data.example", "https://data.example/", "https://data.example/catalog.ttl#top"}) {
    const auto gathered = web.walk(SourceKind::ckan, site);
    CHECK(web.asked == Names{kSite + "catalog.ttl", address(2), address(3)});
    CHECK(gathered.is_complete());
    CHECK(gathered.pages == 3);
    CHECK(ids_of(gathered) == Names{"1", "2", "3", "4", "5"});
  }
}

TEST_CASE("an address with a query is asked as it stands") {
  Web web;
  web.walk(SourceKind::ckan, "https://data.example/api?format=dcat");
  CHECK(web.asked == Names{"https://data.example/api?format=dcat"});
}

TEST_CASE("next pages may be IRIs, relative, or called nextPage") {
  Web web;
  web.put("https://data.example/c", prefixes() + "<> a dcat:Catalog ; hydra:next <?page=2> .\n" +
                                        dataset("https://data.example/d/1", "One"))
      .put("https://data.example/c?page=2",
           prefixes() + "<> a dcat:Catalog . [] hydra:nextPage \"c?page=3\" .\n" +
               dataset("https://data.example/d/2", "Two"))
      .put("https://data.example/c?page=3",
           prefixes() + "<> a dcat:Catalog .\n" + dataset("https://data.example/d/3", "Three"));
  const auto gathered = web.walk(SourceKind::file, "https://data.example/c");
  CHECK(gathered.is_complete());
  CHECK(ids_of(gathered) == Names{"1", "2", "3"});
}

TEST_CASE("a broken page ends the harvest with its reason and keeps what was good") {
  Web web;
  web.put(address(1), ckan_page({"1", "2"}, address(2)))
      .put(address(2), ckan_page({"3"}, address(3)) + "<broken")
      .put(address(3), ckan_page({"4"}, ""));
  const auto gathered = web.walk(SourceKind::ckan, address(1));
  CHECK(web.asked == Names{address(1), address(2)});
  CHECK(names_of(gathered.failures) == Names{"rdf.bad_syntax"});
  CHECK(gathered.failures.front().place == address(2));
  CHECK(ids_of(gathered) == Names{"1", "2"});
}

TEST_CASE("pages that lead back to themselves end the harvest with its reason") {
  SUBCASE("the page itself") {
    Web web;
    web.put(address(1), ckan_page({"1"}, address(1)));
    const auto gathered = web.walk(SourceKind::ckan, address(1));
    CHECK(web.asked.size() == 1);
    CHECK(names_of(gathered.failures) == Names{"harvest.page_loop"});
    CHECK(ids_of(gathered) == Names{"1"});
  }
  SUBCASE("an earlier page") {
    Web web;
    web.put(address(1), ckan_page({"1"}, address(2)))
        .put(address(2), ckan_page({"2"}, address(3)))
        .put(address(3), ckan_page({"3"}, address(2)));
    const auto gathered = web.walk(SourceKind::ckan, address(1));
    CHECK(web.asked.size() == 3);
    CHECK(names_of(gathered.failures) == Names{"harvest.page_loop"});
    CHECK(gathered.failures.front().place == address(3));
    CHECK(ids_of(gathered) == Names{"1", "2", "3"});
  }
  SUBCASE("a page under the address it redirected to") {
    Web web;
    web.put(kSite + "old",
            Answer{200, address(1), "text/turtle", {}, ckan_page({"1"}, address(1))});
    const auto gathered = web.walk(SourceKind::file, kSite + "old");
    CHECK(web.asked.size() == 1);
    CHECK(names_of(gathered.failures) == Names{"harvest.page_loop"});
  }
}

TEST_CASE("the same page under ever new addresses ends the harvest with its reason") {
  Web web;
  for (int page = 1; page < 50; ++page) {
    web.put(address(page), ckan_page({"1", "2"}, address(page + 1)));
  }
  const auto gathered = web.walk(SourceKind::ckan, address(1));
  CHECK(web.asked.size() == 2);
  CHECK(names_of(gathered.failures) == Names{"harvest.repeated_page"});
  CHECK(ids_of(gathered) == Names{"1", "2"});
}

TEST_CASE("fewer datasets than the catalogue announces make the harvest incomplete") {
  const auto gathered =
      Web().put(address(1), ckan_page({"1"}, "", "2")).walk(SourceKind::ckan, address(1));
  CHECK(names_of(gathered.failures) == Names{"harvest.fewer_than_announced"});
  CHECK(ids_of(gathered) == Names{"1"});
}

TEST_CASE("a dataset that cannot be taken is named and harms no other") {
  const auto page = ckan_page({"good"}, "", "4") + "<" + kSite + "> dcat:dataset <" + kSite +
                    "dataset/bad>, <" + kSite + "dataset/listed> .\n<" + kSite +
                    "dataset/bad> a dcat:Dataset ; dct:description \"no title\" .\n" +
                    "[] a dcat:Dataset ; dct:title \"Nameless\" .\n";
  const auto gathered = Web().put(address(1), page).walk(SourceKind::ckan, address(1));
  CHECK(ids_of(gathered) == Names{"good"});
  CHECK(names_of(gathered.refused) == Names{"catalogue.no_title", "harvest.no_iri"});
  CHECK(gathered.refused.front().dataset == DatasetId(kSite + "dataset/bad"));
  // Still there, so not to be removed.
  CHECK(gathered.named.contains(DatasetId(kSite + "dataset/bad")));
  CHECK(gathered.named.contains(DatasetId(kSite + "dataset/listed")));
}

TEST_CASE("a dataset that is only mentioned is neither taken nor refused") {
  const auto page = ckan_page({"1"}, "") + "<" + kSite + "dataset/1> dct:relation <" + kSite +
                    "dataset/other> . <" + kSite + "dataset/other> a dcat:Dataset .\n";
  const auto gathered = Web().put(address(1), page).walk(SourceKind::ckan, address(1));
  CHECK(ids_of(gathered) == Names{"1"});
  CHECK(gathered.refused.empty());
}

TEST_CASE("two descriptions of one dataset: the same is fine, another is refused") {
  Web web;
  web.put(address(1), ckan_page({"1", "2"}, address(2)))
      .put(address(2),
           ckan_page({"1", "3"}, "") + "<" + kSite + "dataset/3> dct:identifier \"x\" .");
  CHECK(web.walk(SourceKind::ckan, address(1)).refused.empty());
  web.put(address(2),
          ckan_page({"1", "3"}, "") + "<" + kSite + "dataset/1> dct:identifier \"x\" .");
  const auto gathered = web.walk(SourceKind::ckan, address(1));
  CHECK(names_of(gathered.refused) == Names{"harvest.described_twice"});
  CHECK(gathered.items.at(DatasetId(kSite + "dataset/1")).page == address(1));
  CHECK(gathered.is_complete());
}

TEST_CASE("old names of vocabularies become today's, and the same in any order is no change") {
  const auto with = [](const std::string& more) {
    auto gathered =
        Web().put(address(1), ckan_page({"1"}, "") + more).walk(SourceKind::ckan, address(1));
    return gathered.items.begin()->second;
  };
  const std::string subject = "<" + kSite + "dataset/1> ";
  const std::string category = "<http://healthdcat-ap.example/category> ";
  const std::string old_name = "<http://healthdataportal.eu/resource/authority/x/EHRS>";
  const std::string new_name =
      "<https://hdeu-dcat.data.health.europa.eu/resource/authority/x/EHRS>";
  const auto old_item = with(subject + category + old_name + " .");
  const auto new_item = with(subject + category + new_name + " .");
  CHECK(old_item.digest == new_item.digest);
  REQUIRE(old_item.renamed.size() == 1);
  CHECK("<" + old_item.renamed[0].to + ">" == new_name);
  CHECK(new_item.renamed.empty());

  const auto contact = "<http://www.w3.org/ns/dcat#contactPoint> ";
  const auto one = "[ <http://www.w3.org/2006/vcard/ns#fn> \"A\" ]";
  const auto other = "[ <http://www.w3.org/2006/vcard/ns#fn> \"B\" ]";
  CHECK(with(subject + contact + one + " , " + other + " .").digest ==
        with(subject + contact + other + " , " + one + " .").digest);
}

TEST_CASE("the source's record tells where its description stands and whether it is a copy") {
  const auto record = [](const std::string& more) {
    return "<" + kSite +
           "record/1> a <http://www.w3.org/ns/dcat#CatalogRecord> ; foaf:primaryTopic <" + kSite +
           "dataset/1>" + more + " .\n";
  };
  const auto item_with = [&](const std::string& more) {
    auto gathered = Web()
                        .put(address(1), ckan_page({"1"}, "") + record(more))
                        .walk(SourceKind::ckan, address(1));
    return gathered.items.begin()->second;
  };
  const auto original = item_with("");
  CHECK(original.record == kSite + "record/1");
  CHECK(!original.is_copy);
  const auto copy = item_with(" ; dct:source <https://first.example/record/9>");
  CHECK(copy.is_copy);
  // What the source says of its record is not what it says of the dataset.
  CHECK(copy.digest == original.digest);
}

}  // namespace
}  // namespace passerelle::harvest

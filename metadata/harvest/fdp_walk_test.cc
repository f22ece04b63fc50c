// FAIR Data Points, record by record.
#include <doctest/doctest.h>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/harvest/web_test.h"

namespace passerelle::harvest {
namespace {

using Names = std::vector<std::string>;

const std::string kPoint = "https://fdp.example";

std::string container(const std::string& of, const std::vector<std::string>& members) {
  std::string text = "<" + of + "/> a ldp:DirectContainer ; ldp:membershipResource <" + of + ">";
  for (const auto& member : members) text += " ; ldp:contains <" + member + ">";
  return text + " .\n";
}

std::string at(const std::string& path) { return kPoint + path; }

// A point with one catalogue, two datasets and a distribution.
Web point() {
  Web web;
  web.put(at(""), prefixes() + "<" + at("") + "> a fdp:FAIRDataPoint .\n" +
                      container(at("/catalog"), {at("/catalog/c")}))
      .put(at("/catalog/c"), prefixes() + "<" + at("/catalog/c") +
                                 "> a dcat:Catalog ; dcat:dataset <" + at("/dataset/a") + "> .\n" +
                                 container(at("/dataset"), {at("/dataset/a"), at("/dataset/b")}))
      .put(at("/dataset/a"), prefixes() + dataset(at("/dataset/a"), "A") + "<" + at("/dataset/a") +
                                 "> dcat:distribution <" + at("/distribution/a1") + "> .\n" +
                                 container(at("/distribution"), {at("/distribution/a1")}))
      .put(at("/dataset/b"), prefixes() + dataset(at("/dataset/b"), "B"))
      .put(at("/distribution/a1"),
           prefixes() + "<" + at("/distribution/a1") +
               "> a dcat:Distribution ; dcat:accessURL <https://a.example/> .");
  return web;
}

TEST_CASE("records are asked one by one, breadth first, and a dataset has its distributions") {
  auto web = point();
  const auto gathered = web.walk(SourceKind::fdp, at(""));
  CHECK(web.asked == Names{at(""), at("/catalog/c"), at("/dataset/a"), at("/dataset/b"),
                           at("/distribution/a1")});
  CHECK(gathered.is_complete());
  CHECK(gathered.refused.empty());
  CHECK(ids_of(gathered) == Names{"a", "b"});
  const auto& item = gathered.items.at(DatasetId(at("/dataset/a")));
  CHECK(item.page == at("/dataset/a"));
  const auto described = catalogue::describe(item.description, rdf::Iri{at("/dataset/a")});
  REQUIRE(described);
  REQUIRE(described->distributions.size() == 1);
  CHECK(described->distributions.front().access_url == "https://a.example/");
}

TEST_CASE("a point without containers is followed by what its records say") {
  Web web;
  web.put(at(""), prefixes() + "<" + at("") + "> fdp:metadataCatalog <" + at("/catalog/c") + "> .")
      .put(at("/catalog/c"), prefixes() + "<" + at("/catalog/c") +
                                 "> a dcat:Catalog ; dcat:dataset <" + at("/dataset/a") + "> .")
      .put(at("/dataset/a"), prefixes() + dataset(at("/dataset/a"), "A"));
  const auto gathered = web.walk(SourceKind::fdp, at(""));
  CHECK(gathered.is_complete());
  CHECK(ids_of(gathered) == Names{"a"});
}

TEST_CASE("a long container is followed through its Link header") {
  auto web = point();
  web.put(at("/catalog/c"),
          Answer{200, at("/catalog/c"), "text/turtle",
                 "<https://fdp.example/catalog/c/page/dataset?page=1>; rel=\"next\"",
                 prefixes() + "<" + at("/catalog/c") + "> a dcat:Catalog .\n" +
                     container(at("/dataset"), {at("/dataset/a")})})
      .put(at("/catalog/c/page/dataset?page=1"),
           prefixes() + container(at("/dataset"), {at("/dataset/b")}));
  const auto gathered = web.walk(SourceKind::fdp, at(""));
  CHECK(gathered.is_complete());
  CHECK(ids_of(gathered) == Names{"a", "b"});
}

TEST_CASE("a dataset in two catalogues is one dataset, asked once") {
  auto web = point();
  web.put(at(""), prefixes() + "<" + at("") + "> a fdp:FAIRDataPoint .\n" +
                      container(at("/catalog"), {at("/catalog/c"), at("/catalog/d")}))
      .put(at("/catalog/d"), prefixes() + "<" + at("/catalog/d") + "> a dcat:Catalog .\n" +
                                 container(at("/dataset"), {at("/dataset/a")}));
  const auto gathered = web.walk(SourceKind::fdp, at(""));
  CHECK(gathered.is_complete());
  CHECK(web.asked.size() == 6);
  CHECK(ids_of(gathered) == Names{"a", "b"});
}

TEST_CASE("records that contain each other end with the reason") {
  auto web = point();
  web.put(at("/dataset/b"),
          prefixes() + dataset(at("/dataset/b"), "B") +
              container(at("/dataset/b"), {at("/catalog/c"), at("/dataset/b#it")}));
  const auto gathered = web.walk(SourceKind::fdp, at(""));
  CHECK(web.asked.size() == 5);
  CHECK(names_of(gathered.failures) == Names{"harvest.page_loop"});
  CHECK(gathered.failures.front().place == at("/dataset/b"));
  CHECK(ids_of(gathered) == Names{"a", "b"});
}

TEST_CASE("a record that cannot be had leaves its dataset as it was, and the others come") {
  auto web = point();
  web.put(at("/distribution/a1"), Answer{500, at("/distribution/a1"), "text/turtle", {}, {}});
  const auto gathered = web.walk(SourceKind::fdp, at(""));
  CHECK(names_of(gathered.failures) == Names{"harvest.bad_status"});
  CHECK(names_of(gathered.refused) == Names{"harvest.missing_record"});
  CHECK(gathered.named.contains(DatasetId(at("/dataset/a"))));
  CHECK(ids_of(gathered) == Names{"b"});
}

TEST_CASE("a point that is down is not asked for every record") {
  Web web;
  std::vector<std::string> members;
  for (int i = 0; i < 40; ++i) members.push_back(at("/catalog/" + std::to_string(i)));
  web.put(at(""), prefixes() + container(at("/catalog"), members));
  const auto gathered = web.walk(SourceKind::fdp, at(""));
  CHECK(web.asked.size() == 4);
  CHECK(gathered.failures.back().error.name() == "harvest.too_many_failures");
}

TEST_CASE("a page that names no record is no FAIR Data Point") {
  const auto gathered = Web()
                            .put(at(""), prefixes() + "<" + at("") + "> dct:title \"hello\" .")
                            .walk(SourceKind::fdp, at(""));
  CHECK(names_of(gathered.failures) == Names{"harvest.not_a_catalogue"});
}

}  // namespace
}  // namespace passerelle::harvest

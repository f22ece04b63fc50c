// A DCAT-AP document, divided into pages as hydra says it: the form of CKAN, of our own catalogue
// and, without pages, of any file.
#include <algorithm>
#include <charconv>
#include <set>

#include "metadata/catalogue/vocabulary.h"
#include "metadata/harvest/errors.h"
#include "metadata/harvest/reader.h"
#include "metadata/harvest/vocabulary.h"
#include "metadata/rdf/iri.h"

namespace passerelle::harvest {
namespace {

using namespace catalogue::vocabulary;
using namespace vocabulary;
using rdf::Graph;

// CKAN writes addresses and counts of pages as literals; both forms are read. `nextPage` is what
// hydra called it before 2014.
std::vector<std::string> next_pages(const Graph& graph, const std::string& base) {
  std::set<std::string> pages;
  for (const auto& property : {kHydra + "next", kHydra + "nextPage"}) {
    for (const auto& page : values_of(graph, property)) pages.insert(rdf::resolve(base, page));
  }
  return {pages.begin(), pages.end()};
}

std::size_t announced_in(const Graph& graph) {
  std::size_t most = 0;
  for (const auto& text : values_of(graph, kHydra + "totalItems")) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size()) most = std::max(most, number);
  }
  return most;
}

bool is_catalogue(const Graph& graph) {
  for (const auto& type : {kCatalog, kHydra + "PagedCollection", kHydra + "Collection"}) {
    if (!graph.subjects(kType, rdf::Iri{type}).empty()) return true;
  }
  return false;
}

class CatalogueReader final : public Reader {
 public:
  CatalogueReader() : Reader(Circles::are_mistakes) {}

  Result<std::vector<std::string>> take(Page page, Gathered& gathered) override {
    const auto graph = union_of(page.content);
    const auto datasets = catalogue::datasets_in(graph);
    if (datasets.empty() && !is_catalogue(graph)) {
      return Error{HarvestError::not_a_catalogue, "the page holds no dcat:Catalog"};
    }
    const auto before = described_.size();
    const auto listed = values_of(graph, kDcat + "dataset");
    // A dataset that is listed and not described is still there.
    for (const auto& dataset : listed) gathered.named.insert(DatasetId(dataset));
    for (const auto& dataset : datasets) {
      // Descriptions mention datasets that are not the catalogue's to describe.
      const bool is_mention =
          !listed.empty() && !listed.contains(dataset.text) && !graph.object(dataset, kTitle);
      if (is_mention) continue;
      described_.insert(dataset.text);
      gather(gathered, graph, dataset, page.asked);
    }
    refuse_nameless(gathered, graph, page.asked);
    announced_ = std::max(announced_, announced_in(graph));
    auto next = next_pages(graph, page.url);
    if (!next.empty() && described_.size() == before) {
      return Error{HarvestError::repeated_page,
                   "the page brings no new dataset and yet names a next page"};
    }
    return next;
  }

  void finish(Gathered& gathered) override {
    if (!gathered.is_complete() || announced_ <= described_.size()) return;
    gathered.failures.push_back(
        {{},
         {},
         Error{HarvestError::fewer_than_announced,
               "the catalogue announces " + std::to_string(announced_) +
                   " datasets, its pages hold " + std::to_string(described_.size())}});
  }

 private:
  std::set<std::string> described_;
  std::size_t announced_ = 0;
};

}  // namespace

std::unique_ptr<Reader> make_catalogue_reader() { return std::make_unique<CatalogueReader>(); }

}  // namespace passerelle::harvest

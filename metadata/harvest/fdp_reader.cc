// A FAIR Data Point: every catalogue, dataset and distribution is a document of its own, and the
// documents above name those below (Linked Data Platform containers).
#include <map>
#include <set>

#include "metadata/catalogue/vocabulary.h"
#include "metadata/harvest/errors.h"
#include "metadata/harvest/reader.h"
#include "metadata/harvest/vocabulary.h"

namespace passerelle::harvest {
namespace {

using namespace catalogue::vocabulary;
using namespace vocabulary;
using rdf::Graph;

// What a record leads to. Points older than version 1.6 have no containers; there the properties
// that the containers stand for are followed, as far as they lead to records for sure.
std::vector<std::string> below(const Graph& graph) {
  auto targets = values_of(graph, kLdp + "contains");
  if (targets.empty()) {
    for (const auto& property :
         {kFdp + "metadataCatalog", kR3d + "dataCatalog", kDcat + "dataset"}) {
      targets.merge(values_of(graph, property));
    }
  }
  return {targets.begin(), targets.end()};
}

class FdpReader final : public Reader {
 public:
  FdpReader() : Reader(Circles::are_mistakes) {}

  Result<std::vector<std::string>> take(Page page, Gathered& gathered) override {
    auto graph = union_of(page.content);
    auto links = below(graph);
    const auto datasets = catalogue::datasets_in(graph);
    if (records_.empty() && links.empty() && datasets.empty()) {
      return Error{HarvestError::not_a_catalogue, "the page names no record of a FAIR Data Point"};
    }
    refuse_nameless(gathered, graph, page.asked);
    for (const auto& dataset : datasets) note(dataset, page, graph);
    Record record{std::move(graph), {}};
    for (const auto& link : links) record.below.push_back(without_fragment(link));
    // More pages of a long container.
    for (const auto& link : page.next) record.below.push_back(without_fragment(link));
    records_.emplace(page.asked, std::move(record));
    return links;
  }

  void finish(Gathered& gathered) override {
    for (const auto& [dataset, home] : homes_) {
      Graph whole(records_.at(home.page).graph.shared_dictionary());
      std::set<std::string> seen;
      if (collect(home.page, seen, whole)) {
        gather(gathered, whole, dataset, home.page);
        continue;
      }
      gathered.named.insert(DatasetId(dataset.text));
      gathered.refused.push_back(
          {home.page, DatasetId(dataset.text),
           Error{HarvestError::missing_record, "a record that belongs to it cannot be had"}});
    }
  }

 private:
  struct Record {
    Graph graph;
    std::vector<std::string> below;
  };
  // The record that describes a dataset.
  struct Home {
    std::string page;
    bool is_its_own = false;  // the record's address is the dataset's IRI
  };

  // A dataset may be mentioned in many records. Its own describes it; else the first with a title.
  void note(const rdf::Iri& dataset, const Page& page, const Graph& graph) {
    const auto address = without_fragment(dataset.text);
    const bool is_its_own = address == page.asked || address == page.url;
    if (!is_its_own && !graph.object(dataset, kTitle)) return;
    const auto known = homes_.find(dataset);
    if (known == homes_.end() || (is_its_own && !known->second.is_its_own)) {
      homes_.insert_or_assign(dataset, Home{page.asked, is_its_own});
    }
  }

  // Adds a record and those below it; false when one of them was not read.
  bool collect(const std::string& page, std::set<std::string>& seen, Graph& whole) const {
    if (!seen.insert(page).second) return true;
    const auto record = records_.find(page);
    if (record == records_.end()) return false;
    for (const auto& triple : record->second.graph.all()) whole.add(triple);
    for (const auto& [prefix, name_space] : record->second.graph.prefixes()) {
      whole.set_prefix(prefix, name_space);
    }
    bool is_whole = true;
    for (const auto& one : record->second.below) is_whole = collect(one, seen, whole) && is_whole;
    return is_whole;
  }

  std::map<std::string, Record> records_;  // by the address that was asked
  std::map<rdf::Iri, Home> homes_;
};

}  // namespace

std::unique_ptr<Reader> make_fdp_reader() { return std::make_unique<FdpReader>(); }

}  // namespace passerelle::harvest

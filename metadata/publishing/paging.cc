#include "metadata/publishing/paging.h"

#include <vector>

#include "metadata/publishing/vocabulary.h"
#include "node/base/encoding.h"

namespace passerelle::publishing {
namespace {

using namespace vocabulary;
using rdf::Iri;

struct Step {
  const char* name;      // hydra:next
  const char* old_name;  // hydra:nextPage, as versions of 2014 called it
  std::size_t page;
};

std::vector<Step> steps_of(const Paging& paging) {
  std::vector<Step> steps{{"first", "firstPage", 1}, {"last", "lastPage", paging.last()}};
  if (paging.page > 1) steps.push_back({"previous", "previousPage", paging.page - 1});
  if (paging.page < paging.last()) steps.push_back({"next", "nextPage", paging.page + 1});
  return steps;
}

}  // namespace

std::string Paging::address_of(std::size_t number) const {
  auto text = address + "?page=" + std::to_string(number);
  if (!modified_since.empty()) text += "&modified_since=" + percent_encoded(modified_since);
  return text;
}

void add_paging(rdf::Graph& graph, const Iri& list, const Paging& paging) {
  graph.set_prefix("hydra", kHydra);
  const auto here = paging.address_of(paging.page);
  const Iri view{here};
  // A resource of its own: whoever reads one vocabulary is not confused by the other.
  const Iri paged{here + "#paging"};
  const auto total = std::to_string(paging.total);

  graph.add(list, kType, Iri{kHydra + "Collection"});
  graph.add(list, kHydra + "totalItems", rdf::typed(total, kXsd + "integer"));
  graph.add(list, kHydra + "view", view);
  graph.add(view, kType, Iri{kHydra + "PartialCollectionView"});
  graph.add(paged, kType, Iri{kHydra + "PagedCollection"});
  graph.add(paged, kHydra + "totalItems", rdf::text(total));
  graph.add(paged, kHydra + "itemsPerPage", rdf::text(std::to_string(paging.size)));
  for (const auto& step : steps_of(paging)) {
    const auto address = paging.address_of(step.page);
    graph.add(view, kHydra + step.name, Iri{address});
    graph.add(paged, kHydra + step.name, rdf::text(address));
    graph.add(paged, kHydra + step.old_name, rdf::text(address));
  }
}

bool has_next_page(const rdf::Graph& graph) {
  const auto next = graph.dictionary().find_iri(kHydra + "next");
  return next && !graph.with_predicate(*next).empty();
}

}  // namespace passerelle::publishing

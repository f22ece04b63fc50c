// A long list, page by page, in both vocabularies that harvesters read: hydra:PartialCollectionView
// with IRIs, and the older hydra:PagedCollection with string literals (CKAN, data.gouv.fr).
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>

#include "metadata/rdf/graph.h"

namespace passerelle::publishing {

struct Paging {
  std::string address;         // of the list: "https://fr.example/catalogue.ttl"
  std::string modified_since;  // as the reader gave it; may be empty
  std::size_t page = 1;        // from 1, as CKAN counts
  std::size_t size = 100;      // items on a page
  std::size_t total = 0;       // items on all pages

  // Returns the number of the last page; an empty list has one page.
  std::size_t last() const { return total == 0 ? 1 : (total + size - 1) / size; }
  std::string address_of(std::size_t number) const;
};

// Says of a list which page of it this is, and where the others are.
void add_paging(rdf::Graph& graph, const rdf::Iri& list, const Paging& paging);

// Says whether a page that was read names a next one.
bool has_next_page(const rdf::Graph& graph);

}  // namespace passerelle::publishing

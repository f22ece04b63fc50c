// The facets: what results are counted and narrowed by, and the values a document has in each.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/search/document.h"

namespace passerelle::search {

// The order is part of the index. Variables stay last, for they are the most.
enum class Facet {
  category,       // Art. 51: "PHDR"
  theme,          // data theme and health theme: "HEAL", "CANCER_DISEASE"
  country,        // of the node that describes it: "FR"
  holder,         // its name
  access_right,   // "NON_PUBLIC"
  coding_system,  // "ICD-10"
  age_group,      // every group that the ages of the people touch: "0-17", "18-39", "40-64", "65+"
  population_size,  // number of people: "0-999", "1000-9999", …, "1000000+"
  period,           // every decade that the data touch: "1990-1999"
  variable,         // name of a column in lower case without accents: "date_of_birth"
};
inline constexpr std::size_t kFacets = 10;

template <class T>
using PerFacet = std::array<T, kFacets>;

constexpr std::size_t index_of(Facet facet) { return static_cast<std::size_t>(facet); }
constexpr Facet facet_at(std::size_t index) { return static_cast<Facet>(index); }

// The public name, "access_right", and back.
std::string_view name_of(Facet facet);
std::optional<Facet> facet_named(std::string_view name);

// Returns the values of a document in a facet, in order, none twice. An age without an upper end
// touches every higher group. A period without an end reaches to the decade in which the document
// was modified; one without a start has only the decade of its end.
std::vector<std::string> values_of(const SearchDocument& document, Facet facet);

// Returns a value as the facet keeps it from what a caller wrote: the code of a whole IRI, the
// variable "date_of_birth" of "Date-of-Birth".
std::string kept_value(Facet facet, std::string_view written);

}  // namespace passerelle::search

// Search by words in descriptions: enough for hundreds of datasets without an index.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/catalogue/dataset_description.h"

namespace passerelle::catalogue {

struct Match {
  std::size_t index;  // in the list that was searched
  int score;          // higher is better
};

// Returns the datasets in which every word begins some word of title, keyword, variable,
// description or publisher, best first; equal scores in the order of the list. Case and accents do
// not matter. Without words every dataset matches.
std::vector<Match> search(std::span<const DatasetDescription> datasets, std::string_view words);

// Returns the text in lower case without accents (Latin, Greek; Cyrillic in lower case), up to the
// first byte that is not UTF-8.
std::string folded(std::string_view text);

}  // namespace passerelle::catalogue

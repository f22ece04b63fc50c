// Plausible descriptions of health datasets in English and French, and what people would search
// among them. The same seed gives the same corpus on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metadata/catalogue/words.h"
#include "node/search/document.h"
#include "node/search/query.h"

namespace passerelle::bench {

class Corpus {
 public:
  explicit Corpus(std::uint64_t seed) : state_(seed) {}

  search::SearchDocument dataset(std::size_t number);

  struct Question {
    std::string kind;
    search::Query query;
  };
  Question question();

 private:
  std::uint64_t next();
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  bool chance(std::size_t percent) { return below(100) < percent; }

  // A place in a list in which the first are the most frequent (about one in n at place n).
  std::size_t skewed(std::size_t size);

  template <class List>
  const auto& one_of(const List& list) {
    return list[skewed(list.size())];
  }

  std::string project();
  std::string variable();
  std::string typed_words(std::size_t count);

  std::uint64_t state_;
};

}  // namespace passerelle::bench

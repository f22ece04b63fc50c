// The best of many, without keeping the others.
//
// Thread safety: one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace passerelle::search {

// `before(a, b)` says whether a is better than b; it is a strict weak order.
template <class T, class Before>
class Best {
 public:
  Best(std::size_t limit, Before before) : limit_(limit), before_(std::move(before)) {}

  void add(const T& one) {
    if (kept_.size() < limit_) {
      kept_.push_back(one);
    } else {
      // The front of the heap is the worst that is kept.
      if (limit_ == 0 || !before_(one, kept_.front())) return;
      std::ranges::pop_heap(kept_, before_);
      kept_.back() = one;
    }
    std::ranges::push_heap(kept_, before_);
  }

  // Returns the best, best first.
  std::vector<T> sorted() && {
    std::ranges::sort_heap(kept_, before_);
    return std::move(kept_);
  }

 private:
  std::size_t limit_;
  Before before_;
  std::vector<T> kept_;  // a heap
};

}  // namespace passerelle::search

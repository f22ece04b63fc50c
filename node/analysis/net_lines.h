// Lines that are one event where what they add up to is more than 0: a delivery that is cancelled
// comes back as the same line with a negative quantity.
//
// Thread safety: one thread.
#pragma once

#include <array>
#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <vector>

namespace passerelle::analysis {

// What happened to a person; `value` is a number, or the place of a text, NaN where missing.
struct PersonEvent {
  std::uint64_t person = 0;
  double begin = 0, end = 0;
  double value = 0;
};

class NetLines {
 public:
  // Adds a line. Lines are the same that agree in all of the event and in `by`, missing values
  // among them.
  void add(const PersonEvent& event, double by, double quantity);

  // Adds one event for each line with a sum above 0, in any order, and forgets them all.
  void move_to(std::vector<PersonEvent>& list);

 private:
  using Line = std::array<std::uint64_t, 5>;
  boost::unordered_flat_map<Line, double, boost::hash<Line>> sums_;
};

}  // namespace passerelle::analysis

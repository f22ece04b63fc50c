// How much work a validation may still do.
#pragma once

#include <cstdint>

namespace passerelle::shacl {

class Budget {
 public:
  explicit Budget(std::uint64_t steps) : left_(steps) {}

  // Takes the steps; false, from then on, when there are not as many left.
  bool spend(std::uint64_t steps = 1) {
    left_ = steps > left_ ? 0 : left_ - steps;
    return left_ > 0;
  }
  void spend_all() { left_ = 0; }
  bool is_spent() const { return left_ == 0; }

 private:
  std::uint64_t left_;
};

}  // namespace passerelle::shacl

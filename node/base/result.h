// A value or the Error that stands in its place. `return Error{code, "why"};` works in every
// function that returns a Result.
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "node/base/error.h"

namespace passerelle {

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using Base = tl::expected<T, Error>;
  using Base::Base;
  Result(Error error) : Base(tl::unexpect, std::move(error)) {}
  Result(Base other) : Base(std::move(other)) {}
};

}  // namespace passerelle

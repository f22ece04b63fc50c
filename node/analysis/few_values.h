// Numbers that take few values. Sums of such a number (how many there are, their sum, the sum of
// their squares) are equations for how many persons have each value, so that each of these is held
// to the minimum as a count is. A number made of others can carry them beside each other, 1000 for
// a person of one kind and 1 for one of another: what takes few values on the way to it is held to
// the minimum too.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "node/analysis/frame.h"
#include "node/analysis/local_sums.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {

// How many equations the sums of one number are: of a description count, mean, second and third
// moment; of a model count, sum and sum of squares; of a model's rows of one group count and sum.
inline constexpr std::size_t kEquationsOfMoments = 4;
inline constexpr std::size_t kEquationsOfProducts = 3;
inline constexpr std::size_t kEquationsOfGroups = 2;

// Adds to the plan what takes few values on the way to its numbers, as numbers of their own, and
// tells of those that the study makes by `case` how many values they can have. What stands in a
// branch of `case` is one of the rows that take it.
// Errors: more of them than the memory of a worker is meant for.
Result<void> add_intermediates(StudyPlan& plan);

// Returns how many persons have the rarest value; nothing when there is one value, or more than
// `few` of them.
std::optional<std::int64_t> rarest_of_few(ValuesView values, std::size_t few);

// Returns up to how many values of a number are counted where its sums are so many equations: of
// one that the study makes by `case` all of them.
std::size_t few_of(const Variable& number, std::size_t equations);
std::size_t few_of(const Coefficient& coefficient, const StudyPlan& plan, std::size_t equations);

// Returns the numbers that columns of a design are made of.
std::set<std::string> numbers_in(const std::vector<Coefficient>& coefficients,
                                 const StudyPlan& plan);

// Returns what takes few values on the way to some numbers.
std::set<std::string> on_the_way_to(const std::set<std::string>& numbers, const StudyPlan& plan);

// Returns the values that some rows have in a column of the frame.
Values values_at(std::span<const std::uint32_t> rows,
                 const NumberColumn& column,
                 const Frame& frame);

// Returns how many persons have the rarest value of these, over some rows of the frame.
std::optional<std::int64_t> rarest_on_the_way(const StudyPlan& plan,
                                              const std::set<std::string>& numbers,
                                              std::span<const std::uint32_t> rows,
                                              const Frame& frame);

}  // namespace passerelle::analysis

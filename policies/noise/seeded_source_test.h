// Randomness that a test repeats.
#pragma once

#include <random>
#include <vector>

#include "policies/noise/random_source.h"

namespace passerelle::noise {

class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t word() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

// The same words again and again.
class RepeatedWords final : public RandomSource {
 public:
  explicit RepeatedWords(std::vector<std::uint64_t> words) : words_(std::move(words)) {}
  std::uint64_t word() override { return words_[next_++ % words_.size()]; }
  std::size_t drawn() const { return next_; }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t next_ = 0;
};

}  // namespace passerelle::noise

// Time as a value: nothing in the house reads the wall clock but SystemClock.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "node/base/result.h"

namespace passerelle {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

// Returns RFC 3339 in UTC with milliseconds: 2026-11-23T20:00:05.250Z.
std::string to_text(Instant instant);

// Returns the day in UTC: 2026-11-23.
std::string date_text(Instant instant);

// Reads RFC 3339 in UTC ("Z" only), with or without a fraction of at most three digits.
Result<Instant> parse_instant(std::string_view text);

// Thread safety: `now` may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

// A clock that stands still until it is told otherwise; for tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  void set(Instant instant) { now_ = instant; }

 private:
  Instant now_;
};

}  // namespace passerelle

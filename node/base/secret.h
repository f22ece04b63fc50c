// Bytes that must not be seen: wiped when they die, never copied, printed or compared by ==.
#pragma once

#include <string.h>

#include <string>
#include <string_view>
#include <utility>

namespace passerelle {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.wipe(); }
  Secret& operator=(Secret&& other) noexcept {
    wipe();
    bytes_ = std::move(other.bytes_);
    other.wipe();
    return *this;
  }
  ~Secret() { wipe(); }

  // Returns the bytes for the one call that needs them.
  std::string_view reveal() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }

 private:
  void wipe() {
    explicit_bzero(bytes_.data(), bytes_.capacity());
    bytes_.clear();
  }

  std::string bytes_;
};

}  // namespace passerelle

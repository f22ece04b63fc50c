// Bytes that must not be seen: wiped when they die, never copied, printed or compared by ==.
#pragma once

#include <string.h>

#include <string>
#include <string_view>
#include <utility>

namespace passerelle {

// Makes the bytes of a text unreadable, and the text empty.
inline void wipe(std::string& text) {
  explicit_bzero(text.data(), text.capacity());
  text.clear();
}

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { wipe(other.bytes_); }
  Secret& operator=(Secret&& other) noexcept {
    wipe(bytes_);
    bytes_ = std::move(other.bytes_);
    wipe(other.bytes_);
    return *this;
  }
  ~Secret() { wipe(bytes_); }

  // Returns the bytes for the one call that needs them.
  std::string_view reveal() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }

 private:
  std::string bytes_;
};

}  // namespace passerelle

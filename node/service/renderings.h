// Published documents as they were written out, kept until the catalogue changes: most of what
// harvesters ask for was asked for before.
//
// Thread safety: any thread; a look-up is short enough for the I/O thread.
// Invariants: (1) what was built before a change is never found after it; (2) the bytes held never
// exceed the limit.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "node/base/clock.h"

namespace passerelle::service {

// One representation: a document in one syntax and content coding, ready to be sent.
struct Rendering {
  std::string body;
  std::string media_type;
  std::string coding;  // "gzip" or empty
  std::string etag;    // strong, with its quotes
  std::string link;    // the Link field; may be empty
  std::optional<Instant> modified;
  std::optional<Instant> until;  // when time alone makes it wrong

  std::size_t size() const { return sizeof(Rendering) + body.size() + link.size(); }
};

class Renderings {
 public:
  static constexpr std::size_t kDefaultLimit = std::size_t{64} << 20;

  explicit Renderings(std::size_t limit = kDefaultLimit) : limit_(limit) {}

  // Returns what was kept under that name, or null.
  std::shared_ptr<const Rendering> find(const std::string& name, Instant now);

  // Names the present state of the catalogue. Ask before reading what is to be rendered.
  std::uint64_t generation() const;

  // Keeps a rendering of that generation; one that is out of date or too large is not kept. Those
  // unused for longest make room.
  void keep(const std::string& name,
            std::shared_ptr<const Rendering> rendering,
            std::uint64_t generation);

  // Forgets everything: what is published has changed.
  void forget();

 private:
  struct Entry {
    std::string name;
    std::shared_ptr<const Rendering> rendering;
    std::size_t size() const { return sizeof(Entry) + 2 * name.size() + rendering->size(); }
  };
  using Entries = std::list<Entry>;  // the one used last stands first

  void drop(Entries::iterator entry);

  const std::size_t limit_;
  mutable std::mutex mutex_;  // guards what follows
  std::uint64_t generation_ = 0;
  std::size_t bytes_ = 0;
  Entries entries_;
  std::unordered_map<std::string, Entries::iterator> by_name_;
};

}  // namespace passerelle::service

#include "policies/ledger/person_set.h"

#include <roaring/roaring.h>

#include <array>
#include <new>
#include <numeric>
#include <utility>
#include <vector>

#include "policies/ledger/errors.h"

namespace passerelle::ledger {

struct PersonSet::Bits {
  explicit Bits(roaring_bitmap_t* made) : bitmap(made) {
    if (bitmap == nullptr) throw std::bad_alloc();  // the only way the library fails
  }
  Bits(const Bits&) = delete;
  Bits& operator=(const Bits&) = delete;
  ~Bits() { roaring_bitmap_free(bitmap); }

  roaring_bitmap_t* bitmap;
};

PersonSet::PersonSet() : bits_(std::make_unique<Bits>(roaring_bitmap_create())) {}

PersonSet::PersonSet(std::span<const std::uint32_t> numbers)
    : bits_(std::make_unique<Bits>(roaring_bitmap_of_ptr(numbers.size(), numbers.data()))) {}

PersonSet::PersonSet(const PersonSet& other)
    : bits_(std::make_unique<Bits>(roaring_bitmap_copy(other.bits_->bitmap))) {}

PersonSet::PersonSet(PersonSet&& other) noexcept = default;
PersonSet::PersonSet(std::unique_ptr<Bits> bits) : bits_(std::move(bits)) {}
PersonSet::~PersonSet() = default;

PersonSet& PersonSet::operator=(PersonSet other) noexcept {
  std::swap(bits_, other.bits_);
  return *this;
}

Result<PersonSet> PersonSet::from_bytes(std::string_view bytes) {
  auto* read = roaring_bitmap_portable_deserialize_safe(bytes.data(), bytes.size());
  if (read == nullptr) return Error{LedgerError::bad_set, "a set of persons cannot be read"};
  return PersonSet(std::make_unique<Bits>(read));
}

std::string PersonSet::bytes() const {
  // Runs and arrays are chosen by content alone, so that equal sets have equal bytes.
  PersonSet canonical(*this);
  roaring_bitmap_run_optimize(canonical.bits_->bitmap);
  const auto* bitmap = canonical.bits_->bitmap;
  std::string bytes(roaring_bitmap_portable_size_in_bytes(bitmap), '\0');
  roaring_bitmap_portable_serialize(bitmap, bytes.data());
  return bytes;
}

std::int64_t PersonSet::size() const {
  return static_cast<std::int64_t>(roaring_bitmap_get_cardinality(bits_->bitmap));
}

std::int64_t PersonSet::common_with(const PersonSet& other) const {
  return static_cast<std::int64_t>(
      roaring_bitmap_and_cardinality(bits_->bitmap, other.bits_->bitmap));
}

bool PersonSet::has(std::uint32_t number) const {
  return roaring_bitmap_contains(bits_->bitmap, number);
}

std::uint32_t PersonSet::last() const { return roaring_bitmap_maximum(bits_->bitmap); }

void PersonSet::each(const std::function<void(std::span<const std::uint32_t>)>& show) const {
  std::array<std::uint32_t, 1024> block{};
  roaring_uint32_iterator_t at;
  roaring_init_iterator(bits_->bitmap, &at);
  for (;;) {
    const auto count = roaring_read_uint32_iterator(&at, block.data(), block.size());
    if (count == 0) return;
    show(std::span<const std::uint32_t>(block).first(count));
  }
}

std::size_t PersonSet::memory() const {
  return roaring_bitmap_portable_size_in_bytes(bits_->bitmap);
}

void PersonSet::add(const PersonSet& other) {
  roaring_bitmap_or_inplace(bits_->bitmap, other.bits_->bitmap);
}

void PersonSet::add_range(std::uint32_t first, std::size_t count) {
  // Number by number: a range would come as runs, which equal sets made in other ways do not have.
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), first);
  roaring_bitmap_add_many(bits_->bitmap, numbers.size(), numbers.data());
}

bool PersonSet::operator==(const PersonSet& other) const {
  return roaring_bitmap_equals(bits_->bitmap, other.bits_->bitmap);
}

}  // namespace passerelle::ledger

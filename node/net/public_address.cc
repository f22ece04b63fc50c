#include "node/net/public_address.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace passerelle::net {
namespace {

namespace ip = boost::asio::ip;

template <std::size_t kBytes>
struct Block {
  std::array<std::uint8_t, kBytes> prefix;
  unsigned bits;

  bool holds(const std::array<std::uint8_t, kBytes>& address) const {
    const std::size_t whole = bits / 8;
    if (!std::equal(prefix.begin(), prefix.begin() + whole, address.begin())) return false;
    if (bits % 8 == 0) return true;
    const unsigned shift = 8 - bits % 8;
    return (prefix[whole] >> shift) == (address[whole] >> shift);
  }
};

// The IANA registry of special-purpose IPv4 addresses, and multicast.
constexpr std::array kSpecial4{
    Block<4>{{0, 0, 0, 0}, 8},        // this network
    Block<4>{{10, 0, 0, 0}, 8},       // private
    Block<4>{{100, 64, 0, 0}, 10},    // shared, behind a carrier's translation
    Block<4>{{127, 0, 0, 0}, 8},      // loopback
    Block<4>{{169, 254, 0, 0}, 16},   // link-local; metadata services of clouds
    Block<4>{{172, 16, 0, 0}, 12},    // private
    Block<4>{{192, 0, 0, 0}, 24},     // protocol assignments
    Block<4>{{192, 0, 2, 0}, 24},     // documentation
    Block<4>{{192, 88, 99, 0}, 24},   // 6to4 relays
    Block<4>{{192, 168, 0, 0}, 16},   // private
    Block<4>{{198, 18, 0, 0}, 15},    // benchmarks
    Block<4>{{198, 51, 100, 0}, 24},  // documentation
    Block<4>{{203, 0, 113, 0}, 24},   // documentation
    Block<4>{{224, 0, 0, 0}, 4},      // multicast
    Block<4>{{240, 0, 0, 0}, 4},      // reserved, and broadcast
};

// Global unicast is 2000::/3; of it these are special. 6to4 and Teredo carry an IPv4 address that
// somebody else chose; nobody publishes a catalogue behind either.
constexpr Block<16> kGlobalUnicast{{0x20}, 3};
constexpr std::array kSpecial6{
    Block<16>{{0x20, 0x01}, 23},              // protocol assignments, Teredo, ORCHID
    Block<16>{{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    Block<16>{{0x20, 0x02}, 16},              // 6to4
    Block<16>{{0x3f, 0xff}, 20},              // documentation
};
// NAT64 (RFC 6052): the last four bytes are the IPv4 address that is reached.
constexpr Block<16> kTranslated{{0x00, 0x64, 0xff, 0x9b}, 96};

bool is_public(const std::array<std::uint8_t, 4>& address) {
  return std::ranges::none_of(kSpecial4, [&](const auto& block) { return block.holds(address); });
}

}  // namespace

bool is_public_address(const ip::address& address) {
  if (address.is_v4()) return is_public(address.to_v4().to_bytes());
  const auto bytes = address.to_v6().to_bytes();
  if (address.to_v6().is_v4_mapped() || kTranslated.holds(bytes)) {
    return is_public({bytes[12], bytes[13], bytes[14], bytes[15]});
  }
  return kGlobalUnicast.holds(bytes) &&
         std::ranges::none_of(kSpecial6, [&](const auto& block) { return block.holds(bytes); });
}

}  // namespace passerelle::net

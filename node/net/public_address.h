// Which addresses belong to the open web. For the sources of this room only: it brings in Asio.
//
// Thread safety: pure; any thread.
#pragma once

#include <boost/asio/ip/address.hpp>

namespace passerelle::net {

// Says whether a packet to this address leaves for the open web: false for the special-purpose
// addresses of RFC 6890 and its registries (private, loopback, link-local, shared, documentation,
// multicast, reserved, …), also when they are written inside an IPv6 address.
bool is_public_address(const boost::asio::ip::address& address);

}  // namespace passerelle::net

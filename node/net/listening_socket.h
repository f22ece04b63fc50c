// Binds what a server listens on. For the sources of this room only.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "node/net/server.h"

namespace passerelle::net {

using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;

// Listens on an address, or takes over a socket that already listens.
Result<Acceptor> listen_tcp(boost::asio::io_context& io, const Endpoint& endpoint);

// Listens on a path with mode 0600; replaces the file of a process that died.
Result<Acceptor> listen_path(boost::asio::io_context& io, const std::filesystem::path& path);

// Returns the port of a TCP acceptor, 0 otherwise.
std::uint16_t port_of(const Acceptor& acceptor);

// No process we start may inherit the descriptor.
void keep_from_children(int descriptor);

}  // namespace passerelle::net

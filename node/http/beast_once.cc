// The compiled part of Beast that the codec uses: the parser, not its streams. Beast's own src.hpp
// would bring in WebSocket and zlib and, with them, the compiled part of Asio.
#define BOOST_BEAST_SOURCE

#include <boost/beast/core/detail/config.hpp>
// clang-format off
#include <boost/beast/core/detail/impl/temporary_buffer.ipp>
#include <boost/beast/core/impl/string.ipp>
#include <boost/beast/http/detail/basic_parser.ipp>
#include <boost/beast/http/detail/rfc7230.ipp>
#include <boost/beast/http/impl/basic_parser.ipp>
#include <boost/beast/http/impl/error.ipp>
#include <boost/beast/http/impl/field.ipp>
#include <boost/beast/http/impl/fields.ipp>
#include <boost/beast/http/impl/rfc7230.ipp>
#include <boost/beast/http/impl/status.ipp>
#include <boost/beast/http/impl/verb.ipp>
// clang-format on

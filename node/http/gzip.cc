#include "node/http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

namespace passerelle::http {
namespace {

constexpr int kGzipWindow = MAX_WBITS + 16;  // zlib's way to say "with a gzip header"
constexpr int kMemory = 8;                   // zlib's default

}  // namespace

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  std::size_t written = 0;
  int state = Z_OK;
  // zlib counts in 32 bits; what is longer goes in pieces.
  constexpr std::size_t kPiece = std::numeric_limits<uInt>::max();
  while (state != Z_STREAM_END) {
    const auto in = bytes.substr(0, kPiece);
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + written);
    stream.avail_out = static_cast<uInt>(std::min(out.size() - written, kPiece));
    const auto room = stream.avail_out;
    state = deflate(&stream, in.size() == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
    bytes.remove_prefix(in.size() - stream.avail_in);
    written += room - stream.avail_out;
  }
  deflateEnd(&stream);
  out.resize(written);
  return out;
}

}  // namespace passerelle::http

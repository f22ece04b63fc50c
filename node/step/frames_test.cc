#include "node/step/frames.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace passerelle::step {
namespace {

class Pipe {
 public:
  Pipe() { REQUIRE(::pipe(ends_.data()) == 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    ::close(ends_[0]);
    close_writer();
  }
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void send(std::string_view bytes) const {
    REQUIRE(::write(writer(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

TEST_CASE("frames come out as they went in, also empty and larger than the pipe") {
  const Pipe pipe;
  const std::string large(300000, 'x');
  std::thread writer([&] {
    for (const auto& text : {std::string("{\"do\":\"step\"}"), std::string(), large}) {
      CHECK(write_frame(pipe.writer(), text).has_value());
    }
  });
  CHECK(read_frame(pipe.reader())->value() == "{\"do\":\"step\"}");
  CHECK(read_frame(pipe.reader())->value().empty());
  CHECK(read_frame(pipe.reader())->value() == large);
  writer.join();
}

TEST_CASE("a length is written big endian") {
  const Pipe pipe;
  REQUIRE(write_frame(pipe.writer(), std::string(258, 'a')).has_value());
  std::array<unsigned char, 4> head{};
  REQUIRE(::read(pipe.reader(), head.data(), 4) == 4);
  CHECK(head == std::array<unsigned char, 4>{0, 0, 1, 2});
}

TEST_CASE("a pipe closed between frames is an end, inside a frame an error") {
  Pipe clean;
  clean.close_writer();
  const auto end = read_frame(clean.reader());
  REQUIRE(end.has_value());
  CHECK_FALSE(end->has_value());

  for (const auto& cut : {std::string("\0\0", 2), std::string("\0\0\0\5abc", 7)}) {
    Pipe pipe;
    pipe.send(cut);
    pipe.close_writer();
    const auto frame = read_frame(pipe.reader());
    REQUIRE_FALSE(frame.has_value());
    CHECK(frame.error().name() == "step.pipe");
  }
}

TEST_CASE("a length over the limit is refused before memory is taken") {
  const Pipe pipe;
  pipe.send("\xFF\xFF\xFF\xFF");
  const auto frame = read_frame(pipe.reader());
  REQUIRE_FALSE(frame.has_value());
  CHECK(frame.error().text() == "step.pipe: a frame is too large");
}

}  // namespace
}  // namespace passerelle::step

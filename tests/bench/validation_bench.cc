// One description against shapes that are loaded: how long a validation takes.
//
//   validation_bench PACK FILE [RUNS]
//
// Prints the median and the slowest of the runs, reading of the document included.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "metadata/profiles/profile.h"

namespace passerelle::bench {
namespace {

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "validation_bench: %s\n", why.c_str());
  std::exit(1);
}

int run(const std::filesystem::path& folder, const std::filesystem::path& file, std::size_t runs) {
  const auto pack = profiles::read_pack(folder);
  if (!pack) fail(pack.error().text());
  const auto profile = profiles::Profile::load(*pack);
  if (!profile) fail(profile.error().text());
  std::ifstream stream(file, std::ios::binary);
  const std::string document(std::istreambuf_iterator<char>(stream), {});
  const auto ending = file.extension().string();
  const auto syntax = rdf::syntax_of_extension(ending.empty() ? ending : ending.substr(1));
  if (!stream || !syntax) fail("cannot read " + file.string());

  std::vector<double> milliseconds;
  for (std::size_t i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const auto data = profile->read(document, *syntax);
    if (!data) fail(data.error().text());
    const auto report = profile->validate(*data);
    if (!report) fail(report.error().text());
    milliseconds.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
            .count());
  }
  std::ranges::sort(milliseconds);
  std::printf("%.3f ms, at most %.3f ms\n", milliseconds[runs / 2], milliseconds.back());
  return 0;
}

}  // namespace
}  // namespace passerelle::bench

int main(int count, char** words) {
  if (count < 3) passerelle::bench::fail("a pack and a file are expected");
  const auto runs = count > 3 ? std::strtoul(words[3], nullptr, 10) : 500;
  return passerelle::bench::run(words[1], words[2], std::max(runs, 1UL));
}

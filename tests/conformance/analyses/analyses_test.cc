// Every analysis, over the sites or countries of reference data, against what others computed on
// all rows together. cases/ says what is compared with what.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "node/analysis/test_support.h"
#include "tests/conformance/analyses/cases.h"
#include "tests/conformance/shared_folder.h"

using namespace passerelle;
using namespace passerelle::conformance;

namespace {

// The environment variable that has the table printed.
const std::string kPrint = "PASSERELLE_CONFORMANCE_TABLE";

// A folder of rows that a tool of the shared folder makes, gone with the object.
class MadeTables {
 public:
  // `maker` has the tool below the shared folder and, by node, its arguments.
  MadeTables(const std::filesystem::path& shared, const Json& maker) {
    std::string name = (std::filesystem::temp_directory_path() / "conformance-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
    for (const auto& [node, arguments] : maker.at("arguments").items()) {
      auto command = "python3 '" + (shared / maker.at("tool").get<std::string>()).string() + "'";
      for (const auto& argument : arguments) command += " " + argument.get<std::string>();
      command +=
          " --out '" + (folder_ / node).string() + "' >'" + (folder_ / "log").string() + "' 2>&1";
      is_whole_ = is_whole_ && std::system(command.c_str()) == 0;
    }
  }
  ~MadeTables() { std::filesystem::remove_all(folder_); }
  MadeTables(const MadeTables&) = delete;
  MadeTables& operator=(const MadeTables&) = delete;

  bool is_whole() const { return is_whole_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  bool is_whole_ = true;
};

void run_file(const std::filesystem::path& path, Tally& tally) {
  const auto file = analysis::test::read_json(path.string());
  const auto name = file.at("reference").get<std::string>();
  const auto folder = shared_folder(name.substr(0, name.find('/')));
  if (!folder) return;
  const auto data = folder->parent_path();
  if (!file.contains("maker")) return run_cases(path, data, {}, tally);
  const MadeTables made(data.parent_path(), file["maker"]);
  if (made.is_whole()) run_cases(path, data, made.folder(), tally);
  else std::cout << "skipped: " << path.stem().string() << ", whose rows could not be made\n";
}

const Tally& measured() {
  static const Tally tally = [] {
    Tally made;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(own_folder("analyses/cases"))) {
      if (entry.path().stem() != "forms") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) run_file(file, made);
    if (::getenv(kPrint.c_str()) != nullptr) std::cout << made.table();
    return made;
  }();
  return tally;
}

}  // namespace

TEST_CASE("every quantity that an analysis answers is that of the references") {
  const auto& tally = measured();
  for (const auto& complaint : tally.complaints()) FAIL_CHECK(complaint);
  if (tally.quantities() == 0) return;
  print_count("analyses", tally.quantities() - tally.complaints().size(), tally.quantities());
}

TEST_CASE("the table of README.md says what is compared, and how near the answers are") {
  const auto readme = file_text(own_folder("README.md"));
  for (const auto& wrong : measured().contradictions(readme)) {
    FAIL_CHECK(wrong << "; " << kPrint << "=1 makes this program print the table that belongs "
                     << "into tests/conformance/README.md");
  }
}

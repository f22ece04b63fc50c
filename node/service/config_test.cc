#include "node/service/config.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "node/service/home.h"

namespace passerelle::service {
namespace {

class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) {
    std::string pattern = (std::filesystem::temp_directory_path() / "config-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    REQUIRE(write_text_file(path(), text));
  }
  ~ConfigFile() { std::filesystem::remove_all(folder_); }
  std::filesystem::path path() const { return folder_ / "passerelle.toml"; }

 private:
  std::filesystem::path folder_;
};

std::string fresh() {
  return new_config_text({{"node.id", "fr"},
                          {"node.country", "FR"},
                          {"node.kind", "national_platform"},
                          {"node.name", "Health \"Data\" Hub"}});
}

TEST_CASE("a new configuration says what the node is and shows every default") {
  const ConfigFile file(fresh());
  const auto config = read_config(file.path());
  REQUIRE(config);
  CHECK(config->id.text() == "fr");
  CHECK(config->name == "Health \"Data\" Hub");
  CHECK(config->sandbox == "best_effort");
  CHECK(fresh().find("# listen = \"127.0.0.1:8443\"") != std::string::npos);
}

TEST_CASE("opt-outs act by Art. 71 unless the node says that its law is stricter") {
  const ConfigFile silent(fresh());
  CHECK(read_config(silent.path()).value().opt_out == privacy::Rule::at_approval);
  auto text = fresh();
  text.replace(text.find("# opt_out = \"at_approval\""), 25, "opt_out = \"at_once\"");
  const ConfigFile strict(text);
  CHECK(read_config(strict.path()).value().opt_out == privacy::Rule::at_once);
  text.replace(text.find("at_once\"\n"), 7, "never");
  const ConfigFile wrong(text);
  CHECK(read_config(wrong.path()).error().detail.starts_with("privacy.opt_out: "));
}

TEST_CASE("an unknown key is refused with its line") {
  const ConfigFile file(fresh() + "\n[workers]\nlimit = 3\n");
  const auto config = read_config(file.path());
  REQUIRE(!config);
  CHECK(config.error().detail.find("unknown key workers.limit") != std::string::npos);
  CHECK(config.error().detail.find("line ") != std::string::npos);
}

TEST_CASE("a value of the wrong kind, a missing key and broken TOML are refused") {
  const ConfigFile wrong(fresh() + "\n[people2]\n");
  CHECK(read_config(wrong.path()));  // an empty section says nothing
  const ConfigFile kind("[node]\nid = 3\n");
  CHECK(!read_config(kind.path()));
  const ConfigFile missing("[node]\nid = \"fr\"\n");
  CHECK(read_config(missing.path()).error().detail == "node.country is missing");
  const ConfigFile broken("[node\n");
  CHECK(!read_config(broken.path()));
}

TEST_CASE("a word that a setting does not know is refused") {
  const ConfigFile open(fresh());
  CHECK(read_config(open.path())->catalogue_entry == "open");
  CHECK(read_config(open.path())->catalogue_violations == "keep");
  for (const auto& [key, word] : {std::pair{"PASSERELLE_CATALOGUE_ENTRY", "by_decree"},
                                  {"PASSERELLE_CATALOGUE_VIOLATIONS", "ignore"},
                                  {"PASSERELLE_LOG_LEVEL", "loud"}}) {
    ::setenv(key, word, 1);
    CHECK(!read_config(open.path()));
    ::unsetenv(key);
  }
}

TEST_CASE(
    "an issuer's word on a permit is good for an hour, for a day at most, and never for ever") {
  const ConfigFile file(fresh());
  CHECK(read_config(file.path())->permit_status_age == std::chrono::hours(1));
  const char* key = "PASSERELLE_PERMITS_STATUS_AGE_SECONDS";
  ::setenv(key, "86400", 1);
  CHECK(read_config(file.path())->permit_status_age == std::chrono::hours(24));
  for (const auto* wrong : {"0", "-1", "86401", "never"}) {
    ::setenv(key, wrong, 1);
    CHECK(!read_config(file.path()));
  }
  ::unsetenv(key);
}

TEST_CASE("reminders come so many days before the end of a time limit") {
  const ConfigFile file(fresh());
  using std::chrono::days;
  CHECK(read_config(file.path())->remind_before == std::vector{days(30), days(7)});
  const char* key = "PASSERELLE_REMINDERS_DAYS_BEFORE";
  ::setenv(key, "366,1", 1);
  CHECK(read_config(file.path())->remind_before == std::vector{days(366), days(1)});
  for (const auto* wrong : {"", "0", "-7", "367", "7,", ",7", "7 30", "a week"}) {
    ::setenv(key, wrong, 1);
    CHECK(!read_config(file.path()));
  }
  ::unsetenv(key);
}

TEST_CASE("the environment overrides one key") {
  const ConfigFile file(fresh());
  ::setenv("PASSERELLE_WORKER_LIMIT", "9", 1);
  CHECK(read_config(file.path())->worker_limit == 9);
  ::setenv("PASSERELLE_WORKER_LIMIT", "many", 1);
  CHECK(!read_config(file.path()));
  ::unsetenv("PASSERELLE_WORKER_LIMIT");
}

}  // namespace
}  // namespace passerelle::service

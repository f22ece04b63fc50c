#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>
#include <array>
#include <cstdio>
#include <fstream>

#include "node/bundle/sample_run_test.h"
#include "node/store/temporary_folder_test.h"

namespace passerelle::bundle {
namespace {

struct Outcome {
  int exit = -1;
  std::string output;
};

Outcome outcome_of(const std::string& command) {
  Outcome outcome;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> block{};
  while (const auto got = std::fread(block.data(), 1, block.size(), pipe)) {
    outcome.output.append(block.data(), got);
  }
  outcome.exit = WEXITSTATUS(::pclose(pipe));
  return outcome;
}

Outcome run_script(const std::string& script) {
  const store::TemporaryFolder folder;
  const auto file = folder.file("check.R");
  std::ofstream(file) << script;
  return outcome_of("Rscript " + file.string() + " 2>&1");
}

// What each of some scripts stops with, run one after the other by one R; nothing where it comes to
// its end.
std::vector<std::string> stops_of(const std::vector<std::string>& scripts) {
  const store::TemporaryFolder folder;
  std::string files;
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    const auto file = folder.file((std::to_string(i) + ".R").c_str());
    std::ofstream(file) << scripts[i];
    files += " " + file.string();
  }
  const auto runner = folder.file("runner.R"), stops = folder.file("stops");
  std::ofstream(runner) << "stop_of <- function(file) tryCatch({\n"
                           "  source(file, local = new.env())\n"
                           "  \"\"\n"
                           "}, error = conditionMessage)\n"
                           "files <- commandArgs(TRUE)\n"
                           "writeLines(vapply(files[-1], stop_of, \"\"), files[1])\n";
  const auto outcome =
      outcome_of("Rscript " + runner.string() + " " + stops.string() + files + " 2>&1");
  INFO(outcome.output);
  REQUIRE(outcome.exit == 0);
  std::vector<std::string> lines;
  std::ifstream read(stops);
  for (std::string line; std::getline(read, line);) lines.push_back(line);
  REQUIRE(lines.size() == scripts.size());
  return lines;
}

bool has_r() { return outcome_of("command -v Rscript").exit == 0; }

}  // namespace

TEST_CASE("R pools the released numbers to the result of the bundle") {
  if (!has_r()) {
    std::puts("skipped: R pools the released numbers (no Rscript on this machine)");
    return;
  }
  const auto outcome = run_script(sample::files().at("check.R"));
  INFO(outcome.output);
  CHECK(outcome.exit == 0);
  CHECK(outcome.output.find("differ by more than 1e-9.") != std::string::npos);
  for (const char* words : {"Newton step left, (Intercept)", "ratio from[1]", "F test[3]", "AIC"}) {
    CHECK(outcome.output.find(words) != std::string::npos);
  }
  for (const char* id :
       {"patients",  "sites",        "deaths",    "age",           "curve",     "rank",
        "cox",       "robust",       "squares",   "logit",         "rates",     "length",
        "incidence", "lengths",      "new",       "longer",        "by_marker", "by_arm",
        "causes",    "stays",        "weighted",  "weighted_time", "wards",     "ranks",
        "spread",    "unknown",      "plausible", "early",         "common",    "together",
        "matched",   "matched_time", "sides"}) {
    CHECK(outcome.output.find(id) != std::string::npos);
  }
}

TEST_CASE("R finds a number that is not what the nodes released") {
  if (!has_r()) {
    std::puts("skipped: R finds a wrong number (no Rscript on this machine)");
    return;
  }
  // The first number of each kind of reported value, moved by one part in ten million.
  const std::vector<std::string> places{
      "reported <- list(\n  se = c(",
      "reported$theta <- ",
      "check(\"age\", \"age/mean\", merged$mean, ",
      "check(\"rank\", \"chi-square\", test$chisq, ",
      "check_all(\"early\", \"observed\", ",
      "check(\"common\", \"chi-square\", test$chisq, ",
      "check(\"curve\", \"new/follow_up\", median_follow_up(curve, breaks, censored), ",
      "check(\"curve\", \"new/difference of means\", mean[1] - other[1], ",
      "check(\"cox\", \"concordance\", found[1], ",
      "check(\"cox\", \"standard error of concordance\", found[2], ",
      "check(\"cox\", \"proportional hazards, arm\", test$statistic, ",
      "check(\"together\", \"proportional hazards, age\", test$statistic, ",
      "check_all(\"together\", \"baseline hazard\", hazard, c(",
      "curve$survival[2], ",
      "check(\"new\", \"REML/estimate\", meta$estimate, ",
      "curve$cumulative_incidence[2, 3], ",
      "curve$standard_error[1, 3], ",
      "check(\"stays\", \"quantile 0.5\", found[2], ",
      "check(\"nights\", \"nights/quantiles, quantile 0.5\", found[2], ",
      "check(\"ranked\", \"mean rank of visits\", ",
      "check_all(\"ranked\", \"correlation\", ",
      "check(\"by_marker\", \"auc\", area[1], ",
      "check(\"by_arm\", \"lr_plus/estimate\", measure[1], ",
      "check(\"incidence\", \"standardised/rate\", standard[1], ",
      "check_all(id, \"F test\", c(",
      "check(\"matched\", \"matched exposed\", sum(",
      "check_sets(\"matched_time\", sets,\n  c(",
      "check(\"patients\", \"rows\", pooled_rows(\"analysis_set\"), "};
  std::vector<std::string> scripts{sample::files().at("check.R")};
  for (const auto& words : places) {
    INFO(words);
    auto script = scripts.front();
    const auto place = script.find(words);
    REQUIRE(place != std::string::npos);
    script.insert(place + words.size(), "1.0000001 * ");
    scripts.push_back(std::move(script));
  }
  const auto stops = stops_of(scripts);
  CHECK(stops.front().empty());
  for (std::size_t i = 0; i < places.size(); ++i) {
    INFO(places[i]);
    CHECK(stops[i + 1] == "the result is not what the numbers of the nodes give");
  }
}

}  // namespace passerelle::bundle

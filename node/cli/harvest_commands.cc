#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "node/cli/commands.h"
#include "node/service/errors.h"

namespace passerelle::cli {
namespace {

constexpr const char* kSources = "/api/v1/catalogue/sources";
constexpr const char* kHarvests = "/api/v1/catalogue/harvests";

struct HarvestWords {
  std::string source, url, kind, every = "never", harvest, one, other;
  std::int64_t patience = 60;
  bool may_use_http = false, may_be_private = false, keeps_datasets = false;
  bool is_dry = false, accepts_loss = false, means_peers = false;
};

std::string place(const char* list, const std::string& name, const std::string& rest = {}) {
  return std::string(list) + "/" + http::percent_encoded(name) + rest;
}

// Waits until a harvest has ended; its report.
Result<Json> report_of(Session& session, const std::string& harvest) {
  while (true) {
    auto report = session.get(place(kHarvests, harvest, "?wait=30"));
    if (!report || report->at("state") != "running") return report;
  }
}

Result<Json> harvest(Session& session, const HarvestWords& words) {
  Json request = {{"dry_run", words.is_dry}, {"accept_loss", words.accepts_loss}};
  if (words.means_peers) request["peers"] = true;
  else request["source"] = words.source;
  const auto begun = session.post(kHarvests, request);
  if (!begun) return begun.error();
  Json reports = Json::array();
  bool are_good = true;
  for (const auto& one : begun->at("harvests")) {
    auto report = report_of(session, one.at("harvest").get<std::string>());
    if (!report) return report.error();
    if (!words.means_peers) return report;
    are_good = are_good && report->value("good", false);
    reports.push_back(*std::move(report));
  }
  return Json{{"harvests", reports}, {"good", are_good}};
}

void add_sources(Commands& commands,
                 CLI::App* catalogue,
                 const std::shared_ptr<HarvestWords>& words) {
  auto* source = commands.group(catalogue, "source", "catalogues of others that are harvested");
  auto* add = commands.add(source, "add", "add a catalogue", [words](Session& session) {
    return session.post(kSources, {{"source", words->source},
                                   {"url", words->url},
                                   {"kind", words->kind},
                                   {"every", words->every},
                                   {"patience", words->patience},
                                   {"allow_http", words->may_use_http},
                                   {"allow_private", words->may_be_private}});
  });
  add->add_option("SOURCE", words->source, "a name for it: a-z, 0-9 and -")->required();
  add->add_option("URL", words->url, "where it is")->required();
  add->add_option("--kind", words->kind,
                  "file (DCAT-AP, with or without pages), ckan (a site), fdp (a FAIR Data Point) or"
                  " feed (DCAT-AP feed)")
      ->required();
  add->add_option("--every", words->every, "how often: 30m, 6h, 1d or never");
  add->add_option("--patience", words->patience, "seconds to wait for a page");
  add->add_flag("--allow-http", words->may_use_http,
                "without TLS, so that anybody on the way can change what it says");
  add->add_flag("--allow-private", words->may_be_private,
                "at an address that is not of the open web");
  commands.add(source, "list", "all catalogues, with their last harvest",
               [](Session& session) { return session.get(kSources); });
  auto* remove =
      commands.add(source, "remove", "harvest a catalogue no more; what it gave is withdrawn",
                   [words](Session& session) {
                     return session.post(place(kSources, words->source, "/remove"),
                                         {{"keep_datasets", words->keeps_datasets}});
                   });
  remove->add_option("SOURCE", words->source, "its name")->required();
  remove->add_flag("--keep-datasets", words->keeps_datasets, "what it gave stays");
  auto* runs = commands.add(source, "runs", "the harvests of a catalogue, newest first",
                            [words](Session& session) {
                              return session.get(place(kSources, words->source, "/harvests"));
                            });
  runs->add_option("SOURCE", words->source, "its name")->required();
  auto* report = commands.add(
      source, "report", "the report of a harvest",
      [words](Session& session) { return session.get(place(kHarvests, words->harvest)); });
  report->add_option("HARVEST", words->harvest, "from `catalogue source runs`")->required();
}

void add_same(Commands& commands, CLI::App* catalogue, const std::shared_ptr<HarvestWords>& words) {
  auto* same = commands.group(catalogue, "same", "datasets that look like one");
  commands.add(same, "list", "all pairs that were found",
               [](Session& session) { return session.get("/api/v1/catalogue/same"); });
  const auto add_decision = [&](const char* name, const char* help, bool is_same) {
    auto* decision = commands.add(same, name, help, [words, is_same](Session& session) {
      return session.post("/api/v1/catalogue/same",
                          {{"one", words->one}, {"other", words->other}, {"same", is_same}});
    });
    decision->add_option("ONE", words->one, "IRI of a dataset")->required();
    decision->add_option("OTHER", words->other, "IRI of another")->required();
  };
  add_decision("confirm", "two datasets are one", true);
  add_decision("reject", "two datasets are not one; never proposed again", false);
}

}  // namespace

void add_harvest_commands(Commands& commands) {
  const auto words = std::make_shared<HarvestWords>();
  auto* catalogue = commands.top()->get_subcommand("catalogue");
  auto* run = commands.add(catalogue, "harvest", "take what a catalogue of others says into ours",
                           [words](Session& session) { return harvest(session, *words); });
  auto* source = run->add_option("SOURCE", words->source, "its name, or peer:NODE");
  auto* peers = run->add_flag("--peers", words->means_peers, "every other node of the trust list");
  source->excludes(peers);
  run->add_flag("--dry-run", words->is_dry, "show what would change, and change nothing");
  run->add_flag("--accept-loss", words->accepts_loss,
                "remove also when more than half is gone from the source");
  add_sources(commands, catalogue, words);
  add_same(commands, catalogue, words);
}

}  // namespace passerelle::cli

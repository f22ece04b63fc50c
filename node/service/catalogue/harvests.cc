#include "node/service/catalogue/harvests.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/catalogue/records.h"
#include "node/service/callers.h"
#include "node/service/catalogue/harvest_report.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "node/service/harvester.h"
#include "node/service/period.h"
#include "node/sources/alike.h"

namespace passerelle::service {
namespace {

using sources::Source;
using sources::SourceId;

Json to_json(const sources::Run& run) {
  Json value = {{"harvest", run.id.text()},
                {"source", run.source.text()},
                {"dry_run", run.is_dry},
                {"started", to_text(run.started)},
                {"state", sources::to_text(run.state)}};
  if (run.finished) value["finished"] = to_text(*run.finished);
  return value;
}

Json to_json(const Source& source) {
  return {{"source", source.id.text()},
          {"kind", harvest::to_text(source.kind)},
          {"url", source.url},
          {"every", period_text(source.every)},
          {"allow_http", source.may_use_http},
          {"allow_private", source.may_be_private},
          {"patience", source.patience.count()},
          {"added", to_text(source.added)}};
}

Result<Source> source_from(const Json& request, Instant now) {
  Fields f(request, "");
  Source source;
  source.id = SourceId(f.text("source"));
  const auto kind = harvest::source_kind(f.text("kind"));
  if (!kind) f.fail("kind", "one of file, ckan, fdp and feed is expected");
  source.url = f.text("url");
  const auto every = parse_period(f.text_or("every", "never"));
  if (!every) f.fail("every", every.error().detail);
  source.may_use_http = f.boolean_or("allow_http", false);
  source.may_be_private = f.boolean_or("allow_private", false);
  source.patience = std::chrono::seconds(f.integer_or("patience", source.patience.count()));
  source.added = now;
  if (auto read = f.done(); !read) return read.error();
  source.kind = *kind;
  source.every = *every;
  return source;
}

// The sources of a request to harvest: one, or every other node.
Result<std::vector<Source>> sources_meant(Node& node, Fields& f) {
  if (f.boolean_or("peers", false)) return peers_as_sources(node);
  const SourceId id(f.text("source"));
  if (f.failed()) return std::vector<Source>();
  if (sources::node_of(id)) {
    // A node of the trust list becomes a source by being asked for.
    if (auto peers = peers_as_sources(node); !peers) return peers.error();
  }
  auto source =
      node.database.read([&](store::Reader& reader) { return sources::find(reader, id); });
  if (!source) return source.error();
  return std::vector{*std::move(source)};
}

// Withdraws what a source gave and still keeps.
Result<void> withdraw_all_of(Node& node, store::Transaction& tx, const SourceId& source) {
  catalogue_store::Filter filter;
  filter.source = source.text();
  for (bool has_more = true; has_more; ++filter.page) {
    const auto page = catalogue_store::list(tx, filter);
    if (!page) return page.error();
    has_more = page->items.size() == filter.size;
    for (const auto& record : page->items) {
      if (record.withdrawn) continue;
      auto withdrawn = withdraw_record(node, tx, record.dataset,
                                       {{}, "the source " + source.text() + " was removed"});
      if (!withdrawn) return withdrawn.error();
    }
  }
  return {};
}

}  // namespace

Result<Json> add_source(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  const auto source = source_from(request, node.now());
  if (!source) return source.error();
  const auto added =
      node.commit(audit::Event::configuration_changed,
                  {{"source", source->id.text()}, {"change", "added"}, {"url", source->url}},
                  [&](store::Transaction& tx) { return sources::add(tx, *source); });
  if (!added) return added.error();
  return to_json(*source);
}

Result<Json> list_sources(Node& node, const identity::Caller& caller) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto all = sources::list(reader);
    if (!all) return all.error();
    Json list = Json::array();
    for (const auto& source : *all) {
      auto entry = to_json(source);
      const auto runs = sources::runs_of(reader, source.id);
      if (!runs) return runs.error();
      if (!runs->empty()) entry["last"] = to_json(runs->front());
      list.push_back(std::move(entry));
    }
    return Json{{"sources", list}};
  });
}

Result<Json> remove_source(Node& node,
                           const identity::Caller& caller,
                           const SourceId& source,
                           const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const bool keeps_datasets = f.boolean_or("keep_datasets", false);
  if (auto read = f.done(); !read) return read.error();
  const auto removed = node.commit(audit::Event::configuration_changed,
                                   {{"source", source.text()}, {"change", "removed"}},
                                   [&](store::Transaction& tx) -> Result<void> {
                                     if (auto gone = sources::remove(tx, source); !gone)
                                       return gone;
                                     if (keeps_datasets) return {};
                                     return withdraw_all_of(node, tx, source);
                                   });
  if (!removed) return removed.error();
  return Json{{"removed", source.text()}};
}

Result<Json> begin_harvests(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const HarvestWish wish{f.boolean_or("dry_run", false), f.boolean_or("accept_loss", false)
                                                             ? harvest::Loss::is_accepted
                                                             : harvest::Loss::is_held};
  const auto meant = sources_meant(node, f);
  if (auto read = f.done(); !read) return read.error();
  if (!meant) return meant.error();
  const auto harvester = node.harvester();
  if (!harvester) return harvester.error();
  Json begun = Json::array();
  for (const auto& source : *meant) {
    const auto harvest = (*harvester)->begin(source, wish);
    if (!harvest) return harvest.error();
    begun.push_back({{"source", source.id.text()}, {"harvest", harvest->text()}});
  }
  return Json{{"harvests", begun}};
}

Result<std::optional<Json>> show_harvest(Node& node,
                                         const identity::Caller& caller,
                                         const sources::HarvestId& harvest,
                                         const std::string& language) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto run =
      node.database.read([&](store::Reader& reader) { return sources::find_run(reader, harvest); });
  if (!run) return run.error();
  if (run->state == sources::RunState::running) return std::optional<Json>();
  if (run->report.empty()) return std::optional(to_json(*run));
  auto report = parse_json(run->report);
  if (!report) return report.error();
  return std::optional(in_language(*std::move(report), language));
}

Result<Json> list_harvests(Node& node, const identity::Caller& caller, const SourceId& source) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    if (auto known = sources::find(reader, source); !known) return known.error();
    const auto runs = sources::runs_of(reader, source);
    if (!runs) return runs.error();
    Json list = Json::array();
    for (const auto& run : *runs) list.push_back(to_json(run));
    return Json{{"harvests", list}};
  });
}

Result<Json> list_same(Node& node, const identity::Caller& caller) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto pairs =
      node.database.read([](store::Reader& reader) { return sources::pairs(reader); });
  if (!pairs) return pairs.error();
  Json list = Json::array();
  for (const auto& pair : *pairs) {
    Json entry = {{"one", pair.one.text()},
                  {"other", pair.other.text()},
                  {"evidence", pair.evidence},
                  {"shared", pair.shared},
                  {"state", sources::to_text(pair.state)},
                  {"found", to_text(pair.found)}};
    if (pair.decided) entry["decided"] = to_text(*pair.decided);
    list.push_back(std::move(entry));
  }
  return Json{{"pairs", list}};
}

Result<Json> decide_same(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const DatasetId one(f.text("one")), other(f.text("other"));
  const bool is_same = f.boolean("same");
  if (auto read = f.done(); !read) return read.error();
  const auto state = is_same ? sources::PairState::same : sources::PairState::different;
  const auto decided = node.commit(
      audit::Event::configuration_changed,
      {{"one", one.text()}, {"other", other.text()}, {"same", is_same}},
      [&](store::Transaction& tx) { return sources::decide(tx, one, other, state, node.now()); });
  if (!decided) return decided.error();
  return Json{{"one", one.text()}, {"other", other.text()}, {"state", sources::to_text(state)}};
}

}  // namespace passerelle::service

#include "node/service/catalogue/harvest_run.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <nlohmann/json.hpp>

#include "metadata/catalogue/errors.h"
#include "node/catalogue/errors.h"
#include "node/catalogue/records.h"
#include "node/crypto/digest.h"
#include "node/service/catalogue/records.h"
#include "node/sources/alike.h"
#include "node/sources/given.h"

namespace passerelle::service {
namespace {

using sources::Sent;

constexpr const char* kPeerCatalogue = "/federation/v1/catalogue";

// Datasets written in one transaction; about a tenth of a second.
constexpr std::size_t kPart = 100;

// Gives the first of what is offered to whoever waits; the rest comes too late.
class FirstAnswer {
 public:
  void offer(Result<http::Response> answer) {
    if (!is_given_.exchange(true)) promise_.set_value(std::move(answer));
  }
  Result<http::Response> wait() { return promise_.get_future().get(); }

 private:
  std::atomic<bool> is_given_ = false;
  std::promise<Result<http::Response>> promise_;
};

// Asks a peer and waits for the answer or the interruption.
Result<http::Response> ask(federation::Peers& peers,
                           const NodeId& peer,
                           http::Request request,
                           std::chrono::milliseconds deadline,
                           Interruption& interruption) {
  // The peer's answer may come after the interruption, when nobody waits any more.
  const auto answer = std::make_shared<FirstAnswer>();
  interruption.on_request(
      [answer] { answer->offer(Error{net::NetError::stopped, "this node is stopping"}); });
  if (!interruption.is_requested()) {
    peers.call(peer, std::move(request), deadline,
               [answer](Result<http::Response> response) { answer->offer(std::move(response)); });
  }
  auto response = answer->wait();
  interruption.on_request({});
  return response;
}

// A refusal that concerns one description; anything else ends the harvest.
bool is_about_description(const Error& error) {
  const auto& category = error.code.category();
  return category == make_error_code(catalogue::CatalogueError::no_title).category() ||
         category == make_error_code(catalogue_store::RecordError::unknown).category();
}

}  // namespace

HarvestRun::HarvestRun(Node& node,
                       net::Runtime& runtime,
                       Interruption& interruption,
                       DueHarvest due)
    : node_(node), runtime_(runtime), interruption_(interruption), wish_(due.wish) {
  findings_.source = std::move(due.source);
  findings_.run = std::move(due.run);
}

void HarvestRun::perform() {
  auto done = gather();
  if (done) done = decide();
  if (done && !is_dry()) done = write();
  if (!done) findings_.failure = done.error();
  if (auto kept = conclude(); !kept) {
    spdlog::error("harvest_not_reported: {}: {}", findings_.run.id.text(), kept.error().text());
  }
}

Result<void> HarvestRun::gather() {
  if (const auto peer = sources::node_of(findings_.source.id)) return gather_from_peer(*peer);
  findings_.start = findings_.source.url;
  auto sender = sources::WebSender::make(runtime_, findings_.source, harvest::Limits().page_bytes);
  if (!sender) return sender.error();
  interruption_.on_request([&] { (*sender)->stop(); });
  auto walked = walk(findings_.start, [&](const std::string& url, const http::Request& request) {
    return (*sender)->send(url, request);
  });
  interruption_.on_request({});
  return walked;
}

Result<void> HarvestRun::gather_from_peer(const NodeId& peer) {
  const auto peers = node_.peers();
  if (!peers) return peers.error();
  const auto address = (*peers)->directory()(peer);
  if (!address) return address.error();
  findings_.start = address->url.with(kPeerCatalogue).text();
  // A peer names its pages by its public address; they are asked for at the door for nodes.
  return walk(findings_.start, [&](const std::string& url, http::Request request) -> Result<Sent> {
    const auto query = url.find('?');
    if (auto set = request.set_target(kPeerCatalogue +
                                      (query == std::string::npos ? "" : url.substr(query)));
        !set) {
      return set.error();
    }
    auto response =
        ask(**peers, peer, std::move(request), findings_.source.patience, interruption_);
    if (!response) return response.error();
    return Sent{*std::move(response), url};
  });
}

Result<void> HarvestRun::walk(const std::string& start, const sources::Send& send) {
  sources::Fetcher fetcher(
      send, [&](std::chrono::milliseconds time) { return interruption_.pause(time); },
      node_.database, findings_.source.id, findings_.run.id,
      is_dry() ? sources::Keeping::nothing : sources::Keeping::pages);
  harvest::Walk walk(findings_.source.kind, start, {}, node_.now());
  while (const auto request = walk.next(node_.now())) {
    if (interruption_.is_requested()) {
      return Error{net::NetError::stopped, "this node stopped in the middle of the harvest"};
    }
    walk.on(fetcher.fetch(*request));
  }
  findings_.gathered = walk.finish();
  findings_.not_modified = fetcher.not_modified();
  return {};
}

Result<void> HarvestRun::decide() {
  return node_.database.read([&](store::Reader& reader) -> Result<void> {
    const auto knowledge = sources::knowledge_for(reader, findings_.source);
    if (!knowledge) return knowledge.error();
    findings_.plan = harvest::make_plan(findings_.gathered, *knowledge, wish_.loss);
    compare(reader);
    return find_likenesses(reader);
  });
}

// What changes in each description, and what those that go are called. One that cannot be read says
// nothing, and the harvest goes on.
void HarvestRun::compare(store::Reader& reader) {
  for (const auto& take : findings_.plan.takes) {
    if (take.is_new || take.is_restored) continue;
    const auto older = catalogue_store::description(reader, take.id);
    if (!older) continue;
    const auto& newer = findings_.gathered.items.at(take.id).description;
    findings_.changes.emplace(take.id, catalogue::difference(*older, newer, "en"));
  }
  for (const auto* going : {&findings_.plan.removed, &findings_.plan.held}) {
    for (const auto& dataset : *going) {
      const auto graph = catalogue_store::description(reader, dataset);
      if (!graph) continue;
      const auto described = catalogue::describe(*graph, rdf::Iri{dataset.text()});
      if (described) findings_.titles.emplace(dataset, described->titles);
    }
  }
}

Result<void> HarvestRun::find_likenesses(store::Reader& reader) {
  if (findings_.plan.takes.empty()) return {};
  const auto& source = findings_.source.id.text();
  std::vector<harvest::Marks> fresh, known;
  for (const auto& take : findings_.plan.takes) {
    fresh.push_back(
        harvest::marks_of(findings_.gathered.items.at(take.id).description, take.id, source));
  }
  auto filter = catalogue_store::Filter{};
  for (bool has_more = true; has_more; ++filter.page) {
    const auto page = catalogue_store::list(reader, filter);
    if (!page) return page.error();
    has_more = page->items.size() == filter.size;
    for (const auto& record : page->items) {
      if (record.source == source || record.withdrawn) continue;
      const auto graph = catalogue_store::description(reader, record.dataset);
      if (graph) known.push_back(harvest::marks_of(*graph, record.dataset, record.source));
    }
  }
  auto news = sources::news(reader, harvest::likenesses(fresh, known));
  if (!news) return news.error();
  findings_.alike = *std::move(news);
  return {};
}

Result<void> HarvestRun::write() {
  const auto count = findings_.plan.takes.size() + findings_.plan.removed.size();
  for (std::size_t begin = 0; begin < count; begin += kPart) {
    auto written = write_part(begin, std::min(begin + kPart, count));
    if (written) continue;
    // The report tells what was done.
    const auto takes = std::min(begin, findings_.plan.takes.size());
    findings_.plan.removed.resize(begin - takes);
    findings_.plan.takes.resize(takes);
    return written;
  }
  return {};
}

// Descriptions come first, then removals.
Result<void> HarvestRun::write_part(std::size_t begin, std::size_t end) {
  const auto& plan = findings_.plan;
  const auto dataset_at = [&](std::size_t at) {
    return at < plan.takes.size() ? plan.takes[at].id : plan.removed[at - plan.takes.size()];
  };
  Json datasets = Json::array();
  for (auto at = begin; at < end; ++at) datasets.push_back(dataset_at(at).text());
  return node_.commit(audit::Event::catalogue_harvested,
                      {{"source", findings_.source.id.text()},
                       {"harvest", findings_.run.id.text()},
                       {"datasets", std::move(datasets)}},
                      [&](store::Transaction& tx) -> Result<void> {
                        for (auto at = begin; at < end; ++at) {
                          auto done = at < plan.takes.size() ? take(tx, plan.takes[at])
                                                             : remove(tx, dataset_at(at));
                          if (!done) return done;
                        }
                        return {};
                      });
}

Result<void> HarvestRun::take(store::Transaction& tx, const harvest::Take& take) {
  const auto& item = findings_.gathered.items.at(take.id);
  catalogue_store::Submission submission;
  submission.dataset = take.id;
  submission.description = item.description;
  submission.source = findings_.source.id.text();
  submission.takes_over = true;
  const auto kept = keep_record(node_, tx, submission, [this](const DatasetId& dataset) {
    return findings_.gathered.items.contains(dataset);
  });
  if (!kept) {
    if (!is_about_description(kept.error())) return kept.error();
    findings_.not_kept.push_back({item.page, take.id, kept.error()});
    return {};
  }
  return sources::keep_given(
      tx, findings_.source.id,
      {take.id, item.digest, item.is_copy, false, item.page, item.record, node_.now()});
}

Result<void> HarvestRun::remove(store::Transaction& tx, const DatasetId& dataset) {
  const catalogue_store::LegalBasis basis{{},
                                          "no longer in the source " + findings_.source.id.text()};
  if (auto withdrawn = withdraw_record(node_, tx, dataset, basis); !withdrawn) {
    return withdrawn.error();
  }
  return sources::note_gone(tx, findings_.source.id, dataset, node_.now());
}

// Keeps the report; of a dry run nothing else.
Result<void> HarvestRun::conclude() {
  auto& run = findings_.run;
  run.finished = node_.now();
  run.state = state_of(findings_);
  run.report = canonical_text(report_of(findings_));
  const auto keep = [&](store::Transaction& tx) -> Result<void> {
    if (is_dry()) return sources::finish(tx, run);
    for (const auto& pair : findings_.alike) {
      if (auto proposed = sources::propose(tx, pair, *run.finished); !proposed) return proposed;
    }
    if (findings_.gathered.is_complete() && !findings_.failure) {
      if (auto forgotten = sources::forget_other_pages(tx, run.source, run.id); !forgotten) {
        return forgotten;
      }
    }
    return sources::finish(tx, run);
  };
  if (is_dry()) return node_.database.write(keep);
  return node_.commit(audit::Event::catalogue_harvested,
                      {{"source", run.source.text()},
                       {"harvest", run.id.text()},
                       {"state", sources::to_text(run.state)},
                       {"report", crypto::sha256_hex(run.report)}},
                      keep);
}

}  // namespace passerelle::service

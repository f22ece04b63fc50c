#include "metadata/harvest/walk.h"

#include <array>
#include <utility>

#include "metadata/harvest/errors.h"
#include "metadata/harvest/reader.h"

namespace passerelle::harvest {
namespace {

std::unique_ptr<Reader> make_reader(SourceKind kind) {
  switch (kind) {
    case SourceKind::fdp: return make_fdp_reader();
    case SourceKind::feed: return make_feed_reader();
    case SourceKind::file:
    case SourceKind::ckan:
    case SourceKind::peer: break;
  }
  return make_catalogue_reader();
}

// Servers that do not choose by it send what they have; the vague end of the list is for them.
constexpr std::string_view kAcceptGraphs =
    "text/turtle, application/n-triples;q=0.9, application/trig;q=0.9, application/ld+json;q=0.8,"
    " application/rdf+xml;q=0.7, application/n-quads;q=0.7, */*;q=0.1";
constexpr std::string_view kAcceptDatasets =
    "application/trig, application/n-quads;q=0.9, application/ld+json;q=0.8, text/turtle;q=0.3,"
    " */*;q=0.1";

}  // namespace

std::string first_page(SourceKind kind, const std::string& url) {
  auto address = without_fragment(url);
  if (kind != SourceKind::ckan) return address;
  const auto path = address.substr(0, address.find('?'));
  if (path.rfind("/catalog.") != std::string::npos) return address;
  if (path != address) return address;  // with a query it is an address somebody thought about
  if (address.back() != '/') address += '/';
  return address + "catalog.ttl";
}

Walk::Walk(SourceKind kind, const std::string& url, const Limits& limits, Instant now)
    : limits_(limits),
      until_(now + limits.duration),
      reader_(make_reader(kind)),
      accept_(kind == SourceKind::feed ? kAcceptDatasets : kAcceptGraphs),
      dictionary_(std::make_shared<rdf::Dictionary>()) {
  queue(first_page(kind, url));
}

Walk::~Walk() = default;

std::optional<Request> Walk::next(Instant now) {
  if (open_.empty()) return std::nullopt;
  at_ = std::move(open_.front());
  open_.pop_front();
  if (now >= until_) {
    end({HarvestError::out_of_time, "the harvest took longer than it may"});
  } else if (gathered_.pages >= limits_.pages) {
    end({HarvestError::too_many_pages, "the source has more pages than a harvest reads"});
  } else {
    return Request{at_, accept_};
  }
  return std::nullopt;
}

void Walk::on(const Result<Answer>& answer) {
  if (!answer) return fail(answer.error());
  gathered_.pages += 1;
  gathered_.bytes += answer->body.size();
  if (gathered_.bytes > limits_.bytes) {
    return end({HarvestError::too_many_bytes, "the source is longer than a harvest reads"});
  }
  auto page = read_page(*answer, limits_.page_bytes, dictionary_);
  if (!page) return fail(page.error());
  page->asked = at_;
  if (const auto url = without_fragment(page->url); url != at_) {
    named_by_.emplace(url, at_);
    at_ = url;
  }
  const auto next = page->next;
  const auto links = reader_->take(*std::move(page), gathered_);
  if (!links) return fail(links.error());
  failures_in_a_row_ = 0;
  for (const auto& link : *links) queue(link);
  for (const auto& link : next) queue(link);
  if (gathered_.named.size() > limits_.datasets) {
    end({HarvestError::too_many_datasets, "the source has more datasets than a harvest reads"});
  }
}

// An address is asked once. One that is named again by a page below it leads in a circle; a name
// with a fragment is a place on its own page.
void Walk::queue(const std::string& link) {
  const auto url = without_fragment(link);
  if (url == at_ && url != link) return;
  if (named_by_.emplace(url, at_).second) {
    open_.push_back(url);
  } else if (reader_->circles() == Circles::are_mistakes && leads_back(url)) {
    gathered_.failures.push_back(
        {at_, {}, Error{HarvestError::page_loop, "the page leads back to " + url}});
  }
}

// Says whether the page that is being read was reached through that address.
bool Walk::leads_back(const std::string& url) const {
  for (auto at = named_by_.find(at_); at != named_by_.end(); at = named_by_.find(at->second)) {
    if (at->first == url) return true;
    if (at->second.empty()) break;  // the first page
  }
  return false;
}

void Walk::fail(Error error) {
  gathered_.failures.push_back({at_, {}, std::move(error)});
  if (++failures_in_a_row_ < limits_.failures_in_a_row || open_.empty()) return;
  end({HarvestError::too_many_failures, "the last pages asked for could not be had"});
}

void Walk::end(Error error) {
  gathered_.failures.push_back({at_, {}, std::move(error)});
  open_.clear();
}

Gathered Walk::finish() {
  reader_->finish(gathered_);
  return std::move(gathered_);
}

}  // namespace passerelle::harvest

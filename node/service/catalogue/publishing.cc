#include "node/service/catalogue/publishing.h"

#include <spdlog/spdlog.h>

#include "metadata/publishing/catalogue_page.h"
#include "metadata/publishing/feed.h"
#include "node/catalogue/feed.h"
#include "node/catalogue/records.h"
#include "node/service/catalogue/published_state.h"
#include "node/service/catalogue/query_values.h"
#include "node/service/errors.h"

namespace passerelle::service {
namespace {

constexpr std::size_t kDatasetsPerPage = 100;

const catalogue::Texts kFeedTitles{{"en", "Changes of the catalogue"},
                                   {"fr", "Modifications du catalogue"}};

void report(const std::vector<catalogue::LeftOut>& left_out) {
  for (const auto& dataset : left_out) {
    spdlog::error("dataset_not_published: {}: {}", dataset.id.text(), dataset.error.text());
  }
}

Publication publication_of(rdf::Graph graph, const PublishedState& state) {
  return {rdf::Dataset(std::move(graph)), state.modified, state.until};
}

publishing::ActivityKind activity_of(catalogue_store::ChangeKind kind) {
  using catalogue_store::ChangeKind;
  switch (kind) {
    case ChangeKind::created:
    case ChangeKind::restored: return publishing::ActivityKind::create;
    case ChangeKind::withdrawn: return publishing::ActivityKind::remove;
    case ChangeKind::updated:
    case ChangeKind::unchanged: break;
  }
  return publishing::ActivityKind::update;
}

Result<Publication> feed_root(Node& node) {
  const auto windows = node.database.read([](store::Reader& reader) {
    return catalogue_store::feed_windows(reader, publishing::kActivitiesPerPage);
  });
  if (!windows) return windows.error();
  Publication root;
  std::vector<publishing::FeedWindow> pages;
  for (const auto& window : *windows) {
    pages.push_back({window.page, window.first, window.last});
    root.modified = window.last;
  }
  root.content = rdf::Dataset(
      publishing::feed_root(publishing::Addresses(node.config.public_url), kFeedTitles, pages));
  return root;
}

// Nothing for a description that cannot be read: it is left out, as from every other export.
std::optional<publishing::Activity> activity_of(store::Reader& reader,
                                                const catalogue_store::FeedEntry& entry) {
  publishing::Activity activity{entry.sequence, activity_of(entry.kind),
                                entry.dataset,  entry.recorded,
                                entry.digest,   std::nullopt};
  if (activity.kind == publishing::ActivityKind::remove) return activity;
  auto description = catalogue_store::description(reader, entry.dataset, entry.version);
  if (!description) {
    report({{entry.dataset, description.error()}});
    return std::nullopt;
  }
  activity.description = *std::move(description);
  return activity;
}

Result<Publication> feed_page(Node& node, std::int64_t number) {
  using Activities = std::vector<publishing::Activity>;
  const auto activities = node.database.read([&](store::Reader& reader) -> Result<Activities> {
    const auto entries =
        catalogue_store::feed_window(reader, number, publishing::kActivitiesPerPage);
    if (!entries) return entries.error();
    const auto last = catalogue_store::last_sequence(reader);
    if (!last) return last.error();
    if ((number - 1) * publishing::kActivitiesPerPage >= *last) return no_such_page();
    Activities found;
    for (const auto& entry : *entries) {
      if (auto activity = activity_of(reader, entry)) found.push_back(*std::move(activity));
    }
    return found;
  });
  if (!activities) return activities.error();
  Publication page;
  if (!activities->empty()) page.modified = activities->back().published;
  page.content = publishing::feed_page(publishing::Addresses(node.config.public_url), kFeedTitles,
                                       number, *activities);
  return page;
}

}  // namespace

Result<Publication> publish_catalogue(Node& node, const CatalogueWish& wish) {
  publishing::Paging paging;
  paging.address = wish.address;
  paging.modified_since = wish.modified_since;
  paging.size = kDatasetsPerPage;
  const auto number = whole_number(wish.page, 1);
  if (!number) return number.error();
  if (*number == 0) return Error{ServiceError::bad_request, "pages are counted from 1"};
  paging.page = *number;
  std::optional<Instant> since;
  if (!wish.modified_since.empty()) {
    const auto moment = lenient_moment(wish.modified_since);
    if (!moment) return moment.error();
    since = *moment;
  }
  const auto state = read_page(node, paging.page - 1, paging.size, since);
  if (!state) return state.error();
  paging.total = state->total;
  if (paging.page > paging.last()) return no_such_page();
  auto page = publishing::catalogue_page(state->head, state->datasets, paging);
  report(page.left_out);
  return publication_of(std::move(page.graph), *state);
}

Result<Publication> publish_whole_catalogue(Node& node) {
  const auto state = read_all(node);
  if (!state) return state.error();
  auto whole = publishing::whole_catalogue(state->head, state->datasets);
  report(whole.left_out);
  return publication_of(std::move(whole.graph), *state);
}

Result<Publication> publish_dataset(Node& node, std::string_view segment) {
  const auto state = read_dataset(node, segment);
  if (!state) return state.error();
  return publication_of(publishing::dataset_document(state->datasets.front()), *state);
}

Result<Publication> publish_feed(Node& node, const std::string& page) {
  if (page.empty()) return feed_root(node);
  const auto number = whole_number(page, 1);
  if (!number) return number.error();
  if (*number == 0) return no_such_page();
  return feed_page(node, static_cast<std::int64_t>(*number));
}

}  // namespace passerelle::service

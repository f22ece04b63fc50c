#include <algorithm>
#include <nlohmann/json.hpp>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/publishing/fdp.h"
#include "metadata/publishing/vocabulary.h"
#include "node/service/catalogue/published_state.h"
#include "node/service/catalogue/publishing.h"
#include "node/service/catalogue/query_values.h"
#include "node/service/errors.h"

namespace passerelle::service {
namespace {

using publishing::FdpKind;
using publishing::PublishedDataset;

constexpr std::size_t kFdpPageSize = 10;
constexpr std::size_t kLargestFdpPage = 100;

Error no_such_record(std::string_view segment) {
  return {ServiceError::not_found, "there is no record " + std::string(segment)};
}

std::string title_of(const rdf::Graph& graph, const std::string& iri) {
  catalogue::Texts titles;
  for (const auto& title : graph.literals(rdf::Iri{iri}, publishing::vocabulary::kTitle)) {
    titles.emplace(title.language, title.lexical);
  }
  return catalogue::in_language(titles, "en");
}

struct Step {
  FdpKind kind;
  std::string address;
  std::string title;
};

// A record and the way from the root to it, itself included.
struct FdpRecord {
  rdf::Graph graph;
  std::vector<Step> path;
  std::optional<Instant> modified;
  std::optional<Instant> until;
};

// The record of the root or of the catalogue, and the beginning of the way to any other.
Result<FdpRecord> upper_record(Node& node, const PublishedState& state, FdpKind kind) {
  const auto head = state.fdp_head();
  const auto title = catalogue::in_language(state.head.titles, "en");
  FdpRecord record;
  record.modified = state.modified;
  record.until = state.until;
  record.path.push_back({FdpKind::point, state.addresses.fdp(), title});
  if (kind == FdpKind::point) {
    record.graph = publishing::fdp_point(head);
    return record;
  }
  record.path.push_back({FdpKind::catalog, state.addresses.fdp_catalog(), title});
  if (kind == FdpKind::catalog) {
    const auto ids = read_ids(node);
    if (!ids) return ids.error();
    record.graph = publishing::fdp_catalog(head, *ids);
  }
  return record;
}

Result<FdpRecord> lower_record(Node& node, FdpKind kind, std::string_view segment) {
  const auto key = publishing::distribution_key(segment);
  const auto state = read_dataset(node, kind == FdpKind::dataset ? segment : key.dataset);
  if (!state) return state.error();
  const auto head = state->fdp_head();
  const auto& dataset = state->datasets.front();
  const auto& id = dataset.entry.dataset;
  auto record = upper_record(node, *state, kind);
  if (!record) return record;
  record->path.push_back({FdpKind::dataset, state->addresses.fdp_dataset(id),
                          title_of(*dataset.description, id.text())});
  if (kind == FdpKind::dataset) {
    record->graph = publishing::fdp_dataset(head, dataset);
    return record;
  }
  auto distribution = publishing::fdp_distribution(head, dataset, key.mark);
  if (!distribution) return no_such_record(segment);
  const auto address = state->addresses.fdp_distribution(id, key.mark);
  record->path.push_back({kind, address, title_of(*distribution, address)});
  record->graph = *std::move(distribution);
  return record;
}

Result<FdpRecord> record_at(Node& node, FdpKind kind, std::string_view segment) {
  if (kind == FdpKind::dataset || kind == FdpKind::distribution) {
    return lower_record(node, kind, segment);
  }
  if (kind == FdpKind::catalog && segment != publishing::kFdpCatalog) {
    return no_such_record(segment);
  }
  const auto state = read_head(node);
  if (!state) return state.error();
  return upper_record(node, *state, kind);
}

// The records on one page of a parent's children, and how many there are on all.
struct Children {
  Publication publication;
  std::string parent;
  std::size_t total = 0;
};

Result<Children> catalogs_on(Node& node, const publishing::FdpPage& page) {
  auto record = record_at(node, FdpKind::catalog, publishing::kFdpCatalog);
  if (!record) return record.error();
  Children children{{{}, record->modified, record->until}, record->path.front().address, 1};
  if (page.page == 0) children.publication.content = rdf::Dataset(std::move(record->graph));
  return children;
}

Result<Children> datasets_on(Node& node, const publishing::FdpPage& page) {
  const auto state = read_page(node, page.page, page.size);
  if (!state) return state.error();
  rdf::Graph graph;
  for (const auto& dataset : state->datasets) {
    if (dataset.description) graph.merge(publishing::fdp_dataset(state->fdp_head(), dataset));
  }
  return Children{{rdf::Dataset(std::move(graph)), state->modified, state->until},
                  state->addresses.fdp_catalog(),
                  state->total};
}

Result<Children> distributions_on(Node& node,
                                  std::string_view segment,
                                  const publishing::FdpPage& page) {
  const auto state = read_dataset(node, segment);
  if (!state) return state.error();
  const auto& dataset = state->datasets.front();
  const auto marks = publishing::distribution_marks(dataset);
  const auto first = std::min(page.page * page.size, marks.size());
  const auto end = std::min(first + page.size, marks.size());
  rdf::Graph graph;
  for (auto i = first; i < end; ++i) {
    if (const auto one = publishing::fdp_distribution(state->fdp_head(), dataset, marks[i])) {
      graph.merge(*one);
    }
  }
  return Children{{rdf::Dataset(std::move(graph)), state->modified, state->until},
                  state->addresses.fdp_dataset(dataset.entry.dataset),
                  marks.size()};
}

Result<Children> children_on(Node& node,
                             FdpKind child,
                             std::string_view segment,
                             const publishing::FdpPage& page) {
  switch (child) {
    case FdpKind::catalog: return catalogs_on(node, page);
    case FdpKind::distribution: return distributions_on(node, segment, page);
    case FdpKind::dataset:
      if (segment == publishing::kFdpCatalog) return datasets_on(node, page);
      break;
    case FdpKind::point: break;
  }
  return no_such_record(segment);
}

}  // namespace

Result<Publication> publish_fdp_record(Node& node, FdpKind kind, std::string_view segment) {
  auto record = record_at(node, kind, segment);
  if (!record) return record.error();
  return Publication{rdf::Dataset(std::move(record->graph)), record->modified, record->until};
}

Result<Publication> publish_fdp_children(Node& node,
                                         FdpKind child,
                                         std::string_view segment,
                                         const std::string& page,
                                         const std::string& size) {
  const auto number = whole_number(page, 0);
  if (!number) return number.error();
  const auto wanted = whole_number(size, kFdpPageSize);
  if (!wanted) return wanted.error();
  if (*number > kLargestFdpPage * kLargestFdpPage) return no_such_page();
  publishing::FdpPage part;
  part.page = *number;
  part.size = std::clamp<std::size_t>(*wanted, 1, kLargestFdpPage);
  auto children = children_on(node, child, segment, part);
  if (!children) return children.error();
  part.total = children->total;
  children->publication.link = publishing::fdp_links(children->parent, child, part);
  return std::move(children->publication);
}

Result<Json> fdp_meta(Node& node, FdpKind kind, std::string_view segment) {
  const auto record = record_at(node, kind, segment);
  if (!record) return record.error();
  Json path = Json::object();
  Json parent = nullptr;
  for (const auto& step : record->path) {
    path[step.address] = {{"resourceDefinitionUuid", publishing::segment_of(step.kind)},
                          {"title", step.title},
                          {"parent", parent}};
    parent = step.address;
  }
  return Json{{"member", {{"uuid", nullptr}, {"user", nullptr}}},
              {"state", {{"current", "PUBLISHED"}, {"children", Json::object()}}},
              {"path", path}};
}

}  // namespace passerelle::service

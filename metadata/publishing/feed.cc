#include "metadata/publishing/feed.h"

#include "metadata/catalogue/prefixes.h"
#include "metadata/catalogue/record_graph.h"
#include "metadata/publishing/renaming.h"
#include "metadata/publishing/vocabulary.h"

namespace passerelle::publishing {
namespace {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;

constexpr auto kShape = "https://semiceu.github.io/LDES-DCAT-AP-feeds/shape.ttl#ActivityShape";

const std::string kPublished = kActivity + "published";

std::string type_of(ActivityKind kind) {
  switch (kind) {
    case ActivityKind::create: return kActivity + "Create";
    case ActivityKind::remove: return kActivity + "Delete";
    case ActivityKind::update: break;
  }
  return kActivity + "Update";
}

rdf::Literal time_of(Instant time) { return rdf::typed(to_text(time), kXsd + "dateTime"); }

// What the specification wants on every page: the stream, with that page as a view.
Graph stream_graph(const Addresses& addresses, const catalogue::Texts& titles, const Iri& view) {
  Graph graph;
  catalogue::set_usual_prefixes(graph);
  graph.set_prefix("as", kActivity);
  graph.set_prefix("ldes", kLdes);
  graph.set_prefix("tree", kTree);
  const Iri stream{addresses.stream()};
  graph.add(stream, kType, Iri{kLdes + "EventStream"});
  for (const auto& [language, title] : titles) {
    graph.add(stream, kTitle, rdf::text(title, language));
  }
  graph.add(stream, kTree + "shape", Iri{kShape});
  graph.add(stream, kLdes + "timestampPath", Iri{kPublished});
  graph.add(stream, kLdes + "versionOfPath", Iri{kActivity + "object"});
  graph.add(stream, kTree + "view", view);
  graph.add(view, kType, Iri{kTree + "Node"});
  return graph;
}

void add_relation(Graph& graph,
                  const Iri& root,
                  const Iri& page,
                  const std::string& kind,
                  Instant bound) {
  const rdf::Blank relation{"r" + std::to_string(graph.size())};
  graph.add(root, kTree + "relation", relation);
  graph.add(relation, kType, Iri{kTree + kind});
  graph.add(relation, kTree + "path", Iri{kPublished});
  graph.add(relation, kTree + "value", time_of(bound));
  graph.add(relation, kTree + "node", page);
}

}  // namespace

Graph feed_root(const Addresses& addresses,
                const catalogue::Texts& titles,
                std::span<const FeedWindow> windows) {
  const Iri root{addresses.feed()};
  auto graph = stream_graph(addresses, titles, root);
  const rdf::Blank view{"view"};
  const rdf::Blank retention{"retention"};
  graph.add(root, kTree + "viewDescription", view);
  graph.add(view, kLdes + "retentionPolicy", retention);
  graph.add(retention, kType, Iri{kLdes + "LatestVersionSubset"});
  graph.add(retention, kLdes + "amount", rdf::typed("1", kXsd + "integer"));
  for (const auto& window : windows) {
    const Iri page{addresses.feed_page(window.page)};
    add_relation(graph, root, page, "GreaterThanOrEqualToRelation", window.first);
    add_relation(graph, root, page, "LessThanOrEqualToRelation", window.last);
  }
  return graph;
}

rdf::Dataset feed_page(const Addresses& addresses,
                       const catalogue::Texts& titles,
                       std::int64_t page,
                       std::span<const Activity> activities) {
  const Iri here{addresses.feed_page(page)};
  const Iri stream{addresses.stream()};
  rdf::Dataset feed(stream_graph(addresses, titles, here));
  for (const auto& activity : activities) {
    const Iri name{here.text + "#" + std::to_string(activity.sequence)};
    auto& members = feed.default_graph();
    members.add(stream, kTree + "member", name);
    members.add(name, kType, Iri{type_of(activity.kind)});
    members.add(name, kActivity + "object", Iri{activity.dataset.text()});
    members.add(name, kPublished, time_of(activity.published));
    if (!activity.description) continue;
    auto description = *activity.description;
    catalogue::complete_identifier_chain(description, Iri{activity.dataset.text()});
    feed.named(feed.shared_dictionary()->iri(name.text))
        .merge(skolemised(description, addresses, activity.digest));
  }
  return feed;
}

}  // namespace passerelle::publishing

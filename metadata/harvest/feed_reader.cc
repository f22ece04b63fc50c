// A DCAT-AP feed: a linked data event stream whose members are activities. Each says when it was
// published, which dataset it is about, and whether that was created, updated or deleted; the
// description stands in a named graph that bears the activity's name.
#include <map>
#include <optional>
#include <set>

#include "metadata/catalogue/vocabulary.h"
#include "metadata/harvest/errors.h"
#include "metadata/harvest/moment.h"
#include "metadata/harvest/reader.h"
#include "metadata/harvest/vocabulary.h"

namespace passerelle::harvest {
namespace {

using namespace catalogue::vocabulary;
using namespace vocabulary;
using rdf::Graph;

// In the order in which they follow each other when they bear the same time.
enum class Kind { create, update, remove };

struct Activity {
  Instant published;
  Kind kind;
  Graph payload;
  std::string page;

  bool is_before(const Activity& other) const {
    return std::pair(published, kind) < std::pair(other.published, other.kind);
  }
};

std::optional<Kind> kind_of(const Graph& graph, const rdf::Resource& activity) {
  for (const auto& [name, kind] :
       {std::pair{"Create", Kind::create}, {"Update", Kind::update}, {"Delete", Kind::remove}}) {
    if (graph.has(activity, kType, rdf::Iri{kAs + name})) return kind;
  }
  return std::nullopt;
}

class FeedReader final : public Reader {
 public:
  // The pages of a stream are a tree; servers that also link back are known.
  FeedReader() : Reader(Circles::are_usual) {}

  Result<std::vector<std::string>> take(Page page, Gathered& gathered) override {
    const auto& graph = page.content.default_graph();
    auto links = values_of(graph, kTree + "view");
    links.merge(values_of(graph, kTree + "node"));
    const auto member = graph.dictionary().find_iri(kTree + "member");
    const bool has_members = member && !graph.with_predicate(*member).empty();
    if (links.empty() && !has_members && !has_begun_) {
      return Error{HarvestError::not_a_catalogue, "the page is none of an event stream"};
    }
    has_begun_ = true;
    if (has_members) {
      for (const auto& triple : graph.with_predicate(*member)) {
        const auto activity = rdf::as_resource(graph.dictionary().term(triple.object));
        if (activity) take_activity(*activity, page, gathered);
      }
    }
    return std::vector<std::string>(links.begin(), links.end());
  }

  void finish(Gathered& gathered) override {
    gathered.deletions = Deletions::by_activity;
    for (const auto& [dataset, activity] : latest_) {
      if (activity.kind == Kind::remove) {
        gathered.deleted.insert(DatasetId(dataset.text));
      } else if (!is_other_thing(activity.payload, dataset)) {
        gather(gathered, activity.payload, dataset, activity.page);
      }
    }
  }

 private:
  void take_activity(const rdf::Resource& activity, const Page& page, Gathered& gathered) {
    const auto& graph = page.content.default_graph();
    const auto kind = kind_of(graph, activity);
    const auto objects = graph.resources(activity, kAs + "object");
    const auto published = graph.object(activity, kAs + "published");
    const auto moment = published ? moment_of(plain(*published)) : std::nullopt;
    const auto* object = objects.size() == 1 ? std::get_if<rdf::Iri>(&objects.front()) : nullptr;
    if (!kind || !moment || object == nullptr) {
      const auto name = plain(rdf::as_term(activity));
      gathered.refused.push_back(
          {name.empty() ? page.asked : name,
           {},
           Error{HarvestError::bad_activity,
                 "an activity is a Create, Update or Delete of one IRI with a time"}});
      return;
    }
    const auto* payload = page.content.find(activity);
    Activity found{*moment, *kind, payload ? *payload : Graph(), page.asked};
    const auto known = latest_.find(*object);
    if (known == latest_.end()) latest_.emplace(*object, std::move(found));
    else if (!found.is_before(known->second)) known->second = std::move(found);
  }

  // Feeds may also tell of distributions, services and catalogues.
  static bool is_other_thing(const Graph& payload, const rdf::Iri& object) {
    return payload.object(object, kType) && !payload.has(object, kType, rdf::Iri{kDataset});
  }

  bool has_begun_ = false;
  std::map<rdf::Iri, Activity> latest_;
};

}  // namespace

std::unique_ptr<Reader> make_feed_reader() { return std::make_unique<FeedReader>(); }

}  // namespace passerelle::harvest

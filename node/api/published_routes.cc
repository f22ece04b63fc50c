#include "node/api/published_routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/api/published.h"
#include "node/api/route_words.h"
#include "node/service/catalogue/publishing.h"
#include "node/service/errors.h"

namespace passerelle::api {
namespace {

using http::Method;
using publishing::FdpKind;
using rdf::Syntax;
using service::Publication;
using service::ServiceError;

const std::vector<Syntax> kGraphs{Syntax::turtle,    Syntax::json_ld, Syntax::rdf_xml,
                                  Syntax::n_triples, Syntax::trig,    Syntax::n_quads};
// Only these can tell one graph from another.
const std::vector<Syntax> kDatasets{Syntax::trig, Syntax::json_ld, Syntax::n_quads};

// The list as the reader asked for it: who chose a syntax by its ending gets it on the next page.
std::string list_address(const Call& call, const std::string& root, const std::string& path) {
  return root + path + (call.ending.empty() ? "" : "." + call.ending);
}

service::CatalogueWish wish_of(const Call& call, std::string address) {
  return {std::move(address), call.query("page"), call.query("modified_since")};
}

Result<Publication> catalogue(const Call& call) {
  return service::publish_catalogue(
      call.node, wish_of(call, list_address(call, call.node.config.public_url, "/catalogue")));
}

// The same for peers, whose links lead back to the door they came through.
Result<Publication> federation_catalogue(const Call& call) {
  return service::publish_catalogue(
      call.node, wish_of(call, list_address(call, call.node.config.federation_url,
                                            "/federation/v1/catalogue")));
}

Result<Publication> whole_catalogue(const Call& call) {
  return service::publish_whole_catalogue(call.node);
}

Result<Publication> dataset(const Call& call) {
  return service::publish_dataset(call.node, call.place("id"));
}

Result<Publication> feed(const Call& call) {
  return service::publish_feed(call.node, call.query("page"));
}

Result<Publication> shapes(const Call& call) {
  return service::publish_shapes(call.node, call.place("profile"));
}

std::vector<Route> catalogue_readers() {
  const Publisher pages{kGraphs, {"page", "modified_since"}, catalogue};
  auto federation_pages = pages;
  federation_pages.build = federation_catalogue;
  return {
      published(kReaders, "/catalogue", "The catalogue (DCAT-AP), 100 datasets on a page", pages),
      published(kLocal, "/catalogue/dump", "The catalogue in one piece",
                {kGraphs, {}, whole_catalogue}),
      published(kReaders, "/catalogue/datasets/{id}", "One dataset with its record",
                {kGraphs, {}, dataset}),
      published(kReaders, "/catalogue/feed", "Changes of the catalogue (DCAT-AP Feed)",
                {kDatasets, {"page"}, feed}),
      published(kReaders, "/shapes/{profile}", "The SHACL shapes of a profile",
                {kGraphs, {}, shapes}),
      published(kFederation, "/federation/v1/catalogue", "The catalogue", federation_pages),
      published(kFederation, "/federation/v1/catalogue/datasets/{id}", "One dataset",
                {kGraphs, {}, dataset}),
  };
}

// The segment that names the record; the root has none.
std::string record_of(const Call& call) {
  const auto segment = call.places.find("id");
  return segment == call.places.end() ? std::string() : segment->second;
}

template <FdpKind kKind>
Result<Publication> fdp_record(const Call& call) {
  return service::publish_fdp_record(call.node, kKind, record_of(call));
}

template <FdpKind kChild>
Result<Publication> fdp_children(const Call& call) {
  return service::publish_fdp_children(call.node, kChild, record_of(call), call.query("page"),
                                       call.query("size"));
}

Result<Publication> fdp_shapes(const Call& call) { return service::publish_fdp_shapes(call.node); }

Result<Publication> fdp_profile(const Call& call) {
  const auto kind = publishing::fdp_kind_of(call.place("kind"));
  if (!kind) return Error{ServiceError::not_found, "there are no records of that kind"};
  return service::publish_fdp_profile(call.node, *kind);
}

template <FdpKind kKind>
Result<Answer> fdp_meta(const Call& call) {
  return json_answer(service::fdp_meta(call.node, kKind, record_of(call)));
}

template <FdpKind kKind>
void add_record(std::vector<Route>& routes, const char* path, const char* meta) {
  routes.push_back(published(kReaders, path, "A record of the FAIR Data Point",
                             {kGraphs, {}, fdp_record<kKind>, true}));
  routes.push_back({Method::get, meta, kReaders, "Where the record stands", fdp_meta<kKind>});
}

template <FdpKind kChild>
void add_children(std::vector<Route>& routes, const char* path) {
  routes.push_back(published(kReaders, path, "Records below this one, some on a page",
                             {kGraphs, {"page", "size"}, fdp_children<kChild>, true}));
}

std::vector<Route> fdp_readers() {
  std::vector<Route> routes;
  // Before the records, or "spec" would be taken for the name of one.
  for (const auto* path :
       {"/fdp/spec", "/fdp/catalog/spec", "/fdp/dataset/spec", "/fdp/distribution/spec"}) {
    routes.push_back(published(kReaders, path, "The shapes of records of this kind",
                               {kGraphs, {}, fdp_shapes, true}));
  }
  routes.push_back(published(kReaders, "/fdp/profile/{kind}", "The profile of records of a kind",
                             {kGraphs, {}, fdp_profile, true}));
  add_record<FdpKind::point>(routes, "/fdp", "/fdp/meta");
  add_record<FdpKind::catalog>(routes, "/fdp/catalog/{id}", "/fdp/catalog/{id}/meta");
  add_record<FdpKind::dataset>(routes, "/fdp/dataset/{id}", "/fdp/dataset/{id}/meta");
  add_record<FdpKind::distribution>(routes, "/fdp/distribution/{id}",
                                    "/fdp/distribution/{id}/meta");
  add_children<FdpKind::catalog>(routes, "/fdp/page/catalog");
  add_children<FdpKind::dataset>(routes, "/fdp/catalog/{id}/page/dataset");
  add_children<FdpKind::distribution>(routes, "/fdp/dataset/{id}/page/distribution");
  return routes;
}

}  // namespace

std::vector<Route> published_routes() {
  auto routes = catalogue_readers();
  std::ranges::move(fdp_readers(), std::back_inserter(routes));
  return routes;
}

}  // namespace passerelle::api

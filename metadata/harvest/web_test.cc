#include "metadata/harvest/web_test.h"

#include "node/base/error.h"

namespace passerelle::harvest {

Web& Web::put(const std::string& url, std::string body, std::string content_type) {
  return put(url, Answer{200, url, std::move(content_type), {}, std::move(body)});
}

Web& Web::put(const std::string& url, Answer answer) {
  pages_.insert_or_assign(url, std::move(answer));
  return *this;
}

Gathered Web::walk(SourceKind kind, const std::string& url, const Limits& limits) {
  asked.clear();
  Instant now = kStart;
  Walk walk(kind, url, limits, now);
  while (const auto request = walk.next(now)) {
    asked.push_back(request->url);
    const auto page = pages_.find(request->url);
    if (page != pages_.end()) walk.on(page->second);
    else walk.on(Error{BaseError::unavailable, "nobody answers"});
    now += std::chrono::seconds(1);
  }
  return walk.finish();
}

std::string prefixes() {
  return "@prefix as: <https://www.w3.org/ns/activitystreams#> .\n"
         "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
         "@prefix dct: <http://purl.org/dc/terms/> .\n"
         "@prefix fdp: <https://w3id.org/fdp/fdp-o#> .\n"
         "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
         "@prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n"
         "@prefix ldp: <http://www.w3.org/ns/ldp#> .\n"
         "@prefix tree: <https://w3id.org/tree#> .\n"
         "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";
}

std::string dataset(const std::string& iri, const std::string& title) {
  return "<" + iri + "> a dcat:Dataset ; dct:title \"" + title +
         "\"@en ; dct:description \"About " + title + "\"@en .\n";
}

std::vector<std::string> names_of(const std::vector<Problem>& problems) {
  std::vector<std::string> names;
  for (const auto& problem : problems) names.push_back(problem.error.name());
  return names;
}

std::vector<std::string> ids_of(const Gathered& gathered) {
  std::vector<std::string> ids;
  for (const auto& [id, item] : gathered.items) {
    ids.push_back(id.text().substr(id.text().rfind('/') + 1));
  }
  return ids;
}

}  // namespace passerelle::harvest

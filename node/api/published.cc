#include "node/api/published.h"

#include <algorithm>

#include "node/crypto/digest.h"
#include "node/http/conditional.h"
#include "node/http/gzip.h"
#include "node/http/media_type.h"
#include "node/service/errors.h"

namespace passerelle::api {
namespace {

using service::Rendering;
using service::ServiceError;
using Kept = std::shared_ptr<const Rendering>;

constexpr std::size_t kWorthPacking = 512;
constexpr std::size_t kTagSize = 32;

struct Choice {
  rdf::Syntax syntax;
  http::Coding coding;
};

Error not_acceptable(const Publisher& publisher) {
  std::string list = "offered here:";
  for (const auto syntax : publisher.offered) {
    list += (list.back() == ':' ? " " : ", ") + std::string(rdf::media_type(syntax));
  }
  return {ServiceError::not_acceptable, std::move(list)};
}

Result<Choice> choose(const Call& call, const Publisher& publisher) {
  const auto coding = http::best_coding(call.request.header("Accept-Encoding"));
  if (!call.ending.empty()) {
    const auto syntax = rdf::syntax_of_extension(call.ending);
    if (!syntax || std::ranges::count(publisher.offered, *syntax) == 0) {
      return not_acceptable(publisher);
    }
    return Choice{*syntax, coding};
  }
  std::vector<std::string_view> types;
  for (const auto syntax : publisher.offered) types.push_back(rdf::media_type(syntax));
  const auto type = http::best_of(call.request.header("Accept"), types);
  if (!type) return not_acceptable(publisher);
  return Choice{*rdf::syntax_of_media_type(*type), coding};
}

// Everything that makes one rendering different from another.
std::string name_of(const Call& call, const Publisher& publisher, const Choice& choice) {
  std::string name = call.request.path;
  for (const auto* parameter : publisher.parameters) {
    name += '\n' + call.query(parameter);
  }
  name += '\n' + std::string(rdf::media_type(choice.syntax));
  if (choice.coding == http::Coding::gzip) name += "\ngzip";
  return name;
}

Rendering rendered(const service::Publication& publication,
                   const Publisher& publisher,
                   const Choice& choice) {
  auto text = rdf::write(publication.content, choice.syntax);
  Rendering made;
  made.media_type = rdf::media_type(choice.syntax);
  if (made.media_type.starts_with("text/") && !publisher.has_bare_types) {
    made.media_type += "; charset=utf-8";
  }
  made.modified = publication.modified;
  made.until = publication.until;
  made.link = publication.link;
  auto tag = crypto::sha256_hex(text).substr(0, kTagSize);
  if (choice.coding == http::Coding::gzip && text.size() >= kWorthPacking) {
    made.coding = "gzip";
    tag += "-gzip";
    made.body = http::gzip(text);
  } else {
    made.body = std::move(text);
  }
  made.etag = '"' + tag + '"';
  return made;
}

Answer answer_with(const Call& call, const Rendering& rendering) {
  const auto now = call.node.now();
  Answer answer;
  auto& headers = answer.headers;
  headers.set("ETag", rendering.etag);
  headers.set("Vary", call.ending.empty() ? "Accept, Accept-Encoding" : "Accept-Encoding");
  // Anybody may keep it, and asks whether it is still right.
  headers.set("Cache-Control", "no-cache");
  // A date counts in whole seconds: it is told, and believed, once nothing more can happen in its
  // own (RFC 9110 section 8.8.2.2).
  const bool is_dated = rendering.modified && now - *rendering.modified >= std::chrono::seconds(1);
  const http::Validators validators{rendering.etag, is_dated ? rendering.modified : std::nullopt};
  if (is_dated) headers.set("Last-Modified", http::date_text(*rendering.modified));
  if (!rendering.link.empty()) headers.set("Link", rendering.link);
  switch (http::precondition_of(call.request, validators, now)) {
    case http::Precondition::not_modified:
      answer.status = 304;
      answer.media_type.clear();
      return answer;
    case http::Precondition::failed: {
      auto refusal = http::problem_response(412, "This is not the state that you know.");
      return {refusal.status, std::move(refusal.body), std::string(refusal.header("Content-Type"))};
    }
    case http::Precondition::met: break;
  }
  answer.media_type = rendering.media_type;
  if (!rendering.coding.empty()) headers.set("Content-Encoding", rendering.coding);
  answer.body = rendering.body;
  return answer;
}

std::optional<Answer> recall(const Call& call, const Publisher& publisher) {
  const auto choice = choose(call, publisher);
  if (!choice) return std::nullopt;
  const auto name = name_of(call, publisher, *choice);
  const auto kept = call.node.renderings.find(name, call.node.now());
  if (!kept) return std::nullopt;
  return answer_with(call, *kept);
}

Result<Answer> build(const Call& call, const Publisher& publisher) {
  const auto choice = choose(call, publisher);
  if (!choice) return choice.error();
  auto& renderings = call.node.renderings;
  const auto generation = renderings.generation();
  const auto publication = publisher.build(call);
  if (!publication) return publication.error();
  const Kept made = std::make_shared<const Rendering>(rendered(*publication, publisher, *choice));
  renderings.keep(name_of(call, publisher, *choice), made, generation);
  return answer_with(call, *made);
}

// What looks like an ending may belong to the name: "…/datasets/survey.ttl" without a dataset
// "survey" is the dataset "survey.ttl".
std::optional<Call> with_ending_as_name(const Call& call) {
  if (call.ending.empty()) return std::nullopt;
  for (const auto& [place, text] : call.places) {
    if (call.request.segments.back() != text + "." + call.ending) continue;
    auto whole = call.places;
    whole[place] = call.request.segments.back();
    return Call{call.node, call.caller, call.request, std::move(whole)};
  }
  return std::nullopt;
}

Result<Answer> publish(const Call& call, const Publisher& publisher) {
  if (auto known = recall(call, publisher)) return *std::move(known);
  auto answer = build(call, publisher);
  if (answer || answer.error().code != ServiceError::not_found) return answer;
  const auto whole = with_ending_as_name(call);
  return whole ? build(*whole, publisher) : answer;
}

}  // namespace

Route published(unsigned entrances, const char* path, const char* summary, Publisher publisher) {
  Route route{http::Method::get, path, entrances, summary, nullptr};
  route.has_endings = true;
  route.parameters = publisher.parameters;
  const auto shared = std::make_shared<const Publisher>(std::move(publisher));
  route.act = [shared](const Call& call) { return publish(call, *shared); };
  route.recall = [shared](const Call& call) { return recall(call, *shared); };
  return route;
}

}  // namespace passerelle::api

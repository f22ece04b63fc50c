#include "metadata/harvest/page.h"

#include <algorithm>
#include <array>
#include <optional>

#include "metadata/harvest/errors.h"
#include "metadata/rdf/documents.h"
#include "metadata/rdf/iri.h"
#include "node/base/text.h"

namespace passerelle::harvest {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Media types that servers give to files they know nothing about.
bool says_nothing(std::string_view media_type) {
  static constexpr std::array<std::string_view, 7> kVague{
      "",         "text/plain",      "application/octet-stream", "binary/octet-stream",
      "text/xml", "application/xml", "application/json"};
  return std::ranges::find(kVague, media_type) != kVague.end();
}

std::optional<rdf::Syntax> syntax_of_ending(std::string_view url) {
  const auto path = url.substr(0, url.find_first_of("?#"));
  const auto dot = path.find_last_of("./");
  if (dot == std::string_view::npos || path[dot] == '/') return std::nullopt;
  return rdf::syntax_of_extension(lower_case(path.substr(dot + 1)));
}

std::optional<rdf::Syntax> syntax_of(const Answer& answer) {
  const auto media_type = lower_case(
      trimmed(std::string_view(answer.content_type).substr(0, answer.content_type.find(';'))));
  if (const auto syntax = rdf::syntax_of_media_type(media_type)) return syntax;
  if (!says_nothing(media_type)) return std::nullopt;
  return syntax_of_ending(answer.url);
}

// Takes a parameter of a link, `name=value` or `name="value"`, off the front of the text.
std::pair<std::string, std::string> take_parameter(std::string_view& text) {
  const auto end_of_name = std::min(text.find_first_of("=;,"), text.size());
  std::pair<std::string, std::string> parameter{lower_case(trimmed(text.substr(0, end_of_name))),
                                                {}};
  text.remove_prefix(end_of_name);
  if (text.empty() || text.front() != '=') return parameter;
  text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  if (text.empty() || text.front() != '"') {
    const auto end = std::min(text.find_first_of(";,"), text.size());
    parameter.second = std::string(trimmed(text.substr(0, end)));
    text.remove_prefix(end);
    return parameter;
  }
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
    parameter.second += text.front();
    text.remove_prefix(1);
  }
  text.remove_prefix(std::min(text.find_first_of(";,"), text.size()));
  return parameter;
}

// A relation may name several types: rel="next http://example.org/other".
bool names_next(std::string_view relation) {
  while (!relation.empty()) {
    const auto end = std::min(relation.find(' '), relation.size());
    if (lower_case(relation.substr(0, end)) == "next") return true;
    relation.remove_prefix(std::min(end + 1, relation.size()));
  }
  return false;
}

}  // namespace

std::vector<std::string> next_in_link_header(std::string_view header) {
  std::vector<std::string> next;
  while (true) {
    const auto open = header.find('<');
    if (open == std::string_view::npos) return next;
    const auto close = header.find('>', open);
    if (close == std::string_view::npos) return next;
    const auto target = header.substr(open + 1, close - open - 1);
    header.remove_prefix(close + 1);
    bool is_next = false;
    while (!header.empty() && header.front() != ',') {
      if (header.front() != ';') {
        header.remove_prefix(1);
        continue;
      }
      header.remove_prefix(1);
      const auto [name, value] = take_parameter(header);
      if (name == "rel" && names_next(value)) is_next = true;
    }
    if (is_next) next.emplace_back(target);
  }
}

std::string without_fragment(std::string_view url) {
  return std::string(url.substr(0, url.find('#')));
}

Result<Page> read_page(const Answer& answer,
                       std::size_t maximum_bytes,
                       const std::shared_ptr<rdf::Dictionary>& dictionary) {
  if (answer.status >= 300) {
    return Error{HarvestError::bad_status, "the server answered " + std::to_string(answer.status)};
  }
  const auto syntax = syntax_of(answer);
  if (!syntax) {
    const auto shown = answer.content_type.empty() ? std::string("no media type")
                                                   : rdf::shortened(answer.content_type);
    return Error{HarvestError::unknown_syntax, "the page is no RDF that we read: " + shown};
  }
  if (!rdf::is_absolute_iri(answer.url)) {
    return Error{HarvestError::bad_status, "the page has no absolute address"};
  }
  rdf::ReadLimits limits;
  limits.bytes = maximum_bytes;
  auto content = rdf::read_dataset(answer.body, *syntax, answer.url, limits, dictionary);
  if (!content) return content.error();
  Page page{answer.url, answer.url, *std::move(content), {}};
  for (const auto& target : next_in_link_header(answer.link)) {
    page.next.push_back(rdf::resolve(answer.url, target));
  }
  return page;
}

std::string plain(const rdf::Term& term) {
  if (const auto* iri = std::get_if<rdf::Iri>(&term)) return iri->text;
  if (const auto* literal = std::get_if<rdf::Literal>(&term)) return literal->lexical;
  return {};
}

rdf::Graph union_of(const rdf::Dataset& dataset) {
  rdf::Graph all(dataset.shared_dictionary());
  for (const auto& triple : dataset.default_graph().all()) all.add(triple);
  for (const auto& [name, graph] : dataset.named_graphs()) {
    for (const auto& triple : graph.all()) all.add(triple);
  }
  for (const auto& [prefix, name_space] : dataset.default_graph().prefixes()) {
    all.set_prefix(prefix, name_space);
  }
  all.index();
  return all;
}

}  // namespace passerelle::harvest

#include "metadata/harvest/likeness.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <map>
#include <optional>

#include "metadata/catalogue/record_graph.h"
#include "metadata/catalogue/vocabulary.h"
#include "metadata/catalogue/words.h"
#include "metadata/harvest/page.h"
#include "metadata/rdf/iri.h"
#include "node/base/text.h"

namespace passerelle::harvest {
namespace {

using namespace catalogue::vocabulary;

// A DOI is one name in many spellings, and its case does not count (ISO 26324).
std::string without_doi_prefix(const std::string& text) {
  static constexpr std::array<std::string_view, 5> kPrefixes{
      "doi:", "https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/"};
  const auto name = lower_case(text);
  for (const auto prefix : kPrefixes) {
    if (name.starts_with(prefix)) return name.substr(prefix.size());
  }
  return name;
}

bool is_doi(const std::string& text) {
  const auto slash = text.find('/');
  return text.starts_with("10.") && slash != std::string::npos && slash > 6 &&
         slash + 1 < text.size();
}

bool is_uuid(const std::string& text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) {
      return false;
    }
  }
  return true;
}

void add_name(Marks& marks, const std::string& notation) {
  constexpr std::string_view kUuid = "urn:uuid:";
  const auto lowered = lower_case(notation);
  const auto uuid = lowered.starts_with(kUuid) ? lowered.substr(kUuid.size()) : lowered;
  if (const auto doi = without_doi_prefix(notation); is_doi(doi)) marks.names.insert("doi:" + doi);
  else if (is_uuid(uuid)) marks.names.insert(std::string(kUuid) + uuid);
  else if (rdf::is_absolute_iri(notation)) marks.names.insert(notation);
  else if (!notation.empty()) marks.local_names.insert(notation);
}

void add_publishers(Marks& marks, const rdf::Graph& graph, const rdf::Iri& dataset) {
  for (const auto& publisher : graph.objects(dataset, kPublisher)) {
    if (const auto* iri = std::get_if<rdf::Iri>(&publisher)) marks.publishers.insert(iri->text);
    if (const auto* name = std::get_if<rdf::Literal>(&publisher)) {
      marks.publishers.insert(catalogue::folded(name->lexical));
    }
    if (const auto agent = rdf::as_resource(publisher)) {
      for (const auto& name : graph.literals(*agent, kFoaf + "name")) {
        marks.publishers.insert(catalogue::folded(name.lexical));
      }
    }
  }
}

// "2010-01-01/2020-12-31": days, so that a time of day makes no difference.
std::string period_of(const rdf::Graph& graph, const rdf::Iri& dataset) {
  std::set<std::string> periods;
  for (const auto& period : graph.resources(dataset, kDct + "temporal")) {
    const auto day = [&](const char* property) {
      const auto date = graph.object(period, kDcat + property);
      return date ? plain(*date).substr(0, 10) : std::string();
    };
    if (auto text = day("startDate") + "/" + day("endDate"); text != "/") {
      periods.insert(std::move(text));
    }
  }
  std::string all;
  for (const auto& period : periods) all += (all.empty() ? "" : " ") + period;
  return all;
}

// Returns the first text of both sets, or nothing.
std::string common(const std::set<std::string>& one, const std::set<std::string>& other) {
  for (const auto& text : one) {
    if (other.contains(text)) return text;
  }
  return {};
}

bool are_compatible(const std::string& one, const std::string& other) {
  return one.empty() || other.empty() || one == other;
}

// What makes two datasets look like one; nothing when they do not.
std::optional<std::pair<Evidence, std::string>> resemblance(const Marks& one, const Marks& other) {
  if (const auto name = common(one.names, other.names); !name.empty()) {
    return std::pair(Evidence::identifier, name);
  }
  if (common(one.publishers, other.publishers).empty()) return std::nullopt;
  if (const auto name = common(one.local_names, other.local_names); !name.empty()) {
    return std::pair(Evidence::identifier, name);
  }
  const auto title = common(one.titles, other.titles);
  if (title.empty() || !are_compatible(one.period, other.period)) return std::nullopt;
  return std::pair(Evidence::description, title);
}

// Everything by which a dataset is looked up; texts of different sorts never meet by chance to any
// harm, for `resemblance` decides.
void each_mark(const Marks& marks, const std::function<void(const std::string&)>& show) {
  for (const auto& name : marks.names) show(name);
  for (const auto& name : marks.local_names) show(name);
  for (const auto& title : marks.titles) show(title);
}

}  // namespace

std::string_view to_text(Evidence evidence) {
  return evidence == Evidence::identifier ? "identifier" : "description";
}

Marks marks_of(const rdf::Graph& description, const DatasetId& dataset, std::string source) {
  const rdf::Iri iri{dataset.text()};
  Marks marks{dataset, std::move(source), {}, {}, {}, {}, period_of(description, iri)};
  for (const auto& identifier : catalogue::identifiers_of(description, iri)) {
    add_name(marks, identifier.notation);
  }
  for (const auto& title : description.literals(iri, kTitle)) {
    if (auto words = catalogue::folded(title.lexical); !words.empty())
      marks.titles.insert(std::move(words));
  }
  add_publishers(marks, description, iri);
  return marks;
}

std::vector<Likeness> likenesses(std::span<const Marks> fresh, std::span<const Marks> known) {
  std::map<std::string, std::vector<const Marks*>> by_mark;
  for (const auto& marks : known) {
    each_mark(marks, [&](const std::string& mark) { by_mark[mark].push_back(&marks); });
  }
  std::set<Likeness> found;
  for (const auto& marks : fresh) {
    std::set<const Marks*> candidates;
    each_mark(marks, [&](const std::string& mark) {
      if (const auto others = by_mark.find(mark); others != by_mark.end()) {
        candidates.insert(others->second.begin(), others->second.end());
      }
    });
    for (const auto* other : candidates) {
      if (other->source == marks.source || other->dataset == marks.dataset) continue;
      if (auto alike = resemblance(marks, *other)) {
        const auto [one, two] = std::minmax(marks.dataset, other->dataset);
        found.insert({one, two, alike->first, std::move(alike->second)});
      }
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace passerelle::harvest

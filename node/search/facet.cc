#include "node/search/facet.h"

#include <algorithm>
#include <limits>

#include "metadata/catalogue/words.h"

namespace passerelle::search {
namespace {

constexpr PerFacet<std::string_view> kFacetNames{
    "category",      "theme",     "country",         "holder", "access_right",
    "coding_system", "age_group", "population_size", "period", "variable"};

// A band of numbers, both ends included.
struct Band {
  std::string_view name;
  std::int64_t from;
  std::int64_t to;
};
constexpr std::int64_t kNoEnd = std::numeric_limits<std::int64_t>::max();
constexpr std::array kAgeGroups{Band{"0-17", 0, 17}, Band{"18-39", 18, 39}, Band{"40-64", 40, 64},
                                Band{"65+", 65, kNoEnd}};
constexpr std::array kSizes{
    Band{"0-999", 0, 999}, Band{"1000-9999", 1'000, 9'999}, Band{"10000-99999", 10'000, 99'999},
    Band{"100000-999999", 100'000, 999'999}, Band{"1000000+", 1'000'000, kNoEnd}};

template <std::size_t n>
std::vector<std::string> touched(const std::array<Band, n>& bands,
                                 std::int64_t from,
                                 std::int64_t to) {
  std::vector<std::string> names;
  for (const auto& band : bands) {
    if (from <= band.to && to >= band.from) names.emplace_back(band.name);
  }
  return names;
}

std::vector<std::string> age_groups(const SearchDocument& document) {
  if (!document.age_from && !document.age_to) return {};
  return touched(kAgeGroups, document.age_from.value_or(0), document.age_to.value_or(1'000));
}

std::vector<std::string> sizes(const SearchDocument& document) {
  if (!document.individuals) return {};
  return touched(kSizes, *document.individuals, *document.individuals);
}

int decade_of(Days day) {
  const auto year = static_cast<int>(std::chrono::year_month_day(day).year());
  return year / 10 * 10;
}

std::vector<std::string> decades(const SearchDocument& document) {
  if (!document.period_from && !document.period_to) return {};
  const auto modified = std::chrono::floor<std::chrono::days>(document.modified);
  const int last = decade_of(document.period_to.value_or(modified));
  const int first = document.period_from ? decade_of(*document.period_from) : last;
  std::vector<std::string> names;
  // A period from the year 1 is a slip of the pen; nobody narrows by the decades of antiquity.
  constexpr int kFirstDecade = 1800;
  for (int decade = std::max(first, kFirstDecade); decade <= last; decade += 10) {
    names.push_back(std::to_string(decade) + "-" + std::to_string(decade + 9));
  }
  return names;
}

std::vector<std::string> one(std::string value) {
  if (value.empty()) return {};
  return {std::move(value)};
}

std::vector<std::string> variables(const SearchDocument& document) {
  std::vector<std::string> names;
  for (const auto& variable : document.variables) {
    if (auto name = kept_value(Facet::variable, variable.name); !name.empty()) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

std::vector<std::string> unsorted_values(const SearchDocument& document, Facet facet) {
  switch (facet) {
    case Facet::category: return document.categories;
    case Facet::theme: return document.themes;
    case Facet::country: return one(document.country);
    case Facet::holder: return one(catalogue::in_language(document.holder, "en"));
    case Facet::access_right: return one(document.access_right);
    case Facet::coding_system: return document.coding_systems;
    case Facet::age_group: return age_groups(document);
    case Facet::population_size: return sizes(document);
    case Facet::period: return decades(document);
    case Facet::variable: return variables(document);
  }
  return {};
}

}  // namespace

std::string_view name_of(Facet facet) { return kFacetNames[index_of(facet)]; }

std::optional<Facet> facet_named(std::string_view name) {
  const auto found = std::ranges::find(kFacetNames, name);
  if (found == kFacetNames.end()) return std::nullopt;
  return facet_at(static_cast<std::size_t>(found - kFacetNames.begin()));
}

std::vector<std::string> values_of(const SearchDocument& document, Facet facet) {
  auto values = unsorted_values(document, facet);
  std::ranges::sort(values);
  const auto repeated = std::ranges::unique(values);
  values.erase(repeated.begin(), repeated.end());
  return values;
}

std::string kept_value(Facet facet, std::string_view written) {
  switch (facet) {
    case Facet::category:
    case Facet::theme:
    case Facet::access_right:
    case Facet::coding_system: return code_of(written);
    case Facet::variable: {
      auto name = catalogue::folded(written);
      std::ranges::replace(name, ' ', '_');
      return name;
    }
    default: return std::string(written);
  }
}

}  // namespace passerelle::search

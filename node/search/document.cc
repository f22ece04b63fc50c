#include "node/search/document.h"

#include <algorithm>
#include <charconv>

namespace passerelle::search {
namespace {

constexpr std::int64_t kMaximumIndividuals = 10'000'000'000;

// Reads a whole number that stands alone in the text.
std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || code != std::errc() || end != text.data() + text.size() || number < 0) {
    return std::nullopt;
  }
  return number;
}

std::optional<std::int64_t> number_up_to(std::int64_t maximum, std::string_view text) {
  const auto number = whole_number(text);
  return number && *number <= maximum ? number : std::nullopt;
}

std::optional<int> age_of(std::string_view text) {
  const auto number = number_up_to(kMaximumAge, text);
  if (!number) return std::nullopt;
  return static_cast<int>(*number);
}

// The earliest start and the latest end; an end that is open in one period is open.
void set_period(SearchDocument& document, const std::vector<catalogue::Period>& periods) {
  std::optional<Days> from, to;
  bool has_open_start = false, has_open_end = false;
  for (const auto& period : periods) {
    const auto start = first_day_of(period.start);
    const auto end = last_day_of(period.end);
    if (!start && !end) continue;
    if (start) from = from ? std::min(*from, *start) : *start;
    else has_open_start = true;
    if (end) to = to ? std::max(*to, *end) : *end;
    else has_open_end = true;
  }
  if (from && to && *from > *to) return;
  if (!has_open_start) document.period_from = from;
  if (!has_open_end) document.period_to = to;
}

std::vector<std::string> codes_of(const std::vector<std::string>& iris) {
  std::vector<std::string> codes;
  for (const auto& iri : iris) codes.push_back(code_of(iri));
  std::ranges::sort(codes);
  const auto repeated = std::ranges::unique(codes);
  codes.erase(repeated.begin(), repeated.end());
  return codes;
}

// Reads a dct:modified, which may be a date or a time; nothing when it is neither.
std::optional<Instant> instant_in(const std::string& text) {
  if (const auto instant = parse_instant(text)) return *instant;
  if (const auto day = first_day_of(text)) return Instant(*day);
  return std::nullopt;
}

struct DateParts {
  std::chrono::year year;
  std::optional<std::chrono::month> month;
  std::optional<std::chrono::day> day;
};

// Reads xsd:gYear, xsd:gYearMonth, xsd:date and the date of an xsd:dateTime, of the years 1 to
// 9999.
std::optional<DateParts> date_in(std::string_view text) {
  const auto part = [&](std::size_t at, std::size_t size) -> std::optional<std::int64_t> {
    if (at + size > text.size()) return std::nullopt;
    return whole_number(text.substr(at, size));
  };
  const auto ends = [&](std::size_t at) {
    return text.size() == at || text[at] == 'Z' || text[at] == '+';
  };
  const auto year = part(0, 4);
  if (!year || *year == 0) return std::nullopt;
  DateParts date{std::chrono::year(static_cast<int>(*year)), {}, {}};
  if (ends(4)) return date;
  const auto month = part(5, 2);
  if (text[4] != '-' || !month) return std::nullopt;
  date.month = std::chrono::month(static_cast<unsigned>(*month));
  if (!date.month->ok()) return std::nullopt;
  if (ends(7)) return date;
  const auto day = part(8, 2);
  if (text[7] != '-' || !day) return std::nullopt;
  date.day = std::chrono::day(static_cast<unsigned>(*day));
  const bool is_whole = ends(10) || text[10] == 'T' || text[10] == '-';
  if (!is_whole || !(date.year / *date.month / *date.day).ok()) return std::nullopt;
  return date;
}

}  // namespace

std::optional<Days> first_day_of(std::string_view text) {
  using std::chrono::January;
  const auto date = date_in(text);
  if (!date) return std::nullopt;
  return Days(date->year / date->month.value_or(January) / date->day.value_or(std::chrono::day(1)));
}

std::optional<Days> last_day_of(std::string_view text) {
  const auto date = date_in(text);
  if (!date) return std::nullopt;
  const auto month = date->year / date->month.value_or(std::chrono::December);
  if (date->day) return Days(month / *date->day);
  return Days(month / std::chrono::last);
}

std::string code_of(std::string_view iri) {
  constexpr std::string_view kTable = "/resource/authority/";
  const auto table = iri.find(kTable);
  if (table == std::string_view::npos) return std::string(iri);
  const auto code = iri.substr(iri.rfind('/') + 1);
  return std::string(code.empty() ? iri : code);
}

SearchDocument document_of(const catalogue::DatasetDescription& description, const Origin& origin) {
  SearchDocument document;
  document.origin = origin.id;
  document.dataset = description.id;
  document.titles = description.titles;
  document.descriptions = description.descriptions;
  document.keywords = description.keywords;
  for (const auto& variable : description.variables) {
    document.variables.push_back({variable.name, variable.titles, variable.descriptions});
  }
  document.holder = description.publisher;
  document.country = origin.country;
  document.access_right = code_of(description.access_rights);
  document.categories = codes_of(description.health_categories);
  auto themes = description.themes;
  themes.insert(themes.end(), description.health_themes.begin(), description.health_themes.end());
  document.themes = codes_of(themes);
  document.coding_systems = codes_of(description.coding_systems);
  document.age_from = age_of(description.minimum_age);
  document.age_to = age_of(description.maximum_age);
  if (document.age_from && document.age_to && *document.age_from > *document.age_to) {
    document.age_from = document.age_to = std::nullopt;
  }
  document.individuals = number_up_to(kMaximumIndividuals, description.individuals);
  set_period(document, description.periods);
  document.modified = instant_in(description.modified).value_or(origin.modified);
  return document;
}

}  // namespace passerelle::search

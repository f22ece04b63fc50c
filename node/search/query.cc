#include "node/search/query.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "node/search/errors.h"
#include "node/search/question.h"

namespace passerelle::search {
namespace {

constexpr std::size_t kMaximumFirst = 1'000'000;
constexpr std::size_t kMaximumValueBytes = 1'000;

Result<std::size_t> bounded_number(const std::string& name,
                                   const std::string& text,
                                   std::size_t maximum,
                                   SearchError refusal) {
  std::size_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end != text.data() + text.size() || number > maximum) {
    return Error{refusal,
                 name + ": a whole number from 0 to " + std::to_string(maximum) + " is expected"};
  }
  return number;
}

Result<std::vector<std::string>> values_in(const std::string& name, std::string_view text) {
  std::vector<std::string> values;
  while (!text.empty()) {
    const auto end = std::min(text.find('|'), text.size());
    if (end > kMaximumValueBytes) return Error{SearchError::too_long, name + ": a value too long"};
    if (end > 0) values.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (values.size() > kMaximumValues) {
    return Error{SearchError::too_long,
                 name + ": at most " + std::to_string(kMaximumValues) + " values"};
  }
  return values;
}

Result<std::int32_t> day_number(const std::string& name, const std::optional<Days>& day) {
  if (!day) {
    return Error{SearchError::bad_range, name + ": a year, a month or a day is expected"};
  }
  return static_cast<std::int32_t>(day->time_since_epoch().count());
}

std::string unknown_parameter() {
  std::string sentence = "a search has the parameters words";
  for (std::size_t i = 0; i < kFacets; ++i) sentence += ", " + std::string(name_of(facet_at(i)));
  return sentence + ", all_variables, from, to, age_from, age_to, sort, first, size, facet_size";
}

// Reads one parameter after the other into a query.
class Reader {
 public:
  Result<void> take(const std::string& name, const std::string& text) {
    if (const auto facet = facet_named(name)) {
      return store(values_in(name, text), query.values[index_of(*facet)]);
    }
    if (name == "words") query.text = text;
    else if (name == "all_variables") return store(values_in(name, text), query.all_variables);
    else if (name == "from") return store(day_number(name, first_day_of(text)), days().first);
    else if (name == "to") return store(day_number(name, last_day_of(text)), days().last);
    else if (name == "age_from") return take_age(name, text, ages().first);
    else if (name == "age_to") return take_age(name, text, ages().last);
    else if (name == "sort") return take_sort(text);
    else if (name == "first") return take_number(name, text, kMaximumFirst, query.first);
    else if (name == "size") return take_number(name, text, kMaximumPageSize, query.size);
    else if (name == "facet_size") {
      return take_number(name, text, kMaximumFacetSize, query.facet_size);
    } else {
      return Error{SearchError::unknown_parameter, unknown_parameter()};
    }
    return {};
  }

  Result<Query> done() && {
    if (query.days && query.days->is_none()) {
      return Error{SearchError::bad_range, "the period ends before it begins"};
    }
    if (query.ages && query.ages->is_none()) {
      return Error{SearchError::bad_range, "the ages end before they begin"};
    }
    return std::move(query);
  }

 private:
  template <class T>
  static Result<void> store(Result<T> read, T& place) {
    if (!read) return read.error();
    place = *std::move(read);
    return {};
  }

  template <class T>
  static Range<T>& whole(std::optional<Range<T>>& range) {
    if (!range) range = Range<T>{std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
    return *range;
  }
  Range<std::int32_t>& days() { return whole(query.days); }
  Range<std::int16_t>& ages() { return whole(query.ages); }

  static Result<void> take_age(const std::string& name,
                               const std::string& text,
                               std::int16_t& place) {
    const auto age = bounded_number(name, text, kMaximumAge, SearchError::bad_range);
    if (!age) return age.error();
    place = static_cast<std::int16_t>(*age);
    return {};
  }

  static Result<void> take_number(const std::string& name,
                                  const std::string& text,
                                  std::size_t maximum,
                                  std::size_t& place) {
    return store(bounded_number(name, text, maximum, SearchError::bad_page), place);
  }

  Result<void> take_sort(std::string_view text) {
    if (text == "relevance") query.sort = Sort::relevance;
    else if (text == "modified") query.sort = Sort::modified;
    else if (text == "title") query.sort = Sort::title;
    else if (text.starts_with("title:") && text.size() <= 20) {
      query.sort = Sort::title;
      query.title_language = text.substr(6);
    } else {
      return Error{SearchError::unknown_parameter,
                   "sort: relevance, modified, title or title:LANGUAGE is expected"};
    }
    return {};
  }

  Query query;
};

}  // namespace

Result<Query> query_from(const Parameters& parameters) {
  Reader reader;
  for (const auto& [name, text] : parameters) {
    if (auto taken = reader.take(name, text); !taken) return taken.error();
  }
  return std::move(reader).done();
}

}  // namespace passerelle::search

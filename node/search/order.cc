#include "node/search/order.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "node/search/errors.h"

namespace passerelle::search {
namespace {

// Up to so many results have their titles fetched and sorted; more are picked from the titles of
// all documents in their order, which reaches the end of a page soon.
constexpr std::size_t kSortedResults = 1'000;
constexpr std::int64_t kTitlesAtATime = 1'000;

bool is_better(const Candidate& left, const Candidate& right) {
  return std::tuple(-left.score, -left.modified, left.number) <
         std::tuple(-right.score, -right.modified, right.number);
}

bool is_newer(const Candidate& left, const Candidate& right) {
  return std::tuple(-left.modified, left.number) < std::tuple(-right.modified, right.number);
}

std::vector<Candidate> cut(const std::vector<Candidate>& ordered, const Query& query) {
  const auto begin = std::min(query.first, ordered.size());
  const auto end = begin + std::min(query.size, ordered.size() - begin);
  return {ordered.begin() + static_cast<std::ptrdiff_t>(begin),
          ordered.begin() + static_cast<std::ptrdiff_t>(end)};
}

template <class Before>
std::vector<Candidate> best(std::vector<Candidate> results, const Query& query, Before before) {
  const auto sorted = std::min(query.first + query.size, results.size());
  std::ranges::partial_sort(results, results.begin() + static_cast<std::ptrdiff_t>(sorted), before);
  return cut(results, query);
}

Result<std::vector<Candidate>> sorted_by_title(store::Reader& reader,
                                               const Query& query,
                                               const std::vector<Candidate>& results) {
  std::vector<std::pair<std::string, Candidate>> titled;
  for (const auto& result : results) {
    const auto row = reader.query_one(
        "select coalesce("
        " (select title from search_titles where number = ?1 and language = ?2),"
        " (select title from search_titles where number = ?1 and language = ''))",
        result.number, query.title_language);
    if (!row) return row.error();
    titled.emplace_back((*row)->text(0), result);
  }
  std::ranges::sort(titled, [](const auto& left, const auto& right) {
    return std::tie(left.first, left.second.number) < std::tie(right.first, right.second.number);
  });
  std::vector<Candidate> ordered;
  for (const auto& [title, result] : titled) ordered.push_back(result);
  return cut(ordered, query);
}

// Goes through the titles of all documents in order and keeps those of results.
Result<std::vector<Candidate>> picked_by_title(store::Reader& reader,
                                               const Query& query,
                                               const std::vector<Candidate>& results) {
  const auto wanted = std::min(query.first + query.size, results.size());
  std::vector<Candidate> ordered;
  std::string title;
  std::int64_t number = -1;
  while (ordered.size() < wanted) {
    const auto rows = reader.query(
        "select title, number from search_titles"
        " where language = ?1 and (title, number) > (?2, ?3)"
        " union all"
        " select title, number from search_titles as other"
        " where language = '' and (title, number) > (?2, ?3) and not exists"
        "  (select 1 from search_titles as own where own.number = other.number"
        "   and own.language = ?1)"
        " order by title, number limit ?4",
        query.title_language, title, number, kTitlesAtATime);
    if (!rows) return rows.error();
    if (rows->empty()) return Error{SearchError::corrupt, "a result has no title in the index"};
    for (const auto& row : *rows) {
      title = row.text(0);
      number = row.integer(1);
      const auto found = std::ranges::lower_bound(results, static_cast<DocumentNumber>(number), {},
                                                  &Candidate::number);
      if (found != results.end() && found->number == static_cast<DocumentNumber>(number)) {
        ordered.push_back(*found);
      }
    }
  }
  return cut(ordered, query);
}

}  // namespace

Result<std::vector<Candidate>> page_of(store::Reader& reader,
                                       const Query& query,
                                       std::vector<Candidate> results) {
  switch (query.sort) {
    case Sort::relevance: return best(std::move(results), query, is_better);
    case Sort::modified: return best(std::move(results), query, is_newer);
    case Sort::title:
      return results.size() <= kSortedResults ? sorted_by_title(reader, query, results)
                                              : picked_by_title(reader, query, results);
  }
  return std::vector<Candidate>();
}

}  // namespace passerelle::search

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

Result<std::vector<Candidate>> sorted_by_title(store::Reader& reader,
                                               const Query& query,
                                               const std::vector<Candidate>& results) {
  struct Titled {
    bool is_other;  // the title is not in the language asked for
    std::string title;
    Candidate result;
  };
  std::vector<Titled> titled;
  for (const auto& result : results) {
    const auto row = reader.query_one(
        "select language != ?2, title from search_titles"
        " where number = ?1 and language in (?2, '') order by language = ?2 desc limit 1",
        result.number, query.title_language);
    if (!row) return row.error();
    if (!*row) return Error{SearchError::corrupt, "a result has no title in the index"};
    titled.push_back({(*row)->boolean(0), (*row)->text(1), result});
  }
  std::ranges::sort(titled, [](const Titled& left, const Titled& right) {
    return std::tie(left.is_other, left.title, left.result.number) <
           std::tie(right.is_other, right.title, right.result.number);
  });
  std::vector<Candidate> ordered;
  for (const auto& one : titled) ordered.push_back(one.result);
  return cut(ordered, query);
}

// Goes through titles in their order and keeps those of results, until there are enough.
class TitleWalk {
 public:
  TitleWalk(store::Reader& reader, const Query& query, const std::vector<Candidate>& results)
      : reader_(reader),
        language_(query.title_language),
        results_(results),
        wanted_(std::min(query.first + query.size, results.size())) {}

  Result<std::vector<Candidate>> walk() && {
    auto done = through(
        "select title, number from search_titles"
        " where language = ?1 and (title, number) > (?2, ?3) order by title, number limit ?4");
    if (done) {
      done = through(
          "select title, number from search_titles as other"
          " where language = '' and (title, number) > (?2, ?3) and not exists"
          "  (select 1 from search_titles as own where own.number = other.number"
          "   and own.language = ?1)"
          " order by title, number limit ?4");
    }
    if (!done) return done.error();
    if (picked_.size() < wanted_) {
      return Error{SearchError::corrupt, "a result has no title in the index"};
    }
    return std::move(picked_);
  }

 private:
  Result<void> through(const char* sql) {
    std::string title;
    std::int64_t number = -1;
    while (picked_.size() < wanted_) {
      const auto rows = reader_.query(sql, language_, title, number, kTitlesAtATime);
      if (!rows) return rows.error();
      if (rows->empty()) break;
      for (const auto& row : *rows) pick(static_cast<DocumentNumber>(row.integer(1)));
      title = rows->back().text(0);
      number = rows->back().integer(1);
    }
    return {};
  }

  void pick(DocumentNumber number) {
    const auto found = std::ranges::lower_bound(results_, number, {}, &Candidate::number);
    if (found != results_.end() && found->number == number) picked_.push_back(*found);
  }

  store::Reader& reader_;
  const std::string& language_;
  const std::vector<Candidate>& results_;  // in order of number
  std::size_t wanted_;
  std::vector<Candidate> picked_;
};

Result<std::vector<Candidate>> by_title(store::Reader& reader,
                                        const Query& query,
                                        const std::vector<Candidate>& results) {
  if (results.size() <= kSortedResults) return sorted_by_title(reader, query, results);
  const auto picked = TitleWalk(reader, query, results).walk();
  if (!picked) return picked.error();
  return cut(*picked, query);
}

}  // namespace

Results::Results(const Query& query)
    : query_(&query),
      best_(query.first + query.size, query.sort == Sort::modified ? is_newer : is_better) {}

Result<std::vector<Candidate>> Results::page(store::Reader& reader) && {
  if (query_->sort == Sort::title) return by_title(reader, *query_, all_);
  return cut(std::move(best_).sorted(), *query_);
}

}  // namespace passerelle::search

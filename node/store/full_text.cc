#include "node/store/full_text.h"

#include <sqlite3.h>

#include <cstring>
#include <memory>
#include <new>
#include <string>

#include "node/store/errors.h"
#include "node/store/postings.h"

namespace passerelle::store {
namespace {

// On the wire between the function and its reader: for each phrase the number of its postings, then
// the postings; each a 32-bit number of this machine, for the answer is never kept.
constexpr unsigned kColumnBits = 3;

void append(std::string& bytes, std::uint32_t number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

// One row of one phrase. SQLite calls it, so nothing may be thrown.
int add_posting(const Fts5ExtensionApi* api, Fts5Context* context, void* bytes) noexcept {
  Fts5PhraseIter place{};
  int column = -1;
  if (const int code = api->xPhraseFirstColumn(context, 0, &place, &column); code != SQLITE_OK) {
    return code;
  }
  const sqlite3_int64 row = api->xRowid(context);
  if (row < 0 || row > kMaximumPostingRow || column < 0 ||
      column > static_cast<int>(kMaximumPostingColumn)) {
    return SQLITE_RANGE;
  }
  try {
    append(*static_cast<std::string*>(bytes),
           static_cast<std::uint32_t>(row) << kColumnBits | static_cast<std::uint32_t>(column));
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  }
  return SQLITE_OK;
}

int collect(const Fts5ExtensionApi* api, Fts5Context* context, std::string& bytes) {
  for (int phrase = 0; phrase < api->xPhraseCount(context); ++phrase) {
    const auto start = bytes.size();
    append(bytes, 0);
    if (const int code = api->xQueryPhrase(context, phrase, &bytes, add_posting);
        code != SQLITE_OK) {
      return code;
    }
    const auto count =
        static_cast<std::uint32_t>((bytes.size() - start) / sizeof(std::uint32_t) - 1);
    std::memcpy(&bytes[start], &count, sizeof count);
  }
  return SQLITE_OK;
}

void postings(const Fts5ExtensionApi* api,
              Fts5Context* context,
              sqlite3_context* answer,
              int,
              sqlite3_value**) noexcept {
  try {
    std::string bytes;
    if (const int code = collect(api, context, bytes); code != SQLITE_OK) {
      sqlite3_result_error_code(answer, code);
      return;
    }
    sqlite3_result_blob64(answer, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(answer);
  }
}

// The interface of FTS5 is handed out through a pointer bound to its own SQL function.
fts5_api* interface_of(sqlite3* handle) {
  fts5_api* interface = nullptr;
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(handle, "select fts5(?)", -1, &prepared, nullptr) != SQLITE_OK) {
    return nullptr;
  }
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(prepared,
                                                                             sqlite3_finalize);
  sqlite3_bind_pointer(statement.get(), 1, static_cast<void*>(&interface), "fts5_api_ptr", nullptr);
  sqlite3_step(statement.get());
  return interface;
}

}  // namespace

Result<void> add_full_text_functions(sqlite3* handle) {
  fts5_api* interface = interface_of(handle);
  if (interface == nullptr) {
    return Error{StoreError::internal, "this SQLite was built without FTS5"};
  }
  if (interface->xCreateFunction(interface, "postings", nullptr, postings, nullptr) != SQLITE_OK) {
    return Error{StoreError::internal, "the function postings cannot be added"};
  }
  return {};
}

Result<std::vector<std::vector<Posting>>> read_postings(std::string_view answer) {
  const Error refusal{StoreError::internal, "not an answer of postings"};
  const auto next = [&answer] {
    std::uint32_t number = 0;
    std::memcpy(&number, answer.data(), sizeof number);
    answer.remove_prefix(sizeof number);
    return number;
  };
  std::vector<std::vector<Posting>> lists;
  while (!answer.empty()) {
    if (answer.size() < sizeof(std::uint32_t)) return refusal;
    const std::size_t count = next();
    if (count > answer.size() / sizeof(std::uint32_t)) return refusal;
    auto& list = lists.emplace_back();
    list.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto number = next();
      list.push_back({number >> kColumnBits, number & kMaximumPostingColumn});
    }
  }
  return lists;
}

}  // namespace passerelle::store

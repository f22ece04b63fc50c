#include "node/store/full_text.h"

#include <sqlite3.h>

#include <cstddef>
#include <memory>
#include <new>

#include "node/store/errors.h"
#include "node/store/postings.h"

namespace passerelle::store {
namespace {

struct OnePhrase {
  std::size_t phrase;
  PostingReceiver& receiver;
};

// One row of one phrase. SQLite calls it, so nothing may be thrown.
int show_posting(const Fts5ExtensionApi* api, Fts5Context* context, void* data) noexcept {
  Fts5PhraseIter place{};
  int column = -1;
  if (const int code = api->xPhraseFirstColumn(context, 0, &place, &column); code != SQLITE_OK) {
    return code;
  }
  const sqlite3_int64 row = api->xRowid(context);
  if (row < 0 || row > kMaximumPostingRow || column < 0) return SQLITE_RANGE;
  const auto& shown = *static_cast<const OnePhrase*>(data);
  try {
    shown.receiver.take(shown.phrase,
                        {static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column)});
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  }
  return SQLITE_OK;
}

void postings(const Fts5ExtensionApi* api,
              Fts5Context* context,
              sqlite3_context* answer,
              int count,
              sqlite3_value** arguments) noexcept {
  auto* const receiver =
      count == 1 ? static_cast<PostingReceiver*>(sqlite3_value_pointer(arguments[0], kReceiverType))
                 : nullptr;
  if (receiver == nullptr) {
    sqlite3_result_error(answer, "postings needs a receiver", -1);
    return;
  }
  const int phrases = api->xPhraseCount(context);
  for (int phrase = 0; phrase < phrases; ++phrase) {
    OnePhrase shown{static_cast<std::size_t>(phrase), *receiver};
    if (const int code = api->xQueryPhrase(context, phrase, &shown, show_posting);
        code != SQLITE_OK) {
      sqlite3_result_error_code(answer, code);
      return;
    }
  }
  sqlite3_result_int(answer, phrases);
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

}  // namespace passerelle::store

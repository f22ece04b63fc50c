#include "node/sources/kept_pages.h"

namespace passerelle::sources {

Result<std::optional<KeptPage>> find_page(store::Reader& reader,
                                          const SourceId& source,
                                          const std::string& asked) {
  const auto row = reader.query_one(
      "select etag, modified, url, content_type, link, body from harvest_pages"
      " where source = ? and asked = ?",
      source, asked);
  if (!row) return row.error();
  if (!*row) return std::optional<KeptPage>();
  const auto& found = **row;
  return std::optional(KeptPage{asked,
                                found.text(0),
                                found.text(1),
                                {200, found.text(2), found.text(3), found.text(4), found.blob(5)}});
}

Result<void> keep_page(store::Transaction& tx,
                       const SourceId& source,
                       const HarvestId& run,
                       const KeptPage& page) {
  if (auto done =
          tx.run("delete from harvest_pages where source = ? and asked = ?", source, page.asked);
      !done) {
    return done;
  }
  if (page.etag.empty() && page.modified.empty()) return {};
  const auto total = tx.query_one(
      "select coalesce(sum(length(body)), 0) from harvest_pages where source = ?", source);
  if (!total) return total.error();
  if (static_cast<std::size_t>((*total)->integer(0)) + page.answer.body.size() > kKeptBytes) {
    return {};
  }
  return tx.run(
      "insert into harvest_pages (source, asked, url, etag, modified, content_type, link, body,"
      " run) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      source, page.asked, page.answer.url, page.etag, page.modified, page.answer.content_type,
      page.answer.link, store::Blob{page.answer.body}, run);
}

Result<void> touch_page(store::Transaction& tx,
                        const SourceId& source,
                        const HarvestId& run,
                        const std::string& asked) {
  return tx.run("update harvest_pages set run = ? where source = ? and asked = ?", run, source,
                asked);
}

Result<void> forget_other_pages(store::Transaction& tx,
                                const SourceId& source,
                                const HarvestId& run) {
  return tx.run("delete from harvest_pages where source = ? and run <> ?", source, run);
}

}  // namespace passerelle::sources

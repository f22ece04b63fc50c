#include "node/sources/source.h"

#include <algorithm>

#include "node/http/url.h"
#include "node/sources/errors.h"

namespace passerelle::sources {
namespace {

constexpr std::string_view kPeerPrefix = "peer:";
constexpr std::size_t kLongestName = 64;

bool is_name(const std::string& text) {
  return !text.empty() && text.size() <= kLongestName && text.front() != '-' &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

// Columns: id, kind, url, every_minutes, may_use_http, may_be_private, patience_seconds, added.
Result<Source> source_from(const store::Row& row) {
  const auto kind = harvest::source_kind(row.text(1));
  if (!kind) return Error{BaseError::malformed, "a source of the unknown kind " + row.text(1)};
  const auto added = row.instant(7);
  if (!added) return added.error();
  const auto every = row.optional_integer(3);
  return Source{SourceId(row.text(0)),
                *kind,
                row.text(2),
                every ? std::optional(std::chrono::minutes(*every)) : std::nullopt,
                row.boolean(4),
                row.boolean(5),
                std::chrono::seconds(row.integer(6)),
                *added};
}

Result<std::vector<Source>> sources_from(const Result<std::vector<store::Row>>& rows) {
  if (!rows) return rows.error();
  std::vector<Source> found;
  for (const auto& row : *rows) {
    auto source = source_from(row);
    if (!source) return source.error();
    found.push_back(*std::move(source));
  }
  return found;
}

Result<void> insert(store::Transaction& tx, const Source& source) {
  const auto every = source.every ? std::optional(source.every->count()) : std::nullopt;
  return tx.run(
      "insert into harvest_sources (id, kind, url, every_minutes, may_use_http, may_be_private,"
      " patience_seconds, added) values (?, ?, ?, ?, ?, ?, ?, ?)",
      source.id, harvest::to_text(source.kind), source.url, every, source.may_use_http,
      source.may_be_private, source.patience.count(), source.added);
}

}  // namespace

SourceId source_of(const NodeId& node) { return SourceId(std::string(kPeerPrefix) + node.text()); }

std::optional<NodeId> node_of(const SourceId& source) {
  if (!source.text().starts_with(kPeerPrefix)) return std::nullopt;
  return NodeId(source.text().substr(kPeerPrefix.size()));
}

Result<void> check(const Source& source) {
  if (!is_name(source.id.text())) {
    return Error{SourceError::bad_name,
                 "the name of a source is made of a-z, 0-9 and \"-\", at most 64 of them"};
  }
  if (source.kind == harvest::SourceKind::peer) {
    return Error{SourceError::bad_address, "nodes are sources by the trust list, not by hand"};
  }
  const auto url = http::Url::parse_web(source.url);
  if (!url) return Error{SourceError::bad_address, url.error().detail};
  if (url->scheme == http::Scheme::http && !source.may_use_http) {
    return Error{SourceError::plain_http,
                 "anybody on the way can change what an http address says; use https, or allow it"};
  }
  if (source.every && *source.every < kShortestPeriod) {
    return Error{SourceError::bad_schedule, "a source is asked every 5 minutes at most"};
  }
  if (source.patience <= std::chrono::seconds(0)) {
    return Error{SourceError::bad_schedule, "the time to wait for a page is above zero"};
  }
  return {};
}

Result<void> add(store::Transaction& tx, const Source& source) {
  if (auto checked = check(source); !checked) return checked;
  const auto known = tx.query_one("select 1 from harvest_sources where id = ?", source.id);
  if (!known) return known.error();
  if (*known)
    return Error{SourceError::exists, "there is a source " + source.id.text() + " already"};
  return insert(tx, source);
}

Result<Source> peer_source(store::Transaction& tx, const NodeId& node, Instant now) {
  auto known = find(tx, source_of(node));
  if (known || known.error().code != make_error_code(SourceError::unknown)) return known;
  Source source;
  source.id = source_of(node);
  source.kind = harvest::SourceKind::peer;
  source.added = now;
  if (auto added = insert(tx, source); !added) return added.error();
  return source;
}

Result<void> remove(store::Transaction& tx, const SourceId& id) {
  if (auto removed = tx.run("delete from harvest_sources where id = ?", id); !removed) {
    return removed;
  }
  if (tx.changed_rows() > 0) return {};
  return Error{SourceError::unknown, "there is no source " + id.text()};
}

Result<Source> find(store::Reader& reader, const SourceId& id) {
  const auto row = reader.query_one(
      "select id, kind, url, every_minutes, may_use_http, may_be_private, patience_seconds, added"
      " from harvest_sources where id = ?",
      id);
  if (!row) return row.error();
  if (!*row) return Error{SourceError::unknown, "there is no source " + id.text()};
  return source_from(**row);
}

Result<std::vector<Source>> list(store::Reader& reader) {
  return sources_from(reader.query(
      "select id, kind, url, every_minutes, may_use_http, may_be_private, patience_seconds, added"
      " from harvest_sources order by id"));
}

Result<std::vector<Source>> due(store::Reader& reader,
                                std::optional<std::chrono::minutes> period_of_nodes,
                                Instant now) {
  auto all = list(reader);
  if (!all) return all;
  std::vector<Source> found;
  for (auto& source : *all) {
    const bool is_node = source.kind == harvest::SourceKind::peer;
    const auto period = is_node ? period_of_nodes : source.every;
    if (!period) continue;
    const auto last = reader.query_one(
        "select max(started) from harvest_runs where source = ? and is_dry = 0", source.id);
    if (!last) return last.error();
    if (!(*last)->is_null(0)) {
      const auto started = (*last)->instant(0);
      if (!started) return started.error();
      if (now - *started < *period) continue;
    }
    found.push_back(std::move(source));
  }
  return found;
}

}  // namespace passerelle::sources
